-- name: page
-- What device $7 may see of the positions $2 to $3 (exclusive): the programme, and households in
-- its scope ($4; $5 to $6). Its own events up to epoch $8, sequence $9 it holds already; a
-- quarantined line is nobody's but its writer's.
SELECT e.position, e.received, e.device, e.epoch, e.sequence, e.verdict, e.line, e.stream,
       p.key, p.part
FROM event e
LEFT JOIN household h ON h.log = e.log AND h.household = e.stream
LEFT JOIN scope_household s ON s.log = e.log AND s.device = $7 AND s.household = e.stream
LEFT JOIN personal p ON p.log = e.log AND p.position = e.position
WHERE e.log = $1 AND e.position >= $2 AND e.position < $3
  AND ($4 OR e.stream = 'programme' OR coalesce(s.is_in, h.region >= $5 AND h.region < $6))
  AND NOT (e.device = $7 AND (e.epoch < $8 OR (e.epoch = $8 AND e.sequence <= $9)))
  AND e.verdict NOT LIKE 'quarantined%'
ORDER BY e.position LIMIT $10

-- name: fill
-- Everything of household $2 at positions $3 to $4 (exclusive), own events too.
SELECT e.position, e.received, e.device, e.epoch, e.sequence, e.verdict, e.line, e.stream,
       p.key, p.part
FROM event e LEFT JOIN personal p ON p.log = e.log AND p.position = e.position
WHERE e.log = $1 AND e.stream = $2 AND e.position >= $3 AND e.position < $4
  AND e.verdict NOT LIKE 'quarantined%'
ORDER BY e.position LIMIT $5

-- name: digests [postgresql]
SELECT h.household, h.events, h.digest, h.keys FROM household h
LEFT JOIN scope_household s ON s.log = h.log AND s.device = $6 AND s.household = h.household
WHERE h.log = $1 AND h.household = ANY($2)
  AND ($3 OR coalesce(s.is_in, h.region >= $4 AND h.region < $5)) ORDER BY h.household

-- name: digests [sqlite]
SELECT h.household, h.events, h.digest, h.keys FROM household h
LEFT JOIN scope_household s ON s.log = h.log AND s.device = $6 AND s.household = h.household
WHERE h.log = $1 AND h.household IN (SELECT value FROM json_each($2))
  AND ($3 OR coalesce(s.is_in, h.region >= $4 AND h.region < $5)) ORDER BY h.household

-- name: keys_of_page [postgresql]
-- Of the data keys named in $2, those in scope ($3; $4 to $5) which device $6 does not hold yet. The
-- key's own stream decides: an event may name any key, and must not open another family's.
SELECT k.key, k.stream, k.wrapped FROM data_key k
LEFT JOIN household h ON h.log = k.log AND h.household = k.stream
LEFT JOIN scope_household s ON s.log = k.log AND s.device = $6 AND s.household = k.stream
WHERE k.log = $1 AND k.key = ANY($2)
  AND ($3 OR k.stream = 'programme' OR coalesce(s.is_in, h.region >= $4 AND h.region < $5))
  AND NOT EXISTS (SELECT 1 FROM key_ack a
                  WHERE a.log = k.log AND a.device = $6 AND a.key = k.key)
ORDER BY k.key

-- name: keys_of_page [sqlite]
SELECT k.key, k.stream, k.wrapped FROM data_key k
LEFT JOIN household h ON h.log = k.log AND h.household = k.stream
LEFT JOIN scope_household s ON s.log = k.log AND s.device = $6 AND s.household = k.stream
WHERE k.log = $1 AND k.key IN (SELECT value FROM json_each($2))
  AND ($3 OR k.stream = 'programme' OR coalesce(s.is_in, h.region >= $4 AND h.region < $5))
  AND NOT EXISTS (SELECT 1 FROM key_ack a
                  WHERE a.log = k.log AND a.device = $6 AND a.key = k.key)
ORDER BY k.key

-- name: keys_wanted [postgresql]
-- Of the data keys a device asks for by id, those in scope; it may have lost one it acknowledged.
SELECT k.key, k.stream, k.wrapped FROM data_key k
LEFT JOIN household h ON h.log = k.log AND h.household = k.stream
LEFT JOIN scope_household s ON s.log = k.log AND s.device = $6 AND s.household = k.stream
WHERE k.log = $1 AND k.key = ANY($2)
  AND ($3 OR k.stream = 'programme' OR coalesce(s.is_in, h.region >= $4 AND h.region < $5))
ORDER BY k.key

-- name: keys_wanted [sqlite]
SELECT k.key, k.stream, k.wrapped FROM data_key k
LEFT JOIN household h ON h.log = k.log AND h.household = k.stream
LEFT JOIN scope_household s ON s.log = k.log AND s.device = $6 AND s.household = k.stream
WHERE k.log = $1 AND k.key IN (SELECT value FROM json_each($2))
  AND ($3 OR k.stream = 'programme' OR coalesce(s.is_in, h.region >= $4 AND h.region < $5))
ORDER BY k.key

-- name: acknowledge [postgresql]
-- Data keys a device says it holds now; one the office does not know is nothing to it.
INSERT INTO key_ack (log, device, key)
SELECT k.log, $2, k.key FROM data_key k WHERE k.log = $1 AND k.key = ANY($3)
ON CONFLICT DO NOTHING

-- name: acknowledge [sqlite]
INSERT INTO key_ack (log, device, key)
SELECT k.log, $2, k.key FROM data_key k
WHERE k.log = $1 AND k.key IN (SELECT value FROM json_each($3))
ON CONFLICT DO NOTHING

-- name: streams_between
-- The streams a device wrote in from position $3 to $4, exclusive.
SELECT DISTINCT stream FROM event
WHERE log = $1 AND device = $2 AND position >= $3 AND position < $4
  AND verdict NOT LIKE 'quarantined%'
