-- What waits for people at the office, oldest first, so that a list is one walk along an index.

-- Entries to look at, late ones, open statements and notes; `since` (ms) they are the office's.
-- `detail` is JSON.
CREATE TABLE inbox (
    log text NOT NULL,
    generation integer NOT NULL,
    household text NOT NULL,
    kind text NOT NULL,
    event text NOT NULL,
    since integer NOT NULL,
    detail text NOT NULL,
    PRIMARY KEY (log, generation, household, kind, event)
) STRICT;
CREATE INDEX inbox_age ON inbox (log, generation, kind, since, household, event);

-- Proposals to leave the programme. `awaits`: whose decision it waits for since then, '' nobody's.
CREATE TABLE proposal (
    log text NOT NULL,
    generation integer NOT NULL,
    household text NOT NULL,
    event text NOT NULL,
    proposal text NOT NULL,
    kind text NOT NULL,
    awaits text NOT NULL,
    since integer NOT NULL,
    detail text NOT NULL,
    PRIMARY KEY (log, generation, household, event)
) STRICT;
CREATE INDEX proposal_age ON proposal (log, generation, since, household, event) WHERE awaits <> '';
CREATE INDEX proposal_alone ON proposal (log, generation, proposal);

-- Since when (ms) the office knows that claims contradict each other, and the indicators that wait
-- for a decision, as JSON.
ALTER TABLE conflict ADD COLUMN since integer NOT NULL DEFAULT 0;
ALTER TABLE conflict ADD COLUMN indicators text NOT NULL DEFAULT '[]';
CREATE INDEX conflict_age ON conflict (log, generation, since, household, key, field);
