-- name: head
SELECT deployment, office_device, incarnation, size, received_last, frontier
FROM log WHERE log = $1

-- name: events_from
-- The log in order, for whoever follows it: positions from $2, at most $3 of them.
SELECT position, device, epoch, sequence, stream, type, received, verdict, line
FROM event WHERE log = $1 AND position >= $2 ORDER BY position LIMIT $3
