-- What the office has stated of its log's tree.

-- name: checkpoints
SELECT kind, incarnation, size, root, note FROM checkpoint
WHERE kind IN ('newest', 'safe', 'orphan');

-- name: save_checkpoint
INSERT OR REPLACE INTO checkpoint (kind, incarnation, size, root, note) VALUES (?, ?, ?, ?, ?);

-- name: anchored
UPDATE checkpoint SET anchored = 1 WHERE kind = 'newest';

-- name: drop_checkpoint
DELETE FROM checkpoint WHERE kind = ?;
