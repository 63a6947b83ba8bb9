-- name: add
INSERT INTO token (log, token_hash, role, region, actor, expires) VALUES ($1, $2, $3, $4, $5, $6)

-- name: find
SELECT role, region, actor, expires FROM token WHERE log = $1 AND token_hash = $2 AND expires > $3
