-- name: logs
SELECT log FROM log ORDER BY log

-- name: head
SELECT log, deployment, office_device, incarnation, size, received_last, frontier, tree_size,
    safe_size
FROM log WHERE log = $1

-- name: add_head
INSERT INTO log (log, deployment, office_device, incarnation, size, received_last, frontier,
    tree_size, safe_size)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: device
SELECT * FROM device WHERE log = $1 ORDER BY device

-- name: device_epoch
SELECT * FROM device_epoch WHERE log = $1 ORDER BY device, epoch

-- name: event
SELECT * FROM event WHERE log = $1 ORDER BY position

-- name: left_out
SELECT * FROM left_out WHERE log = $1 ORDER BY position

-- name: batch
SELECT * FROM batch WHERE log = $1 ORDER BY device, epoch, last

-- name: personal
SELECT * FROM personal WHERE log = $1 ORDER BY position

-- name: data_key
SELECT * FROM data_key WHERE log = $1 ORDER BY key

-- name: key_ack
SELECT * FROM key_ack WHERE log = $1 ORDER BY device, key

-- name: evidence
SELECT * FROM evidence WHERE log = $1 ORDER BY device, body_hash

-- name: household
SELECT * FROM household WHERE log = $1 ORDER BY household

-- name: tile
SELECT * FROM tile WHERE log = $1 ORDER BY level, number

-- name: invite
SELECT * FROM invite WHERE log = $1 ORDER BY secret_hash

-- name: token
SELECT * FROM token WHERE log = $1 ORDER BY token_hash

-- name: epoch_grant
SELECT * FROM epoch_grant WHERE log = $1 ORDER BY device, install, epoch

-- name: incident
SELECT * FROM incident WHERE log = $1 ORDER BY code, device, about, detail

-- name: scope
SELECT * FROM scope WHERE log = $1 ORDER BY device, version

-- name: scope_household
SELECT * FROM scope_household WHERE log = $1 ORDER BY device, household

-- name: assignment
SELECT * FROM assignment WHERE log = $1 ORDER BY household

-- name: assignment_due
SELECT * FROM assignment_due WHERE log = $1 ORDER BY household, due, device

-- name: former_companion
SELECT * FROM former_companion WHERE log = $1 ORDER BY actor, household

-- name: safe
SELECT * FROM safe WHERE log = $1 ORDER BY device

-- name: incarnation
SELECT * FROM incarnation WHERE log = $1 ORDER BY incarnation

-- name: orphan
SELECT * FROM orphan WHERE log = $1 ORDER BY incarnation, position

-- name: release
SELECT * FROM release WHERE log = $1 ORDER BY position

-- name: accepted_report
SELECT * FROM accepted_report WHERE log = $1 ORDER BY report, region, period, position

-- name: device_contact
SELECT * FROM device_contact WHERE log = $1 ORDER BY device

-- name: refused_read
SELECT * FROM refused_read WHERE log = $1 ORDER BY token, asked
