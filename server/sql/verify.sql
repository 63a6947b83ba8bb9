-- name: log
SELECT size, received_last, frontier, tree_size FROM log WHERE log = $1

-- name: beyond
-- Events at positions the log says it does not have.
SELECT count(*) FROM event e JOIN log l ON l.log = e.log AND e.position >= l.size WHERE e.log = $1

-- name: events
-- The log in order with all that can be worked out again from its lines.
SELECT e.position, e.device, e.epoch, e.sequence, e.id, e.received, e.verdict, e.head, e.line,
    l.sha256, e.stream, e.type, e."on", e.at, e."by"
FROM event e LEFT JOIN left_out l ON l.log = e.log AND l.position = e.position
WHERE e.log = $1 AND e.position >= $2 AND e.position < $3 ORDER BY e.position

-- name: tiles
SELECT number, root, hashes FROM tile
WHERE log = $1 AND level = $2 AND number >= $3 AND number < $4

-- name: epochs
SELECT device, epoch, parent, sequence, head FROM device_epoch WHERE log = $1

-- name: households
SELECT household, events, digest FROM household WHERE log = $1 ORDER BY household
