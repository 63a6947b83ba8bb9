-- name: find
SELECT device, actor, role, region, public_key, box_key, install, enrolled_position,
    revoked_position, scope_version, scope_region, cloned_from, approved_position
FROM device WHERE log = $1 AND device = $2

-- name: all
SELECT device, actor, role, region, public_key, box_key, install, enrolled_position,
    revoked_position, scope_version, scope_region, cloned_from, approved_position
FROM device WHERE log = $1 ORDER BY enrolled_position

-- name: epochs
SELECT epoch, parent, sequence, head
FROM device_epoch WHERE log = $1 AND device = $2 ORDER BY epoch

-- name: add
INSERT INTO device (log, device, actor, role, region, public_key, box_key, install,
    enrolled_position, scope_region, cloned_from)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: approve
UPDATE device SET approved_position = $3
WHERE log = $1 AND device = $2 AND approved_position IS NULL

-- name: contacts
SELECT device, contact FROM device_contact WHERE log = $1

-- name: keep_contact
INSERT INTO device_contact (log, device, contact) VALUES ($1, $2, $3)
ON CONFLICT (log, device) DO UPDATE SET contact = excluded.contact
