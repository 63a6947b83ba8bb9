-- name: live
-- The generation readers see; none before the first projection.
SELECT generation, version, position, state FROM projection WHERE log = $1 AND state = 'live'

-- name: all
SELECT generation, version, position, state FROM projection WHERE log = $1 ORDER BY generation

-- name: start
-- Numbers are never used twice, so that no late writer meets another's rows.
INSERT INTO projection (log, generation, state, version, position, made)
SELECT $1, COALESCE(MAX(generation), 0) + 1, $2, $3, 0, $4 FROM projection WHERE log = $1
RETURNING generation, version, position, state

-- name: lock [postgresql]
-- Whoever makes, flips or drops generations of a log does it alone.
SELECT pg_advisory_xact_lock(hashtextextended('generations of ' || $1, 0))

-- name: lock [sqlite]
-- BEGIN IMMEDIATE holds the only lock there is.
SELECT $1

-- name: abandon
-- What was being built belongs to nobody any more; its builder finds that out at its next write.
UPDATE projection SET state = 'dropped' WHERE log = $1 AND state = 'building'

-- name: progress
-- The generation being built, and how many households are in it; none when none is.
SELECT p.generation, (
    SELECT count(*) FROM household_card c WHERE c.log = p.log AND c.generation = p.generation
) FROM projection p WHERE p.log = $1 AND p.state = 'building'

-- name: give_up
UPDATE projection SET state = 'dropped' WHERE log = $1 AND generation = $2 AND state = 'building'

-- name: hold [postgresql]
-- Until this transaction ends, the generation is not dropped.
SELECT generation FROM projection
WHERE log = $1 AND generation = $2 AND state = 'building' FOR SHARE

-- name: hold [sqlite]
SELECT generation FROM projection WHERE log = $1 AND generation = $2 AND state = 'building'

-- name: retire
UPDATE projection SET state = 'dropped' WHERE log = $1 AND state = 'live' RETURNING position

-- name: make_live
UPDATE projection SET state = 'live'
WHERE log = $1 AND generation = $2 AND state = 'building' RETURNING position

-- name: built
-- All households of the first $3 positions are in.
UPDATE projection SET position = $3
WHERE log = $1 AND generation = $2 AND state = 'building'
RETURNING generation, version, position, state

-- name: dropped
SELECT generation FROM projection WHERE log = $1 AND state = 'dropped' ORDER BY generation

-- name: some_households
-- Every household with any row has a card.
SELECT household FROM household_card WHERE log = $1 AND generation = $2 ORDER BY household LIMIT $3

-- name: forget
DELETE FROM projection WHERE log = $1 AND generation = $2 AND state = 'dropped'

-- name: count
-- Positions are dense: the first $2 of them are so many rows.
SELECT count(*) FROM event WHERE log = $1 AND position < $2

-- name: count_states
SELECT count(*) FROM fold_state WHERE log = $1 AND generation = $2

-- name: households
-- What there is to fold, with how much of it, in the order of the index `event_stream`.
SELECT household, events FROM household WHERE log = $1 ORDER BY household

-- name: range [postgresql]
-- The events of the households from $2 to before $3 among the first $4 positions.
SELECT position, stream, device, epoch, sequence, id, received, verdict, line
FROM event WHERE log = $1 AND stream >= $2 AND stream < $3 AND position < $4

-- name: range [sqlite]
SELECT position, stream, device, epoch, sequence, id, received, verdict, line
FROM event INDEXED BY event_stream
WHERE log = $1 AND stream >= $2 AND stream < $3 AND +position < $4

-- name: stored_household_card
SELECT household, status, flags, since, region, companion, head, members, readiness, unmet,
    enterprises, conflicts, last_met, next_visit, alias_of, events, position, as_of, programme
FROM household_card WHERE log = $1 AND generation = $2 AND household >= $3 AND household < $4
ORDER BY household

-- name: stored_caseload
SELECT household, companion, need, why, questions, last_met, next_visit
FROM caseload WHERE log = $1 AND generation = $2 AND household >= $3 AND household < $4
ORDER BY household

-- name: stored_enterprise
SELECT household, enterprise, kind, stage, flags, workers_paid, proved_by
FROM enterprise WHERE log = $1 AND generation = $2 AND household >= $3 AND household < $4
ORDER BY household, enterprise

-- name: stored_enterprise_month
SELECT household, enterprise, period, quantity, unit_price, revenue, costs, net, evidence
FROM enterprise_month WHERE log = $1 AND generation = $2 AND household >= $3 AND household < $4
ORDER BY household, enterprise, period

-- name: stored_readiness
SELECT household, verdict, rule_set, supports_met, supports, indicators, options
FROM readiness WHERE log = $1 AND generation = $2 AND household >= $3 AND household < $4
ORDER BY household

-- name: stored_conflict
SELECT household, key, field, claims, since, indicators
FROM conflict WHERE log = $1 AND generation = $2 AND household >= $3 AND household < $4
ORDER BY household, key, field

-- name: stored_survey_answer
SELECT household, survey, version, answered, answers, disputed, evidence
FROM survey_answer WHERE log = $1 AND generation = $2 AND household >= $3 AND household < $4
ORDER BY household, survey

-- name: stored_disbursement_ledger
SELECT household, programme, year, tranche, ordered, paid, received, payee, received_by,
    shortfall, exceptions, sides
FROM disbursement_ledger
WHERE log = $1 AND generation = $2 AND household >= $3 AND household < $4
ORDER BY household, programme, year, tranche

-- name: stored_household_rollup
SELECT household, region, cohort, companion, not_met, not_known, households, enrolled,
    in_programme, with_enterprise, stable, ready, proposed, graduated, year_passed, held,
    not_held, exited, running, jobs, jobs_unknown, accompanied, pupils_open, pupils_of_age,
    balita_open, balita_of_age, age_unknown, ready_not_proposed, cost, cost_unknown
FROM household_rollup
WHERE log = $1 AND generation = $2 AND household >= $3 AND household < $4
ORDER BY household

-- name: stored_training_outcome
SELECT household, session, enterprise, topic, month, link, outcome
FROM training_outcome
WHERE log = $1 AND generation = $2 AND household >= $3 AND household < $4
ORDER BY household, session, enterprise

-- name: stored_inbox
SELECT household, kind, event, since, detail
FROM inbox WHERE log = $1 AND generation = $2 AND household >= $3 AND household < $4
ORDER BY household, kind, event

-- name: stored_proposal
SELECT household, event, proposal, kind, awaits, since, detail
FROM proposal WHERE log = $1 AND generation = $2 AND household >= $3 AND household < $4
ORDER BY household, event

-- name: stored_fold_state
SELECT household, position, events, state
FROM fold_state WHERE log = $1 AND generation = $2 AND household >= $3 AND household < $4
ORDER BY household
