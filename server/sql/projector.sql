-- name: size
SELECT size FROM log WHERE log = $1

-- name: position
SELECT position FROM projection WHERE log = $1 AND generation = $2 AND state = $3

-- name: page
-- The log in order, for whoever follows it.
SELECT position, stream, device, epoch, sequence, id, received, verdict, line
FROM event WHERE log = $1 AND position >= $2 AND position < $3 ORDER BY position

-- name: histories [postgresql]
-- Every event of some streams among the first $3 positions.
SELECT position, stream, device, epoch, sequence, id, received, verdict, line
FROM event WHERE log = $1 AND stream = ANY($2) AND position < $3

-- name: histories [sqlite]
SELECT position, stream, device, epoch, sequence, id, received, verdict, line
FROM event INDEXED BY event_stream
WHERE log = $1 AND stream IN (SELECT value FROM json_each($2)) AND position < $3

-- name: merges
-- The merges in one stream, when the stream as a whole cannot be read.
SELECT position, stream, device, epoch, sequence, id, received, verdict, line
FROM event WHERE log = $1 AND stream = $2 AND type = 'households_merged'
    AND verdict NOT LIKE 'quarantined%'

-- name: states [postgresql]
-- Saved states of households, as far as they are not ahead of the first $4 positions.
SELECT household, position, events, state FROM fold_state
WHERE log = $1 AND generation = $2 AND household = ANY($3) AND position <= $4

-- name: states [sqlite]
SELECT household, position, events, state FROM fold_state
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))
    AND position <= $4

-- name: tails [postgresql]
-- The events among the first $4 positions that came after the saved states of some households.
SELECT e.position, e.stream, e.device, e.epoch, e.sequence, e.id, e.received, e.verdict, e.line
FROM fold_state s JOIN event e ON e.log = s.log AND e.stream = s.household
    AND e.position >= s.position AND e.position < $4
WHERE s.log = $1 AND s.generation = $2 AND s.household = ANY($3) AND s.position <= $4

-- name: tails [sqlite]
SELECT e.position, e.stream, e.device, e.epoch, e.sequence, e.id, e.received, e.verdict, e.line
FROM fold_state s CROSS JOIN event e INDEXED BY event_stream
    ON e.log = s.log AND e.stream = s.household AND e.position >= s.position AND e.position < $4
WHERE s.log = $1 AND s.generation = $2 AND s.household IN (SELECT value FROM json_each($3))
    AND s.position <= $4

-- name: advance
-- The compare-and-set that lets one projector at a time write: who moves the position owns the step.
UPDATE projection SET position = $4
WHERE log = $1 AND generation = $2 AND position = $3 AND state = $5
RETURNING position

-- name: due
-- Households whose answer speaks for an earlier day or knows less of the programme stream.
SELECT household FROM household_card
WHERE log = $1 AND generation = $2 AND household > $3 AND (as_of < $4 OR programme < $5)
ORDER BY household LIMIT $6

-- name: parked
SELECT household FROM parked WHERE log = $1 AND generation = $2 ORDER BY household

-- name: park
-- The first event that is not in the card stays the first: a parked household is not folded on.
INSERT INTO parked (log, generation, household, position, error, since)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (log, generation, household) DO UPDATE SET error = excluded.error

-- name: show_parked
-- A household whose very first events failed is shown too, with nothing known of it.
INSERT INTO household_card (log, generation, household, status, flags, region, members, readiness,
    unmet, enterprises, conflicts, events, position, as_of, programme)
SELECT log, $2, household, 'unknown', '[]', region, 0, 'unknown', '[]', 0, 0, 0, -1, $4, 0
FROM household WHERE log = $1 AND household = $3
ON CONFLICT (log, generation, household) DO NOTHING

-- name: unpark [postgresql]
DELETE FROM parked WHERE log = $1 AND generation = $2 AND household = ANY($3)

-- name: unpark [sqlite]
DELETE FROM parked
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))

-- name: clear_fold_state [postgresql]
DELETE FROM fold_state WHERE log = $1 AND generation = $2 AND household = ANY($3)

-- name: clear_fold_state [sqlite]
DELETE FROM fold_state
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))

-- name: clear_household_card [postgresql]
DELETE FROM household_card WHERE log = $1 AND generation = $2 AND household = ANY($3)

-- name: clear_household_card [sqlite]
DELETE FROM household_card
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))

-- name: clear_caseload [postgresql]
DELETE FROM caseload WHERE log = $1 AND generation = $2 AND household = ANY($3)

-- name: clear_caseload [sqlite]
DELETE FROM caseload
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))

-- name: clear_enterprise [postgresql]
DELETE FROM enterprise WHERE log = $1 AND generation = $2 AND household = ANY($3)

-- name: clear_enterprise [sqlite]
DELETE FROM enterprise
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))

-- name: clear_enterprise_month [postgresql]
DELETE FROM enterprise_month WHERE log = $1 AND generation = $2 AND household = ANY($3)

-- name: clear_enterprise_month [sqlite]
DELETE FROM enterprise_month
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))

-- name: clear_readiness [postgresql]
DELETE FROM readiness WHERE log = $1 AND generation = $2 AND household = ANY($3)

-- name: clear_readiness [sqlite]
DELETE FROM readiness
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))

-- name: clear_conflict [postgresql]
DELETE FROM conflict WHERE log = $1 AND generation = $2 AND household = ANY($3)

-- name: clear_conflict [sqlite]
DELETE FROM conflict
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))

-- name: clear_survey_answer [postgresql]
DELETE FROM survey_answer WHERE log = $1 AND generation = $2 AND household = ANY($3)

-- name: clear_survey_answer [sqlite]
DELETE FROM survey_answer
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))

-- name: clear_disbursement_ledger [postgresql]
DELETE FROM disbursement_ledger WHERE log = $1 AND generation = $2 AND household = ANY($3)

-- name: clear_disbursement_ledger [sqlite]
DELETE FROM disbursement_ledger
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))

-- name: clear_household_rollup [postgresql]
DELETE FROM household_rollup WHERE log = $1 AND generation = $2 AND household = ANY($3)

-- name: clear_household_rollup [sqlite]
DELETE FROM household_rollup
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))

-- name: clear_training_outcome [postgresql]
DELETE FROM training_outcome WHERE log = $1 AND generation = $2 AND household = ANY($3)

-- name: clear_training_outcome [sqlite]
DELETE FROM training_outcome
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))

-- name: clear_inbox [postgresql]
DELETE FROM inbox WHERE log = $1 AND generation = $2 AND household = ANY($3)

-- name: clear_inbox [sqlite]
DELETE FROM inbox
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))

-- name: clear_proposal [postgresql]
DELETE FROM proposal WHERE log = $1 AND generation = $2 AND household = ANY($3)

-- name: clear_proposal [sqlite]
DELETE FROM proposal
WHERE log = $1 AND generation = $2 AND household IN (SELECT value FROM json_each($3))
