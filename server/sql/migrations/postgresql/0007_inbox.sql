-- What waits for people at the office, oldest first, so that a list is one walk along an index.

-- Entries to look at, late ones, open statements and notes; `since` (ms) they are the office's.
-- `detail` is JSON.
CREATE TABLE inbox (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    household text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    event text COLLATE "C" NOT NULL,
    since bigint NOT NULL,
    detail text COLLATE "C" NOT NULL,
    PRIMARY KEY (log, generation, household, kind, event)
);
CREATE INDEX inbox_age ON inbox (log, generation, kind, since, household, event);

-- Proposals to leave the programme. `awaits`: whose decision it waits for since then, '' nobody's.
CREATE TABLE proposal (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    household text COLLATE "C" NOT NULL,
    event text COLLATE "C" NOT NULL,
    proposal text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    awaits text COLLATE "C" NOT NULL,
    since bigint NOT NULL,
    detail text COLLATE "C" NOT NULL,
    PRIMARY KEY (log, generation, household, event)
);
CREATE INDEX proposal_age ON proposal (log, generation, since, household, event) WHERE awaits <> '';
CREATE INDEX proposal_alone ON proposal (log, generation, proposal);

-- Since when (ms) the office knows that claims contradict each other, and the indicators that wait
-- for a decision, as JSON.
ALTER TABLE conflict ADD COLUMN since bigint NOT NULL DEFAULT 0;
ALTER TABLE conflict ADD COLUMN indicators text COLLATE "C" NOT NULL DEFAULT '[]';
CREATE INDEX conflict_age ON conflict (log, generation, since, household, key, field);


-- Where the roles could not be made, 0003_roles.sql grants this too when it is run again.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_projector')
        AND EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT SELECT ON inbox, proposal TO jejak_committer;
        GRANT SELECT, INSERT, UPDATE, DELETE ON inbox, proposal TO jejak_projector;
    END IF;
END
$$;
