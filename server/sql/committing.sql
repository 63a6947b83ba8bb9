-- name: standings [postgresql]
-- The devices of a group with every epoch the log holds of them.
SELECT d.device, d.revoked_position,
    d.cloned_from IS NOT NULL AND d.approved_position IS NULL AS waits, d.keys_made, e.epoch, e.parent, e.sequence, e.head
FROM unnest($2::text[]) AS wanted (device)
JOIN device d ON d.log = $1 AND d.device = wanted.device
LEFT JOIN device_epoch e ON e.log = d.log AND e.device = d.device

-- name: standings [sqlite]
SELECT d.device, d.revoked_position,
    d.cloned_from IS NOT NULL AND d.approved_position IS NULL AS waits, d.keys_made, e.epoch, e.parent, e.sequence, e.head
FROM device d LEFT JOIN device_epoch e ON e.log = d.log AND e.device = d.device
WHERE d.log = $1 AND d.device IN (SELECT value FROM json_each($2))

-- name: keys [postgresql]
SELECT k.key, k.stream FROM unnest($2::text[]) AS wanted (key)
JOIN data_key k ON k.log = $1 AND k.key = wanted.key

-- name: keys [sqlite]
SELECT key, stream FROM data_key
WHERE log = $1 AND key IN (SELECT value FROM json_each($2))

-- name: stored
-- What the log holds of one epoch between two sequences.
SELECT sequence, position, received, verdict, head
FROM event
WHERE log = $1 AND device = $2 AND epoch = $3 AND sequence BETWEEN $4 AND $5
ORDER BY sequence

-- name: place_of_head
-- Does the log hold the place a new epoch says it continues? Asked once for each epoch.
SELECT epoch, sequence FROM event WHERE log = $1 AND device = $2 AND epoch < $3 AND head = $4

-- name: evidence_kept
SELECT count(*) AS kept, count(CASE WHEN body_hash = $3 THEN 1 END) AS same
FROM evidence WHERE log = $1 AND device = $2

-- name: keep_evidence
INSERT INTO evidence (log, device, body_hash, epoch, common, sequence, head, signature, received,
    body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: count_fork
UPDATE device SET forks_unkept = forks_unkept + 1, fork_newest = $3 WHERE log = $1 AND device = $2

-- name: part
SELECT key FROM personal WHERE log = $1 AND position = $2
