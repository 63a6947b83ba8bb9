-- name: move
UPDATE log SET frontier = $2, tree_size = $3 WHERE log = $1

-- name: leaves
-- What the leaves of positions $2 to before $3 are made of.
SELECT position, received, device, epoch, sequence, head, verdict
FROM event WHERE log = $1 AND position >= $2 AND position < $3 ORDER BY position

-- name: roots
-- Of the tiles of a level from $3 to before $4: hashes of the level above.
SELECT root FROM tile WHERE log = $1 AND level = $2 AND number >= $3 AND number < $4
ORDER BY number

-- name: tile
SELECT hashes FROM tile WHERE log = $1 AND level = $2 AND number = $3

-- name: behind
SELECT size FROM log WHERE log = $1 AND tree_size < size
