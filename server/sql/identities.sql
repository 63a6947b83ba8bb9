-- name: indexed
SELECT position FROM identity_index WHERE log = $1

-- name: begin
INSERT INTO identity_index (log, position) VALUES ($1, 0) ON CONFLICT DO NOTHING

-- name: move
-- Who moves the position owns the page; a second one finds it moved.
UPDATE identity_index SET position = $3 WHERE log = $1 AND position = $2 RETURNING position

-- name: first_unread
-- The first entry that may hold a number or a name, and that nobody could read when it came.
SELECT position FROM event
WHERE log = $1 AND type IN ('member_added', 'identity_verified', 'head_changed', 'fact_corrected')
    AND verdict <> 'accepted' AND verdict NOT LIKE 'quarantined%'
ORDER BY position LIMIT 1

-- name: again
-- A personal part came late, or can be read only now: all from its position on is looked at again.
UPDATE identity_index SET position = $2 WHERE log = $1 AND position > $2

-- name: clear
DELETE FROM identity WHERE log = $1

-- name: size
SELECT size FROM log WHERE log = $1

-- name: page
-- The personal parts at positions $2 to $3 (exclusive) that may hold a number or a name.
SELECT e.position, e.stream, e.line, p.key, p.part, k.wrapped
FROM personal p
JOIN event e ON e.log = p.log AND e.position = p.position
    AND e.type IN ('member_added', 'identity_verified', 'head_changed', 'fact_corrected')
    AND e.verdict NOT LIKE 'quarantined%'
JOIN data_key k ON k.log = p.log AND k.key = p.key
WHERE p.log = $1 AND p.position >= $2 AND p.position < $3
ORDER BY p.position

-- name: keep
INSERT INTO identity (log, position, kind, household, event, mac, birth_year)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING

-- name: shared
-- Numbers that entries of more than one household hold.
SELECT mac FROM identity WHERE log = $1 AND kind = $2
GROUP BY mac HAVING count(DISTINCT household) > 1 ORDER BY mac LIMIT $3

-- name: alike
-- Names that entries of several households of one desa hold, for people born in one year.
SELECT i.mac FROM identity i
JOIN household h ON h.log = i.log AND h.household = i.household AND h.region IS NOT NULL
WHERE i.log = $1 AND i.kind = 'name' AND i.birth_year IS NOT NULL
GROUP BY i.mac, i.birth_year, h.region HAVING count(DISTINCT i.household) > 1
ORDER BY i.mac LIMIT $2

-- name: holding [postgresql]
SELECT i.event, i.kind, i.mac, i.household, i.birth_year, h.region
FROM identity i LEFT JOIN household h ON h.log = i.log AND h.household = i.household
WHERE i.log = $1 AND i.kind = $2 AND i.mac = ANY($3)
ORDER BY i.mac, i.position

-- name: holding [sqlite]
SELECT i.event, i.kind, i.mac, i.household, i.birth_year, h.region
FROM identity i LEFT JOIN household h ON h.log = i.log AND h.household = i.household
WHERE i.log = $1 AND i.kind = $2 AND i.mac IN (SELECT value FROM json_each($3))
ORDER BY i.mac, i.position

-- name: of_households [postgresql]
SELECT event, kind, mac, household FROM identity
WHERE log = $1 AND household = ANY($2) ORDER BY position

-- name: of_households [sqlite]
SELECT event, kind, mac, household FROM identity
WHERE log = $1 AND household IN (SELECT value FROM json_each($2)) ORDER BY position
