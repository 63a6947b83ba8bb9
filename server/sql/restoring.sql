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
CROSS JOIN stretch s ON s.log = $1
CROSS JOIN event e INDEXED BY event_id ON e.log = s.log AND e.position / 16384 = s.number
    AND substr(e.id, 1, 8) = substr(wanted.value, 1, 8) AND e.id = wanted.value

-- name: incarnations
SELECT incarnation, common, newest FROM incarnation
WHERE log = $1 ORDER BY incarnation

-- name: missing [postgresql]
-- What is known by name and not back: neither its author sent it, nor anybody handed it in.
SELECT o.position, o.id, o.device FROM orphan o
WHERE o.log = $1 AND o.incarnation = $2 AND NOT EXISTS (
    SELECT 1 FROM event e WHERE e.log = o.log AND substr(e.id, 1, 8) = substr(o.id, 1, 8)
        AND e.id = o.id)
ORDER BY o.position LIMIT $3

-- name: missing [sqlite]
SELECT o.position, o.id, o.device FROM orphan o
WHERE o.log = $1 AND o.incarnation = $2 AND NOT EXISTS (
    SELECT 1 FROM stretch s CROSS JOIN event e INDEXED BY event_id
        ON e.log = s.log AND e.position / 16384 = s.number
            AND substr(e.id, 1, 8) = substr(o.id, 1, 8) AND e.id = o.id
    WHERE s.log = o.log)
ORDER BY o.position LIMIT $3

-- name: known [postgresql]
-- Of the positions from $3 on: how many somebody has told of, up to where, how many are not back.
SELECT count(*) AS told, coalesce(max(position) + 1, 0) AS until, coalesce(sum(missing), 0) AS missing
FROM (
    SELECT o.position, CASE WHEN EXISTS (
        SELECT 1 FROM event e WHERE e.log = o.log AND substr(e.id, 1, 8) = substr(o.id, 1, 8)
            AND e.id = o.id) THEN 0 ELSE 1 END AS missing
    FROM orphan o WHERE o.log = $1 AND o.incarnation = $2 AND o.position >= $3
) AS known

-- name: known [sqlite]
SELECT count(*) AS told, coalesce(max(position) + 1, 0) AS until, coalesce(sum(missing), 0) AS missing
FROM (
    SELECT o.position, CASE WHEN EXISTS (
        SELECT 1 FROM stretch s CROSS JOIN event e INDEXED BY event_id
            ON e.log = s.log AND e.position / 16384 = s.number
                AND substr(e.id, 1, 8) = substr(o.id, 1, 8) AND e.id = o.id
        WHERE s.log = o.log) THEN 0 ELSE 1 END AS missing
    FROM orphan o WHERE o.log = $1 AND o.incarnation = $2 AND o.position >= $3
) AS known

-- name: declared
-- What officers have declared lost, oldest first; a phone that says so is not accepted.
SELECT position, id, received, line FROM event
WHERE log = $1 AND stream = 'office' AND type = 'loss_declared' AND verdict = 'accepted'
ORDER BY position
