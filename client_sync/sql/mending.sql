-- Own entries put right from the office, and entries whose personal part it has not either.

-- name: begin_mending
INSERT INTO mending (epoch, sequence, hash, head) VALUES (?, ?, ?, ?);

-- name: mend_own
UPDATE event SET id = ?3, stream = ?4, type = ?5, "on" = ?6, at = ?7, key = ?8, line = ?9,
    personal = ?10, head = ?11
WHERE epoch = ?1 AND sequence = ?2 AND head IS NOT NULL;

-- name: end_mending
DELETE FROM mending;

-- name: own_copies
-- Events of this device that stand like another's: what came of a gap, or of its other history.
SELECT id, device, epoch, sequence, stream, type, "on", at, key, line, personal, head, position,
       received, verdict
FROM event
WHERE device = (SELECT device FROM profile) AND epoch = ? AND head IS NULL ORDER BY sequence;

-- name: partless
SELECT partless.id FROM event JOIN partless ON partless.id = event.id WHERE event.stream = ?;

-- name: note_partless
INSERT INTO partless (id) VALUES (?) ON CONFLICT (id) DO NOTHING;
