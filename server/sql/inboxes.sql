-- What waits for people, oldest first: each list walks its index from where the page before ended.
-- Regions are those of `readmodels.sql`: where a household was registered.

-- name: conflicts
SELECT f.household, c.region, c.companion, f.key, f.field, f.since, f.indicators, f.claims
FROM conflict f JOIN household_card c
    ON c.log = f.log AND c.generation = f.generation AND c.household = f.household
WHERE f.log = $1 AND f.generation = $2 AND (f.since, f.household, f.key, f.field) > ($3, $4, $5, $6)
    AND ($7 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = f.log
        AND h.household = f.household AND h.region >= $7 AND h.region < $8))
    AND ($9 = '' OR c.companion = $9)
ORDER BY f.since, f.household, f.key, f.field LIMIT $10

-- name: conflicts_of
SELECT f.household, c.region, c.companion, f.key, f.field, f.since, f.indicators, f.claims
FROM conflict f JOIN household_card c
    ON c.log = f.log AND c.generation = f.generation AND c.household = f.household
WHERE f.log = $1 AND f.generation = $2 AND f.household = $3
ORDER BY f.key, f.field

-- name: items
-- Those of a kind that are the office's by $4 (ms).
SELECT i.household, c.region, c.companion, i.detail
FROM inbox i JOIN household_card c
    ON c.log = i.log AND c.generation = i.generation AND c.household = i.household
WHERE i.log = $1 AND i.generation = $2 AND i.kind = $3 AND i.since <= $4
    AND (i.since, i.household, i.event) > ($5, $6, $7)
    AND ($8 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = i.log
        AND h.household = i.household AND h.region >= $8 AND h.region < $9))
    AND ($10 = '' OR c.companion = $10)
ORDER BY i.since, i.household, i.event LIMIT $11

-- name: item
SELECT i.household, c.region, c.companion, i.detail
FROM inbox i JOIN household_card c
    ON c.log = i.log AND c.generation = i.generation AND c.household = i.household
WHERE i.log = $1 AND i.generation = $2 AND i.household = $3 AND i.kind = $4 AND i.event = $5

-- name: with_authors
-- How many odd entries are still their authors' to explain.
SELECT count(*) FROM inbox i
WHERE i.log = $1 AND i.generation = $2 AND i.kind = 'review' AND i.since > $3
    AND ($4 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = i.log
        AND h.household = i.household AND h.region >= $4 AND h.region < $5))

-- name: proposals
SELECT p.household, c.region, c.companion, c.status, c.flags, p.detail
FROM proposal p JOIN household_card c
    ON c.log = p.log AND c.generation = p.generation AND c.household = p.household
WHERE p.log = $1 AND p.generation = $2 AND p.awaits <> ''
    AND (p.since, p.household, p.event) > ($3, $4, $5)
    AND ($6 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = p.log
        AND h.household = p.household AND h.region >= $6 AND h.region < $7))
    AND ($8 = '' OR c.companion = $8)
    AND ($9 = '' OR p.awaits = $9)
ORDER BY p.since, p.household, p.event LIMIT $10

-- name: proposal
-- By the beginning of its id, waiting or not; several when two households wrote of one.
SELECT p.household, c.region, c.companion, c.status, c.flags, p.detail
FROM proposal p JOIN household_card c
    ON c.log = p.log AND c.generation = p.generation AND c.household = p.household
WHERE p.log = $1 AND p.generation = $2 AND p.proposal >= $3 AND p.proposal < $4
    AND ($5 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = p.log
        AND h.household = p.household AND h.region >= $5 AND h.region < $6))
ORDER BY p.proposal, p.household, p.event LIMIT 10

-- name: balance
-- What each companion has to accompany; `due` are visits for a reason that is more than questions.
SELECT w.companion, count(*), sum(CASE WHEN w.why IN ('[]', '["questions"]') THEN 0 ELSE 1 END),
    sum(c.members), sum(r.pupils_open), sum(r.pupils_of_age), sum(r.balita_open),
    sum(r.balita_of_age), sum(r.age_unknown)
FROM caseload w
JOIN household_card c
    ON c.log = w.log AND c.generation = w.generation AND c.household = w.household
JOIN household_rollup r
    ON r.log = w.log AND r.generation = w.generation AND r.household = w.household
WHERE w.log = $1 AND w.generation = $2
    AND ($3 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = w.log
        AND h.household = w.household AND h.region >= $3 AND h.region < $4))
GROUP BY w.companion ORDER BY w.companion

-- name: unassigned
SELECT count(*) FROM household_card c
WHERE c.log = $1 AND c.generation = $2 AND c.companion IS NULL
    AND c.status IN ('candidate', 'active', 'proposed', 'graduated')
    AND ($3 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = c.log
        AND h.household = c.household AND h.region >= $3 AND h.region < $4))

-- name: accompanied
-- The households of a companion, by id.
SELECT w.household FROM caseload w
WHERE w.log = $1 AND w.generation = $2 AND w.companion = $3 ORDER BY w.household
