-- name: chain
-- The newest epoch of the office's own device, and when it last wrote.
-- What was handed back after a restore stands in its chain too, with clocks of others.
SELECT e.epoch, e.parent, e.sequence, e.head, coalesce((
    SELECT v.at FROM event v WHERE v.log = e.log AND v.device = e.device AND v.verdict = 'accepted'
    ORDER BY v.epoch DESC, v.sequence DESC LIMIT 1), -1) AS at
FROM device_epoch e
WHERE e.log = $1 AND e.device = $2
ORDER BY e.epoch DESC LIMIT 1

-- name: key
-- The newest data key of a stream that the office's own device ($3) drew: a device may hand in one
-- for any family, and must not know what the office writes of a family that it does not see.
SELECT key, wrapped FROM data_key WHERE log = $1 AND stream = $2 AND device = $3
ORDER BY received DESC, key LIMIT 1

-- name: revoke
-- A second revocation changes nothing: what counts is the first position.
UPDATE device SET revoked_position = $3
WHERE log = $1 AND device = $2 AND revoked_position IS NULL
RETURNING device
