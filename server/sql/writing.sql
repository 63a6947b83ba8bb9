-- name: move_head
UPDATE log SET size = $2, received_last = $3 WHERE log = $1

-- name: count_keys
UPDATE device SET keys_made = keys_made + $3 WHERE log = $1 AND device = $2

-- name: acknowledge_key
INSERT INTO key_ack (log, device, key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: move_epoch
INSERT INTO device_epoch (log, device, epoch, parent, sequence, head)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (log, device, epoch) DO UPDATE SET sequence = excluded.sequence, head = excluded.head

-- name: households [postgresql]
-- A join, since `= ANY` is compared one by one when a plan is kept for any array.
SELECT h.household, h.region, h.region_position, h.events, h.digest, h.keys
FROM unnest($2::text[]) AS wanted (household)
JOIN household h ON h.log = $1 AND h.household = wanted.household

-- name: households [sqlite]
SELECT household, region, region_position, events, digest, keys
FROM household WHERE log = $1 AND household IN (SELECT value FROM json_each($2))

-- name: move_household
INSERT INTO household (log, household, region, region_position, events, digest, keys)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (log, household) DO UPDATE SET region = excluded.region,
    region_position = excluded.region_position, events = excluded.events,
    digest = excluded.digest, keys = excluded.keys

-- name: look_at
INSERT INTO assignment_due (log, household, due, device) VALUES ($1, $2, '', $3)
ON CONFLICT DO NOTHING
