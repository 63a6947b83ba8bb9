-- What survives of an office's store: how far a verified back-up holds each device, which
-- incarnations went before this one, and what is known to have been lost with the last of them.

-- A verified back-up holds the device's own events up to here, so it need not keep them.
CREATE TABLE safe (
    log text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (log, device)
) WITH (fillfactor = 70);

-- Every earlier incarnation: its first `common` positions are those of the present one. `newest` is
-- the largest size of it that anybody has shown; `closed` when an officer declared the rest lost.
CREATE TABLE incarnation (
    log text COLLATE "C" NOT NULL,
    incarnation bigint NOT NULL,
    common bigint NOT NULL,
    newest bigint NOT NULL,
    restored bigint NOT NULL,
    closed bigint,
    PRIMARY KEY (log, incarnation)
);

-- What stood at the positions of an earlier incarnation that this one does not have, as devices tell.
CREATE TABLE orphan (
    log text COLLATE "C" NOT NULL,
    incarnation bigint NOT NULL,
    position bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    PRIMARY KEY (log, incarnation, position)
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT SELECT, INSERT ON safe, incarnation, orphan TO jejak_committer;
        GRANT UPDATE (epoch, sequence) ON safe TO jejak_committer;
        GRANT UPDATE (newest, closed) ON incarnation TO jejak_committer;
    END IF;
END
$$;
