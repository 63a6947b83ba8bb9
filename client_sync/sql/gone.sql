-- What this device wrote and let go: the places that stay of it.

-- name: to_let_go
-- Own events of households that left, which a verified back-up of the office holds. CROSS: by these
-- few households, for the way by position looks at every event that is safe, with every reply.
SELECT event.id, epoch, sequence, line, event.head, position
FROM stream CROSS JOIN event ON event.stream = stream.id
WHERE stream.held = 0 AND stream.id NOT IN ('programme', 'office')
  AND event.head IS NOT NULL AND position <= (SELECT position FROM safe)
ORDER BY stream.id, type, at, entry LIMIT ? OFFSET ?;

-- name: add_gone
INSERT INTO gone (epoch, sequence, hash, head, position) VALUES (?, ?, ?, ?, ?);

-- name: drop_own
DELETE FROM event WHERE epoch = ? AND sequence = ? AND head IS NOT NULL;

-- name: drop_streams_gone
DELETE FROM stream
WHERE held = 0 AND NOT EXISTS (SELECT 1 FROM event WHERE event.stream = stream.id)
  AND NOT EXISTS (SELECT 1 FROM data_key WHERE data_key.stream = stream.id);

-- name: drop_keys_gone
-- What rested on them is safe, as they are themselves: a key is at the office before its events.
DELETE FROM key_handed_in WHERE stream NOT IN (SELECT id FROM stream);

-- name: gone_count
SELECT count(*) FROM gone;

-- name: left_count
-- Own events of households that left.
SELECT count(*) FROM stream JOIN event ON event.stream = stream.id
WHERE stream.held = 0 AND event.head IS NOT NULL;

-- name: last_gone
SELECT max(sequence) FROM gone WHERE epoch = ?;

-- name: gone_since
SELECT lower(hex(substr(hash, 1, 16))), epoch, sequence FROM gone
WHERE position >= ? ORDER BY epoch, sequence;

-- name: is_safe
-- True when what stood at an own place is certainly within a verified back-up: a later one of its
-- epoch is.
SELECT EXISTS (
    SELECT 1 FROM sync_state WHERE safe_epoch = ?1 AND safe_sequence >= ?2
) OR EXISTS (
    SELECT 1 FROM event
    WHERE head IS NOT NULL AND epoch = ?1 AND sequence >= ?2
      AND position <= (SELECT position FROM safe)
) OR EXISTS (
    SELECT 1 FROM gone
    WHERE epoch = ?1 AND sequence >= ?2 AND position <= (SELECT position FROM safe)
);

-- name: lose_gone
DELETE FROM gone WHERE position >= ?;

-- name: forget_gone
DELETE FROM gone;

-- name: forget_detached
-- What is another device's now, of households that left: the office has it.
DELETE FROM event WHERE head IS NULL AND stream IN (SELECT id FROM stream WHERE held = 0);

-- name: head_at
SELECT head FROM event WHERE epoch = ?1 AND sequence = ?2 AND head IS NOT NULL
UNION ALL
SELECT head FROM gone WHERE epoch = ?1 AND sequence = ?2;

-- name: last_committed_head
SELECT head FROM (
    SELECT epoch, sequence, head FROM event WHERE head IS NOT NULL AND position IS NOT NULL
    UNION ALL
    SELECT epoch, sequence, head FROM gone
) ORDER BY epoch DESC, sequence DESC LIMIT 1;

-- name: links
SELECT sequence, head, line, NULL FROM event
WHERE head IS NOT NULL AND epoch = ?1 AND sequence >= ?2
UNION ALL
SELECT sequence, head, NULL, hash FROM gone WHERE epoch = ?1 AND sequence >= ?2
ORDER BY 1 LIMIT ?3;

-- name: readable
SELECT readable FROM forgotten;

-- name: put_forgotten_right
-- How high the `changes` were of what was forgotten nobody knows: higher than any household's is
-- what counts them. What left may still be read in the file.
INSERT INTO forgotten (only_one, changes, readable) VALUES (1, 1 << 40, 1)
ON CONFLICT (only_one) DO NOTHING;

-- name: set_readable
UPDATE forgotten SET readable = 1;

-- name: set_unreadable
UPDATE forgotten SET readable = 0;
