-- Reads that were refused: which token asked for what is none of its region's, or nobody's. `asked`
-- is the id in the request; '' counts what a token asked for beyond what is kept of it.
CREATE TABLE refused_read (
    log text COLLATE "C" NOT NULL,
    token text COLLATE "C" NOT NULL,
    asked text COLLATE "C" NOT NULL,
    actor text COLLATE "C",
    role text COLLATE "C" NOT NULL,
    region text COLLATE "C" NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    times bigint NOT NULL,
    PRIMARY KEY (log, token, asked)
);

-- Where the roles could not be made, 0003_roles.sql grants this too when it is run again.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT SELECT, INSERT ON refused_read TO jejak_committer;
        GRANT UPDATE (last_at, times) ON refused_read TO jejak_committer;
    END IF;
END
$$;
