-- name: events
-- How many events are in sight; the programme's are few beside them.
SELECT sum(h.events) AS events FROM household h
LEFT JOIN scope_household s ON s.log = h.log AND s.device = $5 AND s.household = h.household
WHERE h.log = $1 AND ($2 OR coalesce(s.is_in, h.region >= $3 AND h.region < $4))

-- name: positions
-- Where they lie before position $6, found household by household: a scope is a small part of a
-- log. Quarantined ones are among them.
SELECT e.position FROM household h
LEFT JOIN scope_household s ON s.log = h.log AND s.device = $5 AND s.household = h.household
JOIN event e ON e.log = h.log AND e.stream = h.household
WHERE h.log = $1 AND ($2 OR coalesce(s.is_in, h.region >= $3 AND h.region < $4))
  AND e.position < $6
UNION ALL
SELECT position FROM event
WHERE log = $1 AND (stream = 'programme' OR ($2 AND stream = 'office')) AND position < $6
ORDER BY position

-- name: rows [postgresql]
SELECT e.position, e.received, e.device, e.epoch, e.sequence, e.verdict, e.line, p.part
FROM event e LEFT JOIN personal p ON p.log = e.log AND p.position = e.position
WHERE e.log = $1 AND e.position = ANY($2) AND e.verdict NOT LIKE 'quarantined%'
ORDER BY e.position

-- name: rows [sqlite]
SELECT e.position, e.received, e.device, e.epoch, e.sequence, e.verdict, e.line, p.part
FROM event e LEFT JOIN personal p ON p.log = e.log AND p.position = e.position
WHERE e.log = $1 AND e.position IN (SELECT value FROM json_each($2))
  AND e.verdict NOT LIKE 'quarantined%'
ORDER BY e.position

-- name: keys
-- The data keys of everything in sight, as many as a reply carries.
SELECT k.key, k.stream, k.wrapped FROM data_key k
LEFT JOIN household h ON h.log = k.log AND h.household = k.stream
LEFT JOIN scope_household s ON s.log = k.log AND s.device = $5 AND s.household = k.stream
WHERE k.log = $1
  AND ($2 OR k.stream = 'programme' OR coalesce(s.is_in, h.region >= $3 AND h.region < $4))
  AND NOT EXISTS (SELECT 1 FROM key_ack a
                  WHERE a.log = k.log AND a.device = $5 AND a.key = k.key)
ORDER BY k.key LIMIT $6
