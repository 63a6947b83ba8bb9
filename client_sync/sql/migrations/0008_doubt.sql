-- 1 for a stream of which entries were let go, or are missing: the next sync asks the office about it.
ALTER TABLE stream ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0;

-- Another process may have made another device of this directory since somebody began to write.
CREATE TRIGGER own_event_is_this_devices BEFORE INSERT ON event
WHEN NEW.head IS NOT NULL AND NEW.device IS NOT (SELECT device FROM profile)
BEGIN
    SELECT RAISE(ABORT, 'this event is another device''s');
END;

-- A data key made here that went with its household, as only the office opens it: own entries rest
-- on it, and the office may lose it with its store.
CREATE TABLE key_handed_in (
    id TEXT PRIMARY KEY,
    stream TEXT NOT NULL,
    grant_box BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER own_key_stays_with_the_office AFTER DELETE ON data_key
WHEN OLD.grant_box IS NOT NULL
BEGIN
    INSERT OR REPLACE INTO key_handed_in VALUES (OLD.id, OLD.stream, OLD.grant_box);
END;
