-- After a fork or a restore a device goes on in another epoch. An own event that the office has said
-- nothing of may then get a place there: the event, its bytes and its id stay what they are.

-- 1 while own events are asked for too, since some of them may have been lost here.
ALTER TABLE sync_state ADD COLUMN echo INTEGER NOT NULL DEFAULT 0;

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
    SELECT RAISE(ABORT, 'what the office said of an event is final')
    WHERE OLD.position IS NOT NULL
      AND (OLD.position, OLD.received, OLD.verdict)
       IS NOT (NEW.position, NEW.received, NEW.verdict);
END;

CREATE TRIGGER moved_event_moves_head AFTER UPDATE OF epoch ON event WHEN OLD.epoch IS NOT NEW.epoch
BEGIN
    UPDATE chain SET sequence = NEW.sequence, head = NEW.head, at = max(at, NEW.at)
    WHERE epoch = NEW.epoch;
END;
