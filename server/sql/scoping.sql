-- name: add_version
INSERT INTO scope (log, device, version, position, region) VALUES ($1, $2, $3, $4, $5)

-- name: move_device
UPDATE device SET scope_version = $3, scope_region = $4 WHERE log = $1 AND device = $2

-- name: say_household
INSERT INTO scope_household (log, device, household, version, is_in, "on")
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (log, device, household) DO UPDATE
SET version = excluded.version, is_in = excluded.is_in, "on" = excluded."on"

-- name: version
SELECT position, region FROM scope WHERE log = $1 AND device = $2 AND version = $3

-- name: versions
-- Every version of a device's scope with the office's clock then, newest first.
SELECT s.version, s.position, s.region, e.received
FROM scope s LEFT JOIN event e ON e.log = s.log AND e.position = s.position
WHERE s.log = $1 AND s.device = $2 ORDER BY s.version DESC LIMIT $3

-- name: said_since
SELECT household, is_in, "on" FROM scope_household
WHERE log = $1 AND device = $2 AND version > $3 ORDER BY household

-- name: only_in
-- Households from $3 to $4 and not from $5 to $6 (both exclusive) that the scope does not name.
SELECT h.household FROM household h
LEFT JOIN scope_household s ON s.log = h.log AND s.device = $2 AND s.household = h.household
WHERE h.log = $1 AND h.region >= $3 AND h.region < $4 AND NOT (h.region >= $5 AND h.region < $6)
  AND s.household IS NULL
ORDER BY h.household

-- name: visible
-- Every household that device $5 sees, with what the office holds of it.
SELECT h.household, h.region, h.events, h.keys, s.version, s."on" FROM household h
LEFT JOIN scope_household s ON s.log = h.log AND s.device = $5 AND s.household = h.household
WHERE h.log = $1 AND ($2 OR coalesce(s.is_in, h.region >= $3 AND h.region < $4))
ORDER BY h.household

-- name: seen_of [postgresql]
SELECT h.household FROM unnest($6::text[]) AS wanted (household)
JOIN household h ON h.log = $1 AND h.household = wanted.household
LEFT JOIN scope_household s ON s.log = h.log AND s.device = $5 AND s.household = h.household
WHERE $2 OR coalesce(s.is_in, h.region >= $3 AND h.region < $4)

-- name: seen_of [sqlite]
SELECT h.household FROM household h
LEFT JOIN scope_household s ON s.log = h.log AND s.device = $5 AND s.household = h.household
WHERE h.log = $1 AND h.household IN (SELECT value FROM json_each($6))
  AND ($2 OR coalesce(s.is_in, h.region >= $3 AND h.region < $4))

-- name: by_device
-- Who sees household $2: every device that is neither revoked nor the office's own.
SELECT d.device, d.actor, d.role, d.scope_version, d.scope_region, s.is_in,
       coalesce(s.is_in, h.region = d.scope_region OR h.region LIKE d.scope_region || '.%', FALSE)
           AS sees
FROM log l
JOIN device d ON d.log = l.log AND d.device <> l.office_device AND d.revoked_position IS NULL
LEFT JOIN household h ON h.log = d.log AND h.household = $2
LEFT JOIN scope_household s ON s.log = d.log AND s.device = d.device AND s.household = $2
WHERE l.log = $1 AND d.role <> 'auditor'
ORDER BY d.enrolled_position, d.device

-- name: of_actor
-- Households that an actor accompanies, or other names of such; `near`: region $3 to $4 has them.
SELECT a.household, coalesce(h.region >= $3 AND h.region < $4, FALSE) AS near FROM assignment a
LEFT JOIN household h ON h.log = a.log AND h.household = a.household
WHERE a.log = $1
  AND (a.companion = $2
       OR a.alias_of IN (SELECT household FROM assignment WHERE log = $1 AND companion = $2))
ORDER BY a.household

-- name: handed_over_by
-- Households that an actor accompanied until somebody else did, and other names of such, which went
-- with them; `near`: as above.
SELECT f.household, coalesce(h.region >= $3 AND h.region < $4, FALSE) AS near
FROM (
    SELECT household FROM former_companion WHERE log = $1 AND actor = $2
    UNION
    SELECT a.household FROM former_companion w
    JOIN assignment a ON a.log = w.log AND a.alias_of = w.household
    WHERE w.log = $1 AND w.actor = $2
) f
LEFT JOIN household h ON h.log = $1 AND h.household = f.household
ORDER BY f.household

-- name: households_by_region
SELECT region, count(*) AS households FROM household
WHERE log = $1 AND region IS NOT NULL GROUP BY region

-- name: named_by_region
-- How many households each device's scope names, in or out, by the region they are in.
SELECT s.device, s.is_in, h.region, count(*) AS households
FROM scope_household s
LEFT JOIN household h ON h.log = s.log AND h.household = s.household
WHERE s.log = $1 GROUP BY s.device, s.is_in, h.region
