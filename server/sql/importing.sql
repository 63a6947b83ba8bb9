-- name: held [postgresql]
-- What streams hold of some types; lines that were set aside count as well: they are there.
SELECT id, stream, line FROM event
WHERE log = $1 AND stream = ANY($2) AND type = ANY($3) AND verdict NOT LIKE 'quarantined%'
ORDER BY position

-- name: held [sqlite]
SELECT id, stream, line FROM event INDEXED BY event_stream
WHERE log = $1 AND stream IN (SELECT value FROM json_each($2))
    AND type IN (SELECT value FROM json_each($3)) AND verdict NOT LIKE 'quarantined%'
ORDER BY position

-- name: known [postgresql]
SELECT household FROM household WHERE log = $1 AND household = ANY($2) AND region IS NOT NULL

-- name: known [sqlite]
SELECT household FROM household
WHERE log = $1 AND household IN (SELECT value FROM json_each($2)) AND region IS NOT NULL
