-- Numbers of identity and names as keyed hashes, to find who is written down twice. The hash is
-- HMAC-SHA-256 under a secret that is kept outside the database: a NIK has few enough possible values
-- that a plain hash of it would be the NIK. `mac` is hex; `event` holds the number in its personal
-- part at `position`; `birth_year` stands in the line. Derived, and made again from the log at will.
CREATE TABLE identity (
    log text NOT NULL,
    position integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('nik', 'kk', 'name')),
    household text NOT NULL,
    event text NOT NULL,
    mac text NOT NULL,
    birth_year integer,
    PRIMARY KEY (log, position, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_mac ON identity (log, kind, mac, household);
CREATE INDEX identity_household ON identity (log, household);

-- How many positions of a log have been looked at.
CREATE TABLE identity_index (
    log text PRIMARY KEY,
    position integer NOT NULL
) STRICT;
