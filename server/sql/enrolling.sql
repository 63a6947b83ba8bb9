-- name: add_invite
INSERT INTO invite (log, secret_hash, actor, role, region, "by", expires, scope)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: find_invite
SELECT actor, role, region, "by", expires, device, scope FROM invite WHERE log = $1 AND secret_hash = $2

-- name: take_invite
-- Whoever is second finds no row.
UPDATE invite SET device = $3 WHERE log = $1 AND secret_hash = $2 AND device IS NULL
RETURNING device
