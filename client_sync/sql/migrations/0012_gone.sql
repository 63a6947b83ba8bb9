-- What this device wrote of a household that left its scope goes too, once a verified back-up of
-- the office holds it. Of each such event stays what the chain needs, and nothing of the family.

-- Places of own events whose content was let go. `hash`: SHA-256 of the line, which the event's id
-- begins.
CREATE TABLE gone (
    epoch INTEGER NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    head BLOB NOT NULL CHECK (length(head) = 32),
    position INTEGER NOT NULL CHECK (position >= 0),
    PRIMARY KEY (epoch, sequence)
) STRICT, WITHOUT ROWID;

-- Up to which position a verified back-up of the office certainly holds the log: that of the last
-- own event it is known to hold, -1 for none. Positions are dense, so what lies before is in it too,
-- whichever epoch it was written in.
CREATE VIEW safe (position) AS
SELECT max(
    coalesce((SELECT position FROM event
              WHERE head IS NOT NULL AND position IS NOT NULL
                AND epoch = (SELECT safe_epoch FROM sync_state)
                AND sequence <= (SELECT safe_sequence FROM sync_state)
              ORDER BY sequence DESC LIMIT 1), -1),
    coalesce((SELECT position FROM gone
              WHERE epoch = (SELECT safe_epoch FROM sync_state)
                AND sequence <= (SELECT safe_sequence FROM sync_state)
              ORDER BY sequence DESC LIMIT 1), -1));

DROP TRIGGER own_event_never_deleted;

CREATE TRIGGER own_event_stays BEFORE DELETE ON event WHEN OLD.head IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'what this device wrote stays until it is safe at the office')
    WHERE OLD.position IS NULL OR OLD.position > (SELECT position FROM safe);
    SELECT RAISE(ABORT, 'what this device wrote stays while its household is here')
    WHERE OLD.stream IN ('programme', 'office')
       OR NOT EXISTS (SELECT 1 FROM stream WHERE id = OLD.stream AND held = 0);
    SELECT RAISE(ABORT, 'the place of what goes is kept')
    WHERE NOT EXISTS (
        SELECT 1 FROM gone
        WHERE (epoch, sequence, head, position)
           IS (OLD.epoch, OLD.sequence, OLD.head, OLD.position)
          AND lower(hex(substr(hash, 1, 16))) = OLD.id);
END;

CREATE TRIGGER gone_is_an_own_event BEFORE INSERT ON gone
BEGIN
    SELECT RAISE(ABORT, 'no event of this device stands at this place')
    WHERE NOT EXISTS (
        SELECT 1 FROM event
        WHERE event.head IS NOT NULL
          AND (epoch, sequence, event.head, position)
           IS (NEW.epoch, NEW.sequence, NEW.head, NEW.position)
          AND id = lower(hex(substr(NEW.hash, 1, 16))));
END;

CREATE TRIGGER gone_never_rewritten BEFORE UPDATE ON gone
BEGIN
    SELECT RAISE(ABORT, 'a place in the chain is never rewritten');
END;

-- It goes when the event has come back, when this directory becomes another device, and when a
-- restored office does not have it any more: then the chain goes on from before it.
CREATE TRIGGER gone_stays BEFORE DELETE ON gone
BEGIN
    SELECT RAISE(ABORT, 'a place in the chain stays')
    WHERE NOT EXISTS (
        SELECT 1 FROM event
        WHERE event.head IS NOT NULL AND (epoch, sequence) IS (OLD.epoch, OLD.sequence))
      AND EXISTS (SELECT 1 FROM chain WHERE chain.epoch = OLD.epoch)
      AND NOT EXISTS (
        SELECT 1 FROM restore, sync_state
        WHERE restore.incarnation > sync_state.incarnation AND OLD.position >= restore.common);
END;

-- An own event is the next of its chain, or one that comes back to its place.

DROP TRIGGER own_event_follows_head;

CREATE TRIGGER own_event_follows_head BEFORE INSERT ON event WHEN NEW.head IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'this event does not follow the head of the chain')
    WHERE NOT EXISTS (
        SELECT 1 FROM chain WHERE epoch = NEW.epoch AND sequence = NEW.sequence - 1
    ) AND NOT EXISTS (
        SELECT 1 FROM gone
        WHERE (epoch, sequence, gone.head) IS (NEW.epoch, NEW.sequence, NEW.head)
          AND lower(hex(substr(hash, 1, 16))) = NEW.id);
END;

DROP TRIGGER own_event_moves_head;

CREATE TRIGGER own_event_moves_head AFTER INSERT ON event WHEN NEW.head IS NOT NULL
BEGIN
    UPDATE chain SET sequence = NEW.sequence, head = NEW.head, at = NEW.at
    WHERE epoch = NEW.epoch AND sequence = NEW.sequence - 1;
    DELETE FROM gone WHERE epoch = NEW.epoch AND sequence = NEW.sequence;
END;

-- A household of which nothing is left is not named any more. Should it come back, its `changes` go
-- on above the highest of all that were: a fold in some process's memory must not be taken for it.
-- `readable` is 1 while what was deleted may still be read in the file, by who looks at its pages.
CREATE TABLE forgotten (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    changes INTEGER NOT NULL,
    readable INTEGER NOT NULL
) STRICT;

INSERT INTO forgotten VALUES (1, 0, 0);

CREATE TRIGGER forgotten_when_it_left AFTER UPDATE OF held ON stream WHEN NEW.held = 0
BEGIN
    UPDATE forgotten SET readable = 1;
END;

CREATE TRIGGER forgotten_when_let_go AFTER INSERT ON gone
BEGIN
    UPDATE forgotten SET readable = 1;
END;

CREATE INDEX stream_left ON stream (id) WHERE held = 0;

CREATE TRIGGER stream_stays BEFORE DELETE ON stream
BEGIN
    SELECT RAISE(ABORT, 'a household stays while anything of it is here')
    WHERE OLD.held = 1
       OR EXISTS (SELECT 1 FROM event WHERE stream = OLD.id)
       OR EXISTS (SELECT 1 FROM data_key WHERE stream = OLD.id);
END;

CREATE TRIGGER stream_is_gone AFTER DELETE ON stream
BEGIN
    UPDATE forgotten SET changes = max(changes, OLD.changes);
END;

DROP TRIGGER event_changes_stream;

CREATE TRIGGER event_changes_stream AFTER INSERT ON event
BEGIN
    INSERT INTO stream (id, changes) VALUES (NEW.stream, (SELECT changes + 1 FROM forgotten))
    ON CONFLICT (id) DO UPDATE SET changes = changes + 1;
END;
