-- name: head
SELECT deployment, office_device, incarnation, size, received_last, frontier, tree_size, safe_size
FROM log WHERE log = $1

-- name: take_head [postgresql]
SELECT deployment, office_device, incarnation, size, received_last, frontier, tree_size, safe_size
FROM log WHERE log = $1 FOR UPDATE

-- name: take_head [sqlite]
-- BEGIN IMMEDIATE has taken the whole file.
SELECT deployment, office_device, incarnation, size, received_last, frontier, tree_size, safe_size
FROM log WHERE log = $1

-- name: events_from
-- The log in order, for whoever follows it: positions from $2, at most $3 of them.
SELECT position, device, epoch, sequence, stream, type, received, verdict, line
FROM event WHERE log = $1 AND position >= $2 ORDER BY position LIMIT $3

-- name: stream
SELECT position, device, epoch, sequence, received, verdict, line
FROM event WHERE log = $1 AND stream = $2 AND position < $3 ORDER BY position

-- name: find_event [postgresql]
-- $2 to $3 are the first eight digits of what is looked for, as far as they are given.
SELECT position, device, epoch, sequence, id, stream, type, "on", at, "by", received, verdict, line
FROM event
WHERE log = $1 AND substr(id, 1, 8) BETWEEN $2 AND $3 AND id >= $4 AND id < $5
ORDER BY position LIMIT 10

-- name: find_event [sqlite]
-- As above, in each stretch of positions.
SELECT e.position, e.device, e.epoch, e.sequence, e.id, e.stream, e.type, e."on", e.at, e."by",
    e.received, e.verdict, e.line
FROM stretch s CROSS JOIN event e INDEXED BY event_id
    ON e.log = s.log AND e.position / 16384 = s.number AND substr(e.id, 1, 8) BETWEEN $2 AND $3
        AND e.id >= $4 AND e.id < $5
WHERE s.log = $1
ORDER BY e.position LIMIT 10
