-- The office's store. Every table is keyed by `log` first and no statement touches two logs, so a
-- country's office can distribute them all by `log`.
-- Read models, `projection` and `parked` belong to the projector and come with its own migration.

-- The head of each log. Whoever writes takes this row first: that is what makes positions dense
-- and in the order of commit. `frontier` keeps the right edge of the Merkle tree.
CREATE TABLE log (
    log text COLLATE "C" PRIMARY KEY,
    deployment text NOT NULL,
    office_device text COLLATE "C" NOT NULL,
    incarnation bigint NOT NULL CHECK (incarnation >= 1),
    size bigint NOT NULL CHECK (size >= 0),
    received_last bigint NOT NULL,
    frontier bytea NOT NULL
) WITH (fillfactor = 70);

-- Every device that was ever enrolled. `forks_unkept` and `fork_newest` count forked batches
-- beyond those kept in `evidence`.
CREATE TABLE device (
    log text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    region text COLLATE "C" NOT NULL,
    public_key bytea NOT NULL,
    box_key bytea NOT NULL,
    install bytea NOT NULL,
    enrolled_position bigint NOT NULL,
    revoked_position bigint,
    forks_unkept bigint NOT NULL DEFAULT 0,
    fork_newest bytea,
    PRIMARY KEY (log, device)
);

-- How far the office holds each epoch of a device: the head after `sequence`.
CREATE TABLE device_epoch (
    log text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL CHECK (epoch >= 0),
    parent bytea NOT NULL,
    sequence bigint NOT NULL CHECK (sequence >= 0),
    head bytea NOT NULL,
    PRIMARY KEY (log, device, epoch)
) WITH (fillfactor = 70);

-- The log itself. A quarantined line may have no stream, type or date that can be read; a line
-- over 256 KiB did not travel and stands in `left_out`. `head` is the device's chain up to here.
CREATE TABLE event (
    log text COLLATE "C" NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    device text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL,
    sequence bigint NOT NULL CHECK (sequence >= 1),
    id text COLLATE "C" NOT NULL,
    stream text COLLATE "C",
    type text COLLATE "C",
    "on" text COLLATE "C",
    at bigint,
    "by" text COLLATE "C",
    received bigint NOT NULL,
    verdict text COLLATE "C" NOT NULL,
    head bytea NOT NULL,
    line bytea,
    PRIMARY KEY (log, position)
);
CREATE UNIQUE INDEX event_place ON event (log, device, epoch, sequence);
CREATE INDEX event_stream ON event (log, stream, position);
-- Ids are random: the shorter what is indexed of them, the fewer pages a commit touches.
CREATE INDEX event_id ON event (log, substr(id, 1, 8));

-- What is known of a line that was too long to travel.
CREATE TABLE left_out (
    log text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    sha256 bytea NOT NULL,
    size bigint NOT NULL,
    PRIMARY KEY (log, position)
);

-- One row for each batch that brought something new: with the signature an auditor checks it again.
CREATE TABLE batch (
    log text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL,
    last bigint NOT NULL,
    first_new bigint NOT NULL,
    first_position bigint NOT NULL,
    received bigint NOT NULL,
    head bytea NOT NULL,
    body_hash bytea NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (log, device, epoch, last)
);

-- Personal parts stand beside the log, so that erasing one leaves the log as it was.
CREATE TABLE personal (
    log text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    part bytea NOT NULL,
    PRIMARY KEY (log, position)
);

-- Data keys, wrapped under the master key that is kept outside the database.
CREATE TABLE data_key (
    log text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    stream text COLLATE "C" NOT NULL,
    wrapped bytea NOT NULL,
    device text COLLATE "C" NOT NULL,
    received bigint NOT NULL,
    PRIMARY KEY (log, key)
);
CREATE INDEX data_key_stream ON data_key (log, stream);

-- Which device holds which data key, so that none is sent twice.
CREATE TABLE key_ack (
    log text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    PRIMARY KEY (log, device, key)
);

-- Signed requests whose history parts from the one the office holds: kept whole, never folded.
CREATE TABLE evidence (
    log text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    body_hash bytea NOT NULL,
    epoch bigint NOT NULL,
    common bigint NOT NULL,
    sequence bigint NOT NULL,
    head bytea NOT NULL,
    signature bytea NOT NULL,
    received bigint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (log, device, body_hash)
);

-- Every household stream: its region once it is registered, and the digest of its committed
-- entries. `region_position` is where the region became known.
CREATE TABLE household (
    log text COLLATE "C" NOT NULL,
    household text COLLATE "C" NOT NULL,
    region text COLLATE "C",
    region_position bigint,
    events bigint NOT NULL,
    digest bytea NOT NULL,
    keys bigint NOT NULL,
    PRIMARY KEY (log, household)
) WITH (fillfactor = 70);
CREATE INDEX household_region ON household (log, region);

-- One-time codes; the office keeps their hash only.
CREATE TABLE invite (
    log text COLLATE "C" NOT NULL,
    secret_hash bytea NOT NULL,
    actor text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    region text COLLATE "C" NOT NULL,
    "by" text COLLATE "C" NOT NULL,
    expires bigint NOT NULL,
    device text COLLATE "C",
    PRIMARY KEY (log, secret_hash)
);

-- Bearer tokens of the read API, hashed.
CREATE TABLE token (
    log text COLLATE "C" NOT NULL,
    token_hash bytea NOT NULL,
    role text COLLATE "C" NOT NULL,
    region text COLLATE "C" NOT NULL,
    actor text COLLATE "C",
    expires bigint NOT NULL,
    PRIMARY KEY (log, token_hash)
);

-- History is only ever added to, whoever is connected.
CREATE FUNCTION refuse_change_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_v1();
CREATE TRIGGER left_out_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON left_out
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_v1();
CREATE TRIGGER batch_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON batch
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_v1();
CREATE TRIGGER evidence_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_v1();
