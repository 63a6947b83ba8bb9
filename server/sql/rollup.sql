-- Regions $3 to before $4 of where households live today; readers see those registered in $7 to
-- before $8 ('' for all). Groups are regions of $6 characters, cohorts or companions, as $5 says.

-- name: groups
-- One sum over columns; their order is that of the fold's `Figures`.
SELECT CASE $5 WHEN 'cohort' THEN r.cohort WHEN 'companion' THEN COALESCE(r.companion, '')
        ELSE substr(r.region, 1, $6) END,
    CAST(sum(r.households) AS bigint), CAST(sum(r.enrolled) AS bigint),
    CAST(sum(r.in_programme) AS bigint), CAST(sum(r.with_enterprise) AS bigint),
    CAST(sum(r.stable) AS bigint), CAST(sum(r.ready) AS bigint), CAST(sum(r.proposed) AS bigint),
    CAST(sum(r.graduated) AS bigint), CAST(sum(r.year_passed) AS bigint),
    CAST(sum(r.held) AS bigint), CAST(sum(r.not_held) AS bigint), CAST(sum(r.exited) AS bigint),
    CAST(sum(r.running) AS bigint), CAST(sum(r.jobs) AS bigint),
    CAST(sum(r.jobs_unknown) AS bigint), CAST(sum(r.accompanied) AS bigint),
    CAST(sum(r.pupils_open) AS bigint), CAST(sum(r.pupils_of_age) AS bigint),
    CAST(sum(r.balita_open) AS bigint), CAST(sum(r.balita_of_age) AS bigint),
    CAST(sum(r.age_unknown) AS bigint), CAST(sum(r.ready_not_proposed) AS bigint),
    CAST(sum(r.cost) AS bigint), CAST(sum(r.cost_unknown) AS bigint)
FROM household_rollup r
WHERE r.log = $1 AND r.generation = $2 AND r.region >= $3 AND r.region < $4
    AND ($7 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = r.log
        AND h.household = r.household AND h.region >= $7 AND h.region < $8))
GROUP BY 1 ORDER BY 1

-- name: unmet
-- How many households of each group have just these indicators not met, and not known.
SELECT CASE $5 WHEN 'cohort' THEN r.cohort WHEN 'companion' THEN COALESCE(r.companion, '')
        ELSE substr(r.region, 1, $6) END,
    r.not_met, r.not_known, count(*)
FROM household_rollup r
WHERE r.log = $1 AND r.generation = $2 AND r.region >= $3 AND r.region < $4
    AND ($7 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = r.log
        AND h.household = r.household AND h.region >= $7 AND h.region < $8))
    AND (r.not_met <> '' OR r.not_known <> '')
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
