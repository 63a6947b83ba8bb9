-- name: kept
-- How many ids are kept of a token, and whether $3 is among them.
SELECT count(*) AS kept, count(CASE WHEN asked = $3 THEN 1 END) AS same
FROM refused_read WHERE log = $1 AND token = $2

-- name: note
INSERT INTO refused_read (log, token, asked, actor, role, region, first_at, last_at, times)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 1)
ON CONFLICT (log, token, asked)
DO UPDATE SET last_at = excluded.last_at, times = refused_read.times + 1

-- name: newest
-- With where a household of that id was registered, for whoever sees the whole log.
SELECT r.token, r.asked, r.actor, r.role, r.region, r.first_at, r.last_at, r.times,
    h.region AS registered
FROM refused_read r LEFT JOIN household h ON h.log = r.log AND h.household = r.asked
WHERE r.log = $1 ORDER BY r.last_at DESC, r.token, r.asked LIMIT $2
