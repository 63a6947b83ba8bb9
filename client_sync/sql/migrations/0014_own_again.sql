-- An own entry that was sent and is damaged here, or missing, is put right with the office's bytes.

-- The places being put right, within one transaction. `hash`: SHA-256 of the line that comes, which
-- the event's id begins; `head`: the chain's after it.
CREATE TABLE mending (
    epoch INTEGER NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    head BLOB NOT NULL CHECK (length(head) = 32),
    PRIMARY KEY (epoch, sequence)
) STRICT, WITHOUT ROWID;

-- What is unsent is never put right by anybody else, and a line comes only to its own place: its id
-- stands there, or the chain's head after it does, or nothing.
CREATE TRIGGER only_what_was_sent_is_mended BEFORE INSERT ON mending
BEGIN
    SELECT RAISE(ABORT, 'what is unsent is never put right')
    WHERE EXISTS (
        SELECT 1 FROM event
        WHERE event.head IS NOT NULL AND position IS NULL
          AND (epoch, sequence) IS (NEW.epoch, NEW.sequence));
    SELECT RAISE(ABORT, 'no event of this device stands at this place')
    WHERE NOT EXISTS (SELECT 1 FROM chain WHERE epoch = NEW.epoch AND sequence >= NEW.sequence)
       OR EXISTS (
        SELECT 1 FROM gone WHERE (epoch, sequence) IS (NEW.epoch, NEW.sequence));
    SELECT RAISE(ABORT, 'another event of this device stands at this place')
    WHERE EXISTS (
        SELECT 1 FROM event
        WHERE event.head IS NOT NULL AND (epoch, sequence) IS (NEW.epoch, NEW.sequence)
          AND id IS NOT lower(hex(substr(NEW.hash, 1, 16))) AND event.head IS NOT NEW.head);
END;

-- Entries that name a personal part which the office, asked for it, did not have either.
CREATE TABLE partless (
    id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TRIGGER partless_goes_with_its_event AFTER DELETE ON event
BEGIN
    DELETE FROM partless WHERE id = OLD.id;
END;

DROP TRIGGER event_never_rewritten;

CREATE TRIGGER event_never_rewritten BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'an event is never rewritten')
    WHERE (OLD.entry, OLD.id, OLD.stream, OLD.type, OLD."on", OLD.at, OLD.key, OLD.line, OLD.personal)
       IS NOT (NEW.entry, NEW.id, NEW.stream, NEW.type, NEW."on", NEW.at, NEW.key, NEW.line,
               NEW.personal)
      AND NOT (OLD.entry IS NEW.entry AND OLD.head IS NOT NULL AND OLD.position IS NOT NULL
               AND EXISTS (
                   SELECT 1 FROM mending
                   WHERE (epoch, sequence, mending.head) IS (OLD.epoch, OLD.sequence, NEW.head)
                     AND lower(hex(substr(hash, 1, 16))) = NEW.id));
    SELECT RAISE(ABORT, 'an event is not given to another device')
    WHERE OLD.device IS NOT NEW.device
      AND (OLD.head IS NULL OR NEW.head IS NULL OR OLD.position IS NOT NULL
           OR NEW.position IS NOT NULL OR NEW.device IS NOT (SELECT device FROM profile));
    SELECT RAISE(ABORT, 'an event keeps its place')
    WHERE OLD.device IS NEW.device
      AND (OLD.epoch, OLD.sequence, OLD.head) IS NOT (NEW.epoch, NEW.sequence, NEW.head)
      AND (OLD.head IS NULL OR NEW.head IS NULL OR OLD.position IS NOT NULL
           OR NEW.position IS NOT NULL OR NEW.epoch <= OLD.epoch)
      AND NOT (NEW.head IS NULL AND OLD.position IS NOT NULL AND NEW.position IS OLD.position
               AND (OLD.epoch, OLD.sequence) IS (NEW.epoch, NEW.sequence)
               AND OLD.device IS NOT (SELECT device FROM profile))
      AND NOT ((OLD.epoch, OLD.sequence) IS (NEW.epoch, NEW.sequence)
               AND OLD.head IS NOT NULL AND OLD.position IS NOT NULL
               AND EXISTS (
                   SELECT 1 FROM mending
                   WHERE (epoch, sequence, mending.head) IS (OLD.epoch, OLD.sequence, NEW.head)));
    SELECT RAISE(ABORT, 'this event does not follow the head of the chain')
    WHERE (NEW.epoch, NEW.device) IS NOT (OLD.epoch, OLD.device) AND NOT EXISTS (
        SELECT 1 FROM chain WHERE epoch = NEW.epoch AND sequence = NEW.sequence - 1
    );
    -- In one incarnation. Taken back is only what the new one does not have, in the transaction
    -- that moves this journal into it.
    SELECT RAISE(ABORT, 'what the office said of an event is final')
    WHERE OLD.position IS NOT NULL
      AND (OLD.position, OLD.received, OLD.verdict)
       IS NOT (NEW.position, NEW.received, NEW.verdict)
      AND NOT (NEW.position IS NULL AND OLD.head IS NOT NULL AND EXISTS (
          SELECT 1 FROM restore, sync_state
          WHERE restore.incarnation > sync_state.incarnation AND OLD.position >= restore.common));
END;

DROP TRIGGER own_event_follows_head;

CREATE TRIGGER own_event_follows_head BEFORE INSERT ON event WHEN NEW.head IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'this event does not follow the head of the chain')
    WHERE NOT EXISTS (
        SELECT 1 FROM chain WHERE epoch = NEW.epoch AND sequence = NEW.sequence - 1
    ) AND NOT EXISTS (
        SELECT 1 FROM gone
        WHERE (epoch, sequence, gone.head) IS (NEW.epoch, NEW.sequence, NEW.head)
          AND lower(hex(substr(hash, 1, 16))) = NEW.id
    ) AND NOT (NEW.position IS NOT NULL AND EXISTS (
        SELECT 1 FROM mending
        WHERE (epoch, sequence, mending.head) IS (NEW.epoch, NEW.sequence, NEW.head)
          AND lower(hex(substr(hash, 1, 16))) = NEW.id));
END;

-- A household it was moved out of by the damage, and the one it belongs to, are looked at anew.
CREATE TRIGGER mended_event_changes_streams
AFTER UPDATE OF id, stream, type, "on", at, key, line, personal ON event
BEGIN
    UPDATE stream SET changes = changes + 1 WHERE id IN (OLD.stream, NEW.stream);
    DELETE FROM partless WHERE id = NEW.id AND NEW.personal IS NOT NULL;
END;
