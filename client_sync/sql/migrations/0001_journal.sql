-- What a device holds. Rules that must never break are here, not in code: an event is never
-- rewritten, one that the device wrote is never deleted, and its chain has no gap.

-- Who this device is for its office; one row, written by `jejak enrol`. Secrets are not here.
CREATE TABLE profile (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    office TEXT NOT NULL,
    log TEXT NOT NULL,
    deployment TEXT NOT NULL,
    device TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    region TEXT NOT NULL,
    office_key BLOB NOT NULL CHECK (length(office_key) = 32),
    office_box BLOB NOT NULL CHECK (length(office_box) = 32),
    box_key BLOB NOT NULL CHECK (length(box_key) = 32),
    enrolled_at INTEGER NOT NULL
) STRICT;

-- The head of each epoch this device wrote in. Moved by the trigger `own_event_moves_head` alone.
CREATE TABLE chain (
    epoch INTEGER PRIMARY KEY CHECK (epoch >= 0),
    parent BLOB NOT NULL CHECK (length(parent) = 32),
    sequence INTEGER NOT NULL CHECK (sequence >= 0),
    head BLOB NOT NULL CHECK (length(head) = 32),
    at INTEGER NOT NULL
) STRICT;

-- Every event held: own ones (`head` is the chain's hash after it) and those of others.
-- `position`, `received` and `verdict` come together from the office, once.
CREATE TABLE event (
    entry INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    device TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    stream TEXT NOT NULL,
    type TEXT NOT NULL,
    "on" TEXT NOT NULL,
    at INTEGER NOT NULL,
    key TEXT,
    line BLOB NOT NULL,
    personal BLOB,
    head BLOB CHECK (head IS NULL OR length(head) = 32),
    position INTEGER CHECK (position >= 0),
    received INTEGER,
    verdict TEXT,
    CHECK ((position IS NULL) = (received IS NULL) AND (position IS NULL) = (verdict IS NULL)),
    CHECK (position IS NOT NULL OR head IS NOT NULL),
    -- Two histories of one device may both be held after a fork; the same event never twice.
    UNIQUE (device, epoch, sequence, id)
) STRICT;

CREATE UNIQUE INDEX event_own_place ON event (epoch, sequence) WHERE head IS NOT NULL;
CREATE UNIQUE INDEX event_position ON event (position) WHERE position IS NOT NULL;
CREATE INDEX event_id ON event (id);
CREATE INDEX event_stream ON event (stream, type, at);
CREATE INDEX event_unsent ON event (epoch, sequence) WHERE position IS NULL;

-- One row per household (and for `programme`). `changes` grows with every change to its events:
-- a fold or card made at another number is not shown. `events` and `sum` are its digest up to the
-- cursor. `held` is 0 once it left the scope of this device.
CREATE TABLE stream (
    id TEXT PRIMARY KEY,
    changes INTEGER NOT NULL,
    held INTEGER NOT NULL DEFAULT 1,
    events INTEGER NOT NULL DEFAULT 0,
    sum BLOB NOT NULL DEFAULT (zeroblob(32)) CHECK (length(sum) = 32),
    card BLOB,
    card_changes INTEGER,
    card_programme INTEGER,
    card_day TEXT
) STRICT, WITHOUT ROWID;

-- Data keys, each in a box that only the secret in the key store opens. `grant_box` is the same key
-- sealed to the office, for one made here; `acknowledged` once both sides know that both hold it.
CREATE TABLE data_key (
    id TEXT PRIMARY KEY,
    stream TEXT NOT NULL,
    sealed BLOB NOT NULL,
    grant_box BLOB,
    acknowledged INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX data_key_stream ON data_key (stream);
CREATE INDEX data_key_open ON data_key (id) WHERE acknowledged = 0;

-- Keys that events name and that are not held.
CREATE TABLE key_wanted (
    id TEXT PRIMARY KEY,
    stream TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What is remembered between two requests; one row. `turn` counts the answers taken in, so that an
-- answer is taken in once, by the process that asked.
CREATE TABLE sync_state (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    turn INTEGER NOT NULL DEFAULT 0,
    incarnation INTEGER NOT NULL,
    size INTEGER NOT NULL DEFAULT 0,
    log_size INTEGER NOT NULL DEFAULT 0,
    challenge BLOB NOT NULL,
    committed_epoch INTEGER NOT NULL DEFAULT 0,
    committed_sequence INTEGER NOT NULL DEFAULT 0,
    safe_epoch INTEGER NOT NULL DEFAULT 0,
    safe_sequence INTEGER NOT NULL DEFAULT 0,
    scope_version INTEGER NOT NULL DEFAULT 0,
    scope_region TEXT NOT NULL,
    send_from INTEGER,
    fork_sequence INTEGER,
    fork_head BLOB,
    fork_granted INTEGER,
    refused TEXT,
    synced_at INTEGER,
    office_ahead_ms INTEGER
) STRICT;

-- What went wrong and was noticed, for the person and for whoever repairs it. Never deleted.
CREATE TABLE incident (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    code TEXT NOT NULL,
    stream TEXT,
    detail TEXT NOT NULL
) STRICT;

-- --- promises ------------------------------------------------------------------------------------

CREATE TRIGGER own_event_follows_head BEFORE INSERT ON event WHEN NEW.head IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'this event does not follow the head of the chain')
    WHERE NOT EXISTS (
        SELECT 1 FROM chain WHERE epoch = NEW.epoch AND sequence = NEW.sequence - 1
    );
END;

CREATE TRIGGER own_event_moves_head AFTER INSERT ON event WHEN NEW.head IS NOT NULL
BEGIN
    UPDATE chain SET sequence = NEW.sequence, head = NEW.head, at = NEW.at WHERE epoch = NEW.epoch;
END;

CREATE TRIGGER event_changes_stream AFTER INSERT ON event
BEGIN
    INSERT INTO stream (id, changes) VALUES (NEW.stream, 1)
    ON CONFLICT (id) DO UPDATE SET changes = changes + 1;
END;

CREATE TRIGGER event_never_rewritten BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'an event is never rewritten')
    WHERE (OLD.entry, OLD.id, OLD.device, OLD.epoch, OLD.sequence, OLD.stream, OLD.type, OLD."on",
           OLD.at, OLD.key, OLD.line, OLD.personal, OLD.head)
       IS NOT (NEW.entry, NEW.id, NEW.device, NEW.epoch, NEW.sequence, NEW.stream, NEW.type,
               NEW."on", NEW.at, NEW.key, NEW.line, NEW.personal, NEW.head);
    SELECT RAISE(ABORT, 'what the office said of an event is final')
    WHERE OLD.position IS NOT NULL
      AND (OLD.position, OLD.received, OLD.verdict)
       IS NOT (NEW.position, NEW.received, NEW.verdict);
END;

CREATE TRIGGER verdict_changes_stream AFTER UPDATE OF position ON event
WHEN OLD.position IS NOT NEW.position
BEGIN
    UPDATE stream SET changes = changes + 1 WHERE id = NEW.stream;
END;

CREATE TRIGGER own_event_never_deleted BEFORE DELETE ON event WHEN OLD.head IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'what this device wrote is never deleted');
END;

CREATE TRIGGER own_key_kept_until_acknowledged BEFORE DELETE ON data_key
WHEN OLD.grant_box IS NOT NULL AND OLD.acknowledged = 0
BEGIN
    SELECT RAISE(ABORT, 'a key made here is kept until the office has it');
END;

CREATE TRIGGER incident_never_deleted BEFORE DELETE ON incident
BEGIN
    SELECT RAISE(ABORT, 'an incident is never deleted');
END;

CREATE TRIGGER incident_never_rewritten BEFORE UPDATE ON incident
BEGIN
    SELECT RAISE(ABORT, 'an incident is never rewritten');
END;
