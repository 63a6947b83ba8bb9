-- name: accepted
-- The last acceptance counts; the earlier ones stay as they were printed.
SELECT region, period, position, accepted, "by", incarnation, size, fold_version, digest, lines
FROM accepted_report WHERE log = $1 AND report = $2 AND region = $3 AND period = $4
ORDER BY position DESC LIMIT 1

-- name: all
SELECT region, period, position, accepted, "by", incarnation, size, fold_version, digest, lines
FROM accepted_report WHERE log = $1 AND report = $2
ORDER BY period DESC, region, position DESC LIMIT $3
