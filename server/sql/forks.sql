-- name: granted
SELECT granted FROM epoch_grant
WHERE log = $1 AND device = $2 AND install = $3 AND epoch = $4

-- name: is_granted
SELECT 1 FROM epoch_grant WHERE log = $1 AND device = $2 AND granted = $3

-- name: newest
-- How many epochs were granted to a device, and the newest of them.
SELECT count(*) AS grants, coalesce(max(granted), 0) AS newest
FROM epoch_grant WHERE log = $1 AND device = $2

-- name: grant
INSERT INTO epoch_grant (log, device, install, epoch, granted, received)
VALUES ($1, $2, $3, $4, $5, $6)
