-- The office's store. Every table is keyed by `log` first and no statement touches two logs, so a
-- country's office can distribute them all by `log`.
-- Read models, `projection` and `parked` belong to the projector and come with its own migration.

-- The head of each log. Whoever writes takes this row first: that is what makes positions dense
-- and in the order of commit. `frontier` keeps the right edge of the Merkle tree.
CREATE TABLE log (
    log text PRIMARY KEY,
    deployment text NOT NULL,
    office_device text NOT NULL,
    incarnation integer NOT NULL CHECK (incarnation >= 1),
    size integer NOT NULL CHECK (size >= 0),
    received_last integer NOT NULL,
    frontier blob NOT NULL
) STRICT;

-- Every device that was ever enrolled. `forks_unkept` and `fork_newest` count forked batches
-- beyond those kept in `evidence`.
CREATE TABLE device (
    log text NOT NULL,
    device text NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    region text NOT NULL,
    public_key blob NOT NULL,
    box_key blob NOT NULL,
    install blob NOT NULL,
    enrolled_position integer NOT NULL,
    revoked_position integer,
    forks_unkept integer NOT NULL DEFAULT 0,
    fork_newest blob,
    PRIMARY KEY (log, device)
) STRICT;

-- How far the office holds each epoch of a device: the head after `sequence`.
CREATE TABLE device_epoch (
    log text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL CHECK (epoch >= 0),
    parent blob NOT NULL,
    sequence integer NOT NULL CHECK (sequence >= 0),
    head blob NOT NULL,
    PRIMARY KEY (log, device, epoch)
) STRICT;

-- The log itself. A quarantined line may have no stream, type or date that can be read; a line
-- over 256 KiB did not travel and stands in `left_out`. `head` is the device's chain up to here.
CREATE TABLE event (
    log text NOT NULL,
    position integer NOT NULL CHECK (position >= 0),
    device text NOT NULL,
    epoch integer NOT NULL,
    sequence integer NOT NULL CHECK (sequence >= 1),
    id text NOT NULL,
    stream text,
    type text,
    "on" text,
    at integer,
    "by" text,
    received integer NOT NULL,
    verdict text NOT NULL,
    head blob NOT NULL,
    line blob,
    PRIMARY KEY (log, position)
) STRICT;
CREATE UNIQUE INDEX event_place ON event (log, device, epoch, sequence);
CREATE INDEX event_stream ON event (log, stream, position);
-- Ids are random: the shorter what is indexed of them, the fewer pages a commit touches.
CREATE INDEX event_id ON event (log, substr(id, 1, 8));

-- What is known of a line that was too long to travel.
CREATE TABLE left_out (
    log text NOT NULL,
    position integer NOT NULL,
    sha256 blob NOT NULL,
    size integer NOT NULL,
    PRIMARY KEY (log, position)
) STRICT;

-- One row for each batch that brought something new: with the signature an auditor checks it again.
CREATE TABLE batch (
    log text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    last integer NOT NULL,
    first_new integer NOT NULL,
    first_position integer NOT NULL,
    received integer NOT NULL,
    head blob NOT NULL,
    body_hash blob NOT NULL,
    signature blob NOT NULL,
    PRIMARY KEY (log, device, epoch, last)
) STRICT;

-- Personal parts stand beside the log, so that erasing one leaves the log as it was.
CREATE TABLE personal (
    log text NOT NULL,
    position integer NOT NULL,
    key text NOT NULL,
    part blob NOT NULL,
    PRIMARY KEY (log, position)
) STRICT;

-- Data keys, wrapped under the master key that is kept outside the database.
CREATE TABLE data_key (
    log text NOT NULL,
    key text NOT NULL,
    stream text NOT NULL,
    wrapped blob NOT NULL,
    device text NOT NULL,
    received integer NOT NULL,
    PRIMARY KEY (log, key)
) STRICT;
CREATE INDEX data_key_stream ON data_key (log, stream);

-- Which device holds which data key, so that none is sent twice.
CREATE TABLE key_ack (
    log text NOT NULL,
    device text NOT NULL,
    key text NOT NULL,
    PRIMARY KEY (log, device, key)
) STRICT;

-- Signed requests whose history parts from the one the office holds: kept whole, never folded.
CREATE TABLE evidence (
    log text NOT NULL,
    device text NOT NULL,
    body_hash blob NOT NULL,
    epoch integer NOT NULL,
    common integer NOT NULL,
    sequence integer NOT NULL,
    head blob NOT NULL,
    signature blob NOT NULL,
    received integer NOT NULL,
    body blob NOT NULL,
    PRIMARY KEY (log, device, body_hash)
) STRICT;

-- Every household stream: its region once it is registered, and the digest of its committed
-- entries. `region_position` is where the region became known.
CREATE TABLE household (
    log text NOT NULL,
    household text NOT NULL,
    region text,
    region_position integer,
    events integer NOT NULL,
    digest blob NOT NULL,
    keys integer NOT NULL,
    PRIMARY KEY (log, household)
) STRICT;
CREATE INDEX household_region ON household (log, region);

-- One-time codes; the office keeps their hash only.
CREATE TABLE invite (
    log text NOT NULL,
    secret_hash blob NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    region text NOT NULL,
    "by" text NOT NULL,
    expires integer NOT NULL,
    device text,
    PRIMARY KEY (log, secret_hash)
) STRICT;

-- Bearer tokens of the read API, hashed.
CREATE TABLE token (
    log text NOT NULL,
    token_hash blob NOT NULL,
    role text NOT NULL,
    region text NOT NULL,
    actor text,
    expires integer NOT NULL,
    PRIMARY KEY (log, token_hash)
) STRICT;

-- History is only ever added to, whoever is connected.
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'rows of event are never changed or deleted');
END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'rows of event are never changed or deleted');
END;
CREATE TRIGGER left_out_no_update BEFORE UPDATE ON left_out
BEGIN
    SELECT RAISE(ABORT, 'rows of left_out are never changed or deleted');
END;
CREATE TRIGGER left_out_no_delete BEFORE DELETE ON left_out
BEGIN
    SELECT RAISE(ABORT, 'rows of left_out are never changed or deleted');
END;
CREATE TRIGGER batch_no_update BEFORE UPDATE ON batch
BEGIN
    SELECT RAISE(ABORT, 'rows of batch are never changed or deleted');
END;
CREATE TRIGGER batch_no_delete BEFORE DELETE ON batch
BEGIN
    SELECT RAISE(ABORT, 'rows of batch are never changed or deleted');
END;
CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence
BEGIN
    SELECT RAISE(ABORT, 'rows of evidence are never changed or deleted');
END;
CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence
BEGIN
    SELECT RAISE(ABORT, 'rows of evidence are never changed or deleted');
END;
