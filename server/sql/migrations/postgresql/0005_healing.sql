-- What went wrong and how it was mended: forks, copies, households that differed.

-- The epoch in which an installation goes on after its history parted from the office's in `epoch`.
-- Asked again, it gets the same answer.
CREATE TABLE epoch_grant (
    log text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    install bytea NOT NULL,
    epoch bigint NOT NULL,
    granted bigint NOT NULL CHECK (granted > epoch),
    received bigint NOT NULL,
    PRIMARY KEY (log, device, install, epoch)
);
CREATE UNIQUE INDEX epoch_grant_once ON epoch_grant (log, device, granted);

-- What an officer should know of; said again, it is one row. `detail` is JSON with no personal word.
CREATE TABLE incident (
    log text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    about text COLLATE "C" NOT NULL,
    detail text NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    times bigint NOT NULL,
    PRIMARY KEY (log, code, device, about, detail)
) WITH (fillfactor = 70);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT SELECT, INSERT ON epoch_grant, incident TO jejak_committer;
        GRANT UPDATE (last_at, times) ON incident TO jejak_committer;
    END IF;
END
$$;
