-- name: heads
-- How far a store holds each device: its newest epoch.
SELECT e.device, e.epoch, e.sequence FROM device_epoch e
WHERE e.log = $1 AND e.epoch = (
    SELECT max(o.epoch) FROM device_epoch o WHERE o.log = e.log AND o.device = e.device)

-- name: move_safe
INSERT INTO safe (log, device, epoch, sequence) VALUES ($1, $2, $3, $4)
ON CONFLICT (log, device) DO UPDATE SET epoch = excluded.epoch, sequence = excluded.sequence
WHERE (excluded.epoch, excluded.sequence) > (safe.epoch, safe.sequence)

-- name: move_safe_size
UPDATE log SET safe_size = $3 WHERE log = $1 AND incarnation = $2 AND safe_size < $3

-- name: safe
SELECT epoch, sequence FROM safe WHERE log = $1 AND device = $2
