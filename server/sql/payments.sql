-- name: page
-- Tranches by household, programme, year and number; a reader sees those of the region where the
-- household was registered ($7 to before $8; '' for all).
SELECT d.household, d.programme, d.year, d.tranche, d.ordered, d.paid, d.received, d.payee,
    d.received_by, d.shortfall, d.exceptions, d.sides, c.region
FROM disbursement_ledger d JOIN household_card c
    ON c.log = d.log AND c.generation = d.generation AND c.household = d.household
WHERE d.log = $1 AND d.generation = $2
    AND (d.household, d.programme, d.year, d.tranche) > ($3, $4, $5, $6)
    AND ($7 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = d.log
        AND h.household = d.household AND h.region >= $7 AND h.region < $8))
    AND ($9 = '' OR d.programme = $9) AND ($10 = 0 OR d.year = $10)
ORDER BY d.household, d.programme, d.year, d.tranche LIMIT $11

-- name: exceptions
-- As `page`, those alone that a person should look into.
SELECT d.household, d.programme, d.year, d.tranche, d.ordered, d.paid, d.received, d.payee,
    d.received_by, d.shortfall, d.exceptions, d.sides, c.region
FROM disbursement_ledger d JOIN household_card c
    ON c.log = d.log AND c.generation = d.generation AND c.household = d.household
WHERE d.log = $1 AND d.generation = $2 AND d.exceptions <> '[]'
    AND (d.household, d.programme, d.year, d.tranche) > ($3, $4, $5, $6)
    AND ($7 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = d.log
        AND h.household = d.household AND h.region >= $7 AND h.region < $8))
    AND ($9 = '' OR d.programme = $9) AND ($10 = 0 OR d.year = $10)
ORDER BY d.household, d.programme, d.year, d.tranche LIMIT $11

-- name: totals
-- What was ordered, paid and received of each tranche, and of how many households each is known.
SELECT d.programme, d.year, d.tranche, count(*),
    count(d.ordered), CAST(COALESCE(sum(d.ordered), 0) AS bigint),
    count(d.paid), CAST(COALESCE(sum(d.paid), 0) AS bigint),
    count(d.received), CAST(COALESCE(sum(d.received), 0) AS bigint),
    count(CASE WHEN d.exceptions <> '[]' THEN 1 END),
    count(DISTINCT CASE WHEN COALESCE(d.paid, d.received) > 0
        THEN COALESCE(d.payee, d.household) END)
FROM disbursement_ledger d
WHERE d.log = $1 AND d.generation = $2
    AND ($3 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = d.log
        AND h.household = d.household AND h.region >= $3 AND h.region < $4))
    AND ($5 = '' OR d.programme = $5) AND ($6 = 0 OR d.year = $6)
GROUP BY d.programme, d.year, d.tranche ORDER BY d.programme, d.year, d.tranche

-- name: of_households [postgresql]
-- Every tranche of some households, wherever they were registered.
SELECT d.household, d.programme, d.year, d.tranche, d.ordered, d.paid, d.received, d.payee,
    d.received_by, d.shortfall, d.exceptions, d.sides, c.region, h.region AS registered
FROM disbursement_ledger d JOIN household_card c
    ON c.log = d.log AND c.generation = d.generation AND c.household = d.household
JOIN household h ON h.log = d.log AND h.household = d.household
WHERE d.log = $1 AND d.generation = $2 AND d.household = ANY($3)
ORDER BY d.household, d.programme, d.year, d.tranche

-- name: of_households [sqlite]
SELECT d.household, d.programme, d.year, d.tranche, d.ordered, d.paid, d.received, d.payee,
    d.received_by, d.shortfall, d.exceptions, d.sides, c.region, h.region AS registered
FROM disbursement_ledger d JOIN household_card c
    ON c.log = d.log AND c.generation = d.generation AND c.household = d.household
JOIN household h ON h.log = d.log AND h.household = d.household
WHERE d.log = $1 AND d.generation = $2
    AND d.household IN (SELECT value FROM json_each($3))
ORDER BY d.household, d.programme, d.year, d.tranche
