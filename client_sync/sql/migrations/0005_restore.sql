-- An office that was restored begins a new incarnation of its log. Up to `common` its positions mean
-- what they meant; what it had said beyond is void, and is sent or offered to it again.

CREATE TABLE restore (
    incarnation INTEGER PRIMARY KEY,
    common INTEGER NOT NULL CHECK (common >= 0)
) STRICT;

-- What stood beyond: to be offered until the office has it. Own events have no line here, they go in
-- batches.
CREATE TABLE orphaned (
    incarnation INTEGER NOT NULL,
    position INTEGER NOT NULL,
    device TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    id TEXT NOT NULL,
    line BLOB,
    personal BLOB,
    key TEXT,
    PRIMARY KEY (incarnation, position)
) STRICT, WITHOUT ROWID;

-- 1 for a data key that the office may have lost: it travels with batches until acknowledged again.
ALTER TABLE data_key ADD COLUMN lost INTEGER NOT NULL DEFAULT 0;

DROP TRIGGER event_never_rewritten;

CREATE TRIGGER event_never_rewritten BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'an event is never rewritten')
    WHERE (OLD.entry, OLD.id, OLD.device, OLD.stream, OLD.type, OLD."on", OLD.at, OLD.key, OLD.line,
           OLD.personal)
       IS NOT (NEW.entry, NEW.id, NEW.device, NEW.stream, NEW.type, NEW."on", NEW.at, NEW.key,
               NEW.line, NEW.personal);
    SELECT RAISE(ABORT, 'an event keeps its place')
    WHERE (OLD.epoch, OLD.sequence, OLD.head) IS NOT (NEW.epoch, NEW.sequence, NEW.head)
      AND (OLD.head IS NULL OR NEW.head IS NULL OR OLD.position IS NOT NULL
           OR NEW.position IS NOT NULL OR NEW.epoch <= OLD.epoch);
    SELECT RAISE(ABORT, 'this event does not follow the head of the chain')
    WHERE NEW.epoch IS NOT OLD.epoch AND NOT EXISTS (
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
