-- Numbers of identity and names as keyed hashes, to find who is written down twice. The hash is
-- HMAC-SHA-256 under a secret that is kept outside the database: a NIK has few enough possible values
-- that a plain hash of it would be the NIK. `mac` is hex; `event` holds the number in its personal
-- part at `position`; `birth_year` stands in the line. Derived, and made again from the log at will.
CREATE TABLE identity (
    log text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('nik', 'kk', 'name')),
    household text COLLATE "C" NOT NULL,
    event text COLLATE "C" NOT NULL,
    mac text COLLATE "C" NOT NULL,
    birth_year integer,
    PRIMARY KEY (log, position, kind)
);
CREATE INDEX identity_mac ON identity (log, kind, mac, household);
CREATE INDEX identity_household ON identity (log, household);

-- How many positions of a log have been looked at.
CREATE TABLE identity_index (
    log text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT SELECT ON identity, identity_index TO jejak_committer, jejak_projector, jejak_eraser;
        GRANT UPDATE (position) ON identity_index TO jejak_committer;
        GRANT INSERT, UPDATE, DELETE ON identity, identity_index TO jejak_projector;
        GRANT DELETE ON identity TO jejak_eraser;
    END IF;
END
$$;
