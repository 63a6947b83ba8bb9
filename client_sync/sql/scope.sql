-- What came into scope and what left it.

-- name: fillings
SELECT stream, start, until FROM filling ORDER BY start DESC, stream LIMIT ?;

-- name: filling_count
SELECT count(*) FROM filling;

-- name: fill
INSERT INTO filling (stream, start, until) VALUES (?, ?, ?)
ON CONFLICT (stream) DO UPDATE SET start = excluded.start, until = excluded.until;

-- name: filled
DELETE FROM filling WHERE stream = ?;

-- name: forget_events
DELETE FROM event WHERE stream = ? AND head IS NULL;

-- name: forget_keys
-- A key made here that the office does not have yet stays: events of this device need it there. So
-- does one that a restored office lost: it may be the last copy there is.
DELETE FROM data_key WHERE stream = ? AND lost = 0 AND (grant_box IS NULL OR acknowledged = 1);

-- name: forget_wanted_keys
DELETE FROM key_wanted WHERE stream = ?;

-- name: forget_stream
UPDATE stream
SET held = 0, left_on = ?2, changes = changes + 1, events = 0, sum = zeroblob(32), card = NULL,
    card_changes = NULL, card_programme = NULL, card_day = NULL
WHERE id = ?1;

-- name: forget_acknowledged_keys
-- Once the office has a key that was made here, the rule for households that left is for it too.
DELETE FROM data_key
WHERE acknowledged = 1 AND stream IN (SELECT id FROM stream WHERE held = 0);

-- name: hold_stream
UPDATE stream SET held = 1, left_on = NULL WHERE id = ? AND held = 0;
