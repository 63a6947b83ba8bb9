-- A copy of a device becomes a device of its own: what the office has of the other stays the other's,
-- what it has not goes on in this one's chain, byte for byte.

DROP TRIGGER event_never_rewritten;

CREATE TRIGGER event_never_rewritten BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'an event is never rewritten')
    WHERE (OLD.entry, OLD.id, OLD.stream, OLD.type, OLD."on", OLD.at, OLD.key, OLD.line, OLD.personal)
       IS NOT (NEW.entry, NEW.id, NEW.stream, NEW.type, NEW."on", NEW.at, NEW.key, NEW.line,
               NEW.personal);
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
               AND OLD.device IS NOT (SELECT device FROM profile));
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

DROP TRIGGER moved_event_moves_head;

CREATE TRIGGER moved_event_moves_head AFTER UPDATE OF epoch, device ON event
WHEN (OLD.epoch, OLD.device) IS NOT (NEW.epoch, NEW.device)
BEGIN
    UPDATE chain SET sequence = NEW.sequence, head = NEW.head, at = max(at, NEW.at)
    WHERE epoch = NEW.epoch;
END;
