-- name: earlier
SELECT incarnation, common FROM incarnation WHERE log = $1

-- name: add_earlier
INSERT INTO incarnation (log, incarnation, common, newest, restored, lost)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (log, incarnation) DO NOTHING

-- name: common
SELECT common, lost FROM incarnation WHERE log = $1 AND incarnation = $2

-- name: show
-- Somebody held an earlier incarnation up to position $3.
UPDATE incarnation SET newest = $3 WHERE log = $1 AND incarnation = $2 AND newest < $3

-- name: keep_orphan
INSERT INTO orphan (log, incarnation, position, id, device) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING

-- name: offered
-- How many events a device has offered before.
SELECT offered FROM device WHERE log = $1 AND device = $2

-- name: offer
UPDATE device SET offered = offered + $3 WHERE log = $1 AND device = $2

-- name: held [postgresql]
-- Of these ids, those that the log has.
SELECT DISTINCT e.id FROM unnest($2::text[]) AS wanted (id)
JOIN event e ON e.log = $1 AND substr(e.id, 1, 8) = substr(wanted.id, 1, 8) AND e.id = wanted.id

-- name: held [sqlite]
SELECT DISTINCT e.id FROM json_each($2) AS wanted
JOIN event e ON e.log = $1 AND substr(e.id, 1, 8) = substr(wanted.value, 1, 8)
    AND e.id = wanted.value

-- name: incarnations
SELECT incarnation, common, newest, restored, closed FROM incarnation
WHERE log = $1 ORDER BY incarnation

-- name: missing
-- What is known by name and not back: neither its author sent it, nor anybody handed it in.
SELECT o.position, o.id, o.device FROM orphan o
WHERE o.log = $1 AND o.incarnation = $2 AND NOT EXISTS (
    SELECT 1 FROM event e WHERE e.log = o.log AND substr(e.id, 1, 8) = substr(o.id, 1, 8)
        AND e.id = o.id)
ORDER BY o.position LIMIT $3

-- name: told
-- How many of the positions beyond $3 somebody has told of.
SELECT count(*) AS told FROM orphan WHERE log = $1 AND incarnation = $2 AND position >= $3

-- name: close
UPDATE incarnation SET closed = $3 WHERE log = $1 AND incarnation = $2 AND closed IS NULL
