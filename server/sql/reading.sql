-- name: region_of
-- Where a household is registered; who may see it follows from that, as for devices.
SELECT region FROM household WHERE log = $1 AND household = $2

-- name: households
-- Households registered from region $2 to $3 (exclusive), in order of id after $4.
SELECT household FROM household
WHERE log = $1 AND region >= $2 AND region < $3 AND household > $4
ORDER BY household LIMIT $5

-- name: programme_since
SELECT position, device, epoch, sequence, received, verdict, line
FROM event WHERE log = $1 AND stream = 'programme' AND position >= $2 ORDER BY position

-- name: reports
-- The reports the office accepted until a moment, oldest first.
SELECT verdict, line FROM event
WHERE log = $1 AND stream = 'office' AND type = 'report_accepted' AND received <= $2
ORDER BY position

-- name: history [postgresql]
-- The events of a household, under all its names $2, from position $3, received until $4.
SELECT position, stream, device, epoch, sequence, id, type, "on", at, received, verdict, line
FROM event WHERE log = $1 AND stream = ANY($2) AND position >= $3 AND received <= $4
ORDER BY position LIMIT $5

-- name: history [sqlite]
SELECT position, stream, device, epoch, sequence, id, type, "on", at, received, verdict, line
FROM event INDEXED BY event_stream
WHERE log = $1 AND stream IN (SELECT value FROM json_each($2)) AND position >= $3
    AND received <= $4
ORDER BY position LIMIT $5

-- name: parts
-- The personal parts of a household's events, with the keys they are under.
SELECT e.position, e.type, p.key, p.part, k.wrapped
FROM event e
JOIN personal p ON p.log = e.log AND p.position = e.position
JOIN data_key k ON k.log = p.log AND k.key = p.key
WHERE e.log = $1 AND e.stream = $2 AND e.verdict NOT LIKE 'quarantined%'
ORDER BY e.position

-- name: named
-- The households whose id begins so: two are enough to know that it is not whole.
SELECT household FROM household WHERE log = $1 AND household >= $2 AND household < $3
ORDER BY household LIMIT 2

-- name: office_acts
-- Events of the office's own stream of two types, the newest before $4 first; what a phone claims
-- there is not accepted.
SELECT position, id, type, received, line
FROM event WHERE log = $1 AND stream = 'office' AND type IN ($2, $3) AND position < $4
    AND verdict = 'accepted'
ORDER BY position DESC LIMIT $5

-- name: quarantined
-- Events the office could not take, the newest before $2 first; `e` follows the `d` of the verdict.
SELECT e.position, e.id, e.device, d.actor, e.stream, e.type, e.received, e.verdict
FROM event e JOIN device d ON d.log = e.log AND d.device = e.device
WHERE e.log = $1 AND e.verdict >= 'quarantined' AND e.verdict < 'quarantinee' AND e.position < $2
ORDER BY e.position DESC LIMIT $3
