-- name: note
INSERT INTO incident (log, code, device, about, detail, first_at, last_at, times)
VALUES ($1, $2, $3, $4, $5, $6, $6, 1)
ON CONFLICT (log, code, device, about, detail)
DO UPDATE SET last_at = excluded.last_at, times = incident.times + 1

-- name: of_device
SELECT count(*) AS kept FROM incident WHERE log = $1 AND device = $2

-- name: newest
SELECT code, device, about, detail, first_at, last_at, times
FROM incident WHERE log = $1 ORDER BY last_at DESC, code, device, about, detail LIMIT $2
