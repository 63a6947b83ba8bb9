-- name: scope
-- The digests of a scope in the order of households, those after $4.
SELECT h.household, h.events, h.digest, h.keys FROM household h
LEFT JOIN scope_household s ON s.log = h.log AND s.device = $5 AND s.household = h.household
WHERE h.log = $1 AND ($2 OR coalesce(s.is_in, h.region >= $3 AND h.region < $4))
  AND h.household > $6
ORDER BY h.household LIMIT $7

-- name: scope_digests
SELECT h.digest FROM household h
LEFT JOIN scope_household s ON s.log = h.log AND s.device = $5 AND s.household = h.household
WHERE h.log = $1 AND ($2 OR coalesce(s.is_in, h.region >= $3 AND h.region < $4)) LIMIT $6

-- name: events
-- What is counted of a household before position $4, from $3 on.
SELECT position, received, device, epoch, sequence, verdict, line
FROM event
WHERE log = $1 AND stream = $2 AND position >= $3 AND position < $4
  AND verdict NOT LIKE 'quarantined%'
ORDER BY position LIMIT $5

-- name: items
-- The events of a part, with what stands beside them.
SELECT e.position, e.received, e.device, e.epoch, e.sequence, e.verdict, e.line, p.part
FROM event e LEFT JOIN personal p ON p.log = e.log AND p.position = e.position
WHERE e.log = $1 AND e.stream = $2 AND e.position < $3 AND e.device = $4 AND e.epoch = $5
  AND e.sequence BETWEEN $6 AND $7 AND e.verdict NOT LIKE 'quarantined%'
ORDER BY e.sequence LIMIT $8

-- name: keys [postgresql]
SELECT key, stream, wrapped FROM data_key WHERE log = $1 AND stream = ANY($2) ORDER BY key LIMIT $3

-- name: keys [sqlite]
SELECT key, stream, wrapped FROM data_key
WHERE log = $1 AND stream IN (SELECT value FROM json_each($2)) ORDER BY key LIMIT $3
