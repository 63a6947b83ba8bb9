-- name: any_due
SELECT household FROM assignment_due WHERE log = $1 AND due <= $2 LIMIT 1

-- name: due
SELECT household, due, device FROM assignment_due
WHERE log = $1 AND due <= $2 ORDER BY due, household, device LIMIT $3

-- name: done
DELETE FROM assignment_due WHERE log = $1 AND household = $2 AND due = $3 AND device = $4

-- name: look_at_on
INSERT INTO assignment_due (log, household, due, device) VALUES ($1, $2, $3, '')
ON CONFLICT DO NOTHING

-- name: unknown
-- The lines of a household among which are those that this office could not read when they came.
SELECT line FROM event
WHERE log = $1 AND stream = $2 AND verdict <> 'accepted' AND verdict NOT LIKE 'quarantined%'

-- name: find
SELECT companion, alias_of, registrar FROM assignment WHERE log = $1 AND household = $2

-- name: keep
INSERT INTO assignment (log, household, companion, alias_of, registrar, position)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (log, household) DO UPDATE
SET companion = excluded.companion, alias_of = excluded.alias_of,
    registrar = excluded.registrar, position = excluded.position

-- name: aliases
SELECT household FROM assignment WHERE log = $1 AND alias_of = $2 ORDER BY household

-- name: add_former
INSERT INTO former_companion (log, household, actor) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: drop_former
DELETE FROM former_companion WHERE log = $1 AND household = $2 AND actor = $3

-- name: placed
SELECT region FROM household WHERE log = $1 AND household = $2 AND region IS NOT NULL

-- name: place
-- Say where a household is whose registration counts only now; one that is placed stays.
UPDATE household SET region = $3, region_position = $4
WHERE log = $1 AND household = $2 AND region IS NULL
