-- Readers name the live generation in every statement, inside one snapshot: they never meet a
-- half-built one, nor two at once. A region stands for all places in it: '/' follows '.', which
-- follows no digit, so from `36.03.06` to before `36.03.06/` lies that kecamatan alone. Who may see
-- a household follows from where it was registered, as for devices: an address that anybody wrote
-- later neither hides it from its own people nor shows it to others.

-- name: live
SELECT generation, position, version FROM projection WHERE log = $1 AND state = 'live'

-- name: cards
SELECT c.household, c.status, c.flags, c.since, c.region, c.companion, c.head, c.members,
    c.readiness, c.unmet, c.enterprises, c.conflicts, c.last_met, c.next_visit, c.alias_of,
    c.events, c.position, c.as_of, p.position
FROM household_card c LEFT JOIN parked p
    ON p.log = c.log AND p.generation = c.generation AND p.household = c.household
WHERE c.log = $1 AND c.generation = $2 AND c.household > $3
    AND ($4 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = c.log
        AND h.household = c.household AND h.region >= $4 AND h.region < $5))
    AND ($6 = '' OR c.companion = $6)
    AND ($7 = '' OR c.status = $7)
ORDER BY c.household LIMIT $8

-- name: card
SELECT c.household, c.status, c.flags, c.since, c.region, c.companion, c.head, c.members,
    c.readiness, c.unmet, c.enterprises, c.conflicts, c.last_met, c.next_visit, c.alias_of,
    c.events, c.position, c.as_of, p.position
FROM household_card c LEFT JOIN parked p
    ON p.log = c.log AND p.generation = c.generation AND p.household = c.household
WHERE c.log = $1 AND c.generation = $2 AND c.household = $3

-- name: caseload
-- The greatest need first; after a page, those with less need than its last, or the next of equals.
SELECT w.household, w.need, w.why, w.questions, w.last_met, w.next_visit, c.status, c.readiness,
    c.region
FROM caseload w JOIN household_card c
    ON c.log = w.log AND c.generation = w.generation AND c.household = w.household
WHERE w.log = $1 AND w.generation = $2 AND w.companion = $3
    AND (w.need < $4 OR (w.need = $4 AND w.household > $5))
ORDER BY w.need DESC, w.household LIMIT $6

-- name: enterprises
SELECT e.enterprise, e.household, e.kind, e.stage, e.flags, e.workers_paid, e.proved_by, c.region
FROM enterprise e JOIN household_card c
    ON c.log = e.log AND c.generation = e.generation AND c.household = e.household
WHERE e.log = $1 AND e.generation = $2
    AND (e.household > $3 OR (e.household = $3 AND e.enterprise > $4))
    AND ($5 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = e.log
        AND h.household = e.household AND h.region >= $5 AND h.region < $6))
ORDER BY e.household, e.enterprise LIMIT $7

-- name: enterprises_of
SELECT e.enterprise, e.household, e.kind, e.stage, e.flags, e.workers_paid, e.proved_by, c.region
FROM enterprise e JOIN household_card c
    ON c.log = e.log AND c.generation = e.generation AND c.household = e.household
WHERE e.log = $1 AND e.generation = $2 AND e.household = $3
ORDER BY e.enterprise

-- name: enterprise
-- Two when a household wrote of another's enterprise; a reader meets the one of its region.
SELECT e.enterprise, e.household, e.kind, e.stage, e.flags, e.workers_paid, e.proved_by, c.region
FROM enterprise e JOIN household_card c
    ON c.log = e.log AND c.generation = e.generation AND c.household = e.household
WHERE e.log = $1 AND e.generation = $2 AND e.enterprise = $3
    AND ($4 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = e.log
        AND h.household = e.household AND h.region >= $4 AND h.region < $5))
ORDER BY e.stage IS NULL, e.household LIMIT 2

-- name: months
SELECT period, quantity, unit_price, revenue, costs, net, evidence
FROM enterprise_month
WHERE log = $1 AND generation = $2 AND household = $3 AND enterprise = $4
ORDER BY period

-- name: readiness
SELECT verdict, rule_set, supports_met, supports, indicators, options
FROM readiness WHERE log = $1 AND generation = $2 AND household = $3

-- name: parked
SELECT household, position, error, since FROM parked
WHERE log = $1 AND generation = $2 ORDER BY household LIMIT $3
