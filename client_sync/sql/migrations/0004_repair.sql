-- Households whose entries differ from the office's are mended entry by entry.

-- 1 for a household that the office does not count in this device's scope: what this device wrote of
-- it stays, and is left out when scopes are compared.
ALTER TABLE stream ADD COLUMN apart INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER deleted_event_changes_stream AFTER DELETE ON event
BEGIN
    UPDATE stream SET changes = changes + 1 WHERE id = OLD.stream;
END;
