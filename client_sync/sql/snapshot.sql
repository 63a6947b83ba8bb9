-- The snapshot that is being taken in.

-- name: snapshot
SELECT incarnation, scope_version, offer FROM snapshot;

-- name: save_snapshot
INSERT OR REPLACE INTO snapshot (only_one, incarnation, scope_version, offer) VALUES (1, ?, ?, ?);

-- name: drop_snapshot
DELETE FROM snapshot;
