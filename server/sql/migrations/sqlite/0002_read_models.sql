-- Read models: what people and apps ask of a log, kept by the projector from the events.
--
-- A generation is one built version of all of them. Its rows stand beside those of the others in the
-- same tables, keyed by (log, generation), and readers name the live one: so a generation is built,
-- made live and dropped without a lock that a reader would feel, and no statement leaves its log.
-- Narrow rows stand in their key's own tree (WITHOUT ROWID), wide ones beside it.
-- Nothing here is the only copy of anything: every row can be built again from `event`.

-- One built version of a log's read models. `position`: the first so many positions are in it.
-- `version`: of the program that made it, as far as its rows depend on it.
CREATE TABLE projection (
    log text NOT NULL,
    generation integer NOT NULL CHECK (generation > 0),
    state text NOT NULL CHECK (state IN ('building', 'live', 'dropped')),
    version text NOT NULL,
    position integer NOT NULL CHECK (position >= 0),
    made integer NOT NULL,
    PRIMARY KEY (log, generation)
) STRICT, WITHOUT ROWID;
-- Readers must never have to choose.
CREATE UNIQUE INDEX projection_live ON projection (log) WHERE state = 'live';

-- A folded household: what its events among the first `position` positions of the log came to, so
-- that a fold goes on from there instead of reading the whole history. Many households have none.
CREATE TABLE fold_state (
    log text NOT NULL,
    generation integer NOT NULL,
    household text NOT NULL,
    position integer NOT NULL,
    events integer NOT NULL,
    state blob NOT NULL,
    PRIMARY KEY (log, generation, household)
) STRICT;

-- Where a household stands. `position`: of its newest event; `as_of`, `programme`: the day, and how
-- many positions of the log, the answer speaks for. Lists are JSON.
CREATE TABLE household_card (
    log text NOT NULL,
    generation integer NOT NULL,
    household text NOT NULL,
    status text NOT NULL,
    flags text NOT NULL,
    since text,
    region text,
    companion text,
    head text,
    members integer NOT NULL,
    readiness text NOT NULL,
    unmet text NOT NULL,
    enterprises integer NOT NULL,
    conflicts integer NOT NULL,
    last_met text,
    next_visit text,
    alias_of text,
    events integer NOT NULL,
    position integer NOT NULL,
    as_of text NOT NULL,
    programme integer NOT NULL,
    PRIMARY KEY (log, generation, household)
) STRICT, WITHOUT ROWID;

-- Whom a companion should see, the greatest need first, and why; `questions` are open ones.
CREATE TABLE caseload (
    log text NOT NULL,
    generation integer NOT NULL,
    household text NOT NULL,
    companion text NOT NULL,
    need integer NOT NULL,
    why text NOT NULL,
    questions integer NOT NULL,
    last_met text,
    next_visit text,
    PRIMARY KEY (log, generation, household)
) STRICT, WITHOUT ROWID;
CREATE INDEX caseload_need ON caseload (log, generation, companion, need DESC, household);

-- An enterprise as it stands.
CREATE TABLE enterprise (
    log text NOT NULL,
    generation integer NOT NULL,
    household text NOT NULL,
    enterprise text NOT NULL,
    kind text,
    stage text,
    flags text NOT NULL,
    workers_paid integer,
    proved_by text NOT NULL,
    PRIMARY KEY (log, generation, household, enterprise)
) STRICT, WITHOUT ROWID;
CREATE INDEX enterprise_alone ON enterprise (log, generation, enterprise);

-- Its months. NULL is unknown, never zero: a net needs all costs.
CREATE TABLE enterprise_month (
    log text NOT NULL,
    generation integer NOT NULL,
    household text NOT NULL,
    enterprise text NOT NULL,
    period text NOT NULL,
    quantity integer,
    unit_price integer,
    revenue integer,
    costs integer,
    net integer,
    evidence text NOT NULL,
    PRIMARY KEY (log, generation, household, enterprise, period)
) STRICT, WITHOUT ROWID;

-- What the indicators of a household come to. `indicators` and `options` (which do not count) are
-- JSON by name, each with verdict, value, threshold, evidence and what would change it: they are
-- made, read and replaced together, so they are one row.
CREATE TABLE readiness (
    log text NOT NULL,
    generation integer NOT NULL,
    household text NOT NULL,
    verdict text NOT NULL,
    rule_set text NOT NULL,
    supports_met integer NOT NULL,
    supports integer NOT NULL,
    indicators text NOT NULL,
    options text NOT NULL,
    PRIMARY KEY (log, generation, household)
) STRICT;

-- Claims that contradict each other until a person resolves them; `claims` is JSON.
CREATE TABLE conflict (
    log text NOT NULL,
    generation integer NOT NULL,
    household text NOT NULL,
    key text NOT NULL,
    field text NOT NULL,
    claims text NOT NULL,
    PRIMARY KEY (log, generation, household, key, field)
) STRICT;

-- Households the fold failed on: their card ends before `position`, the first event that is not in
-- it, while others go on. Each start of the projector and each new generation tries them again.
CREATE TABLE parked (
    log text NOT NULL,
    generation integer NOT NULL,
    household text NOT NULL,
    position integer NOT NULL,
    error text NOT NULL,
    since integer NOT NULL,
    PRIMARY KEY (log, generation, household)
) STRICT, WITHOUT ROWID;
