-- Read models: what people and apps ask of a log, kept by the projector from the events.
--
-- A generation is one built version of all of them. Its rows stand beside those of the others in the
-- same tables, keyed by (log, generation), and readers name the live one: so a generation is built,
-- made live and dropped without a lock that a reader would feel, and no statement leaves its log.
-- Nothing here is the only copy of anything: every row can be built again from `event`.

-- One built version of a log's read models. `position`: the first so many positions are in it.
-- `version`: of the program that made it, as far as its rows depend on it.
CREATE TABLE projection (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL CHECK (generation > 0),
    state text COLLATE "C" NOT NULL CHECK (state IN ('building', 'live', 'dropped')),
    version text COLLATE "C" NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    made bigint NOT NULL,
    PRIMARY KEY (log, generation)
);
-- Readers must never have to choose.
CREATE UNIQUE INDEX projection_live ON projection (log) WHERE state = 'live';

-- A folded household: what its events among the first `position` positions of the log came to, so
-- that a fold goes on from there instead of reading the whole history. Many households have none.
CREATE TABLE fold_state (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    household text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    events bigint NOT NULL,
    state bytea NOT NULL,
    PRIMARY KEY (log, generation, household)
);

-- Where a household stands. `position`: of its newest event; `as_of`, `programme`: the day, and how
-- many positions of the log, the answer speaks for. Lists are JSON.
CREATE TABLE household_card (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    household text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    flags text COLLATE "C" NOT NULL,
    since text COLLATE "C",
    region text COLLATE "C",
    companion text COLLATE "C",
    head text COLLATE "C",
    members bigint NOT NULL,
    readiness text COLLATE "C" NOT NULL,
    unmet text COLLATE "C" NOT NULL,
    enterprises bigint NOT NULL,
    conflicts bigint NOT NULL,
    last_met text COLLATE "C",
    next_visit text COLLATE "C",
    alias_of text COLLATE "C",
    events bigint NOT NULL,
    position bigint NOT NULL,
    as_of text COLLATE "C" NOT NULL,
    programme bigint NOT NULL,
    PRIMARY KEY (log, generation, household)
);

-- Whom a companion should see, the greatest need first, and why; `questions` are open ones.
CREATE TABLE caseload (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    household text COLLATE "C" NOT NULL,
    companion text COLLATE "C" NOT NULL,
    need bigint NOT NULL,
    why text COLLATE "C" NOT NULL,
    questions bigint NOT NULL,
    last_met text COLLATE "C",
    next_visit text COLLATE "C",
    PRIMARY KEY (log, generation, household)
);
CREATE INDEX caseload_need ON caseload (log, generation, companion, need DESC, household);

-- An enterprise as it stands.
CREATE TABLE enterprise (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    household text COLLATE "C" NOT NULL,
    enterprise text COLLATE "C" NOT NULL,
    kind text COLLATE "C",
    stage text COLLATE "C",
    flags text COLLATE "C" NOT NULL,
    workers_paid bigint,
    proved_by text COLLATE "C" NOT NULL,
    PRIMARY KEY (log, generation, household, enterprise)
);
CREATE INDEX enterprise_alone ON enterprise (log, generation, enterprise);

-- Its months. NULL is unknown, never zero: a net needs all costs.
CREATE TABLE enterprise_month (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    household text COLLATE "C" NOT NULL,
    enterprise text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    quantity bigint,
    unit_price bigint,
    revenue bigint,
    costs bigint,
    net bigint,
    evidence text COLLATE "C" NOT NULL,
    PRIMARY KEY (log, generation, household, enterprise, period)
);

-- What the indicators of a household come to. `indicators` and `options` (which do not count) are
-- JSON by name, each with verdict, value, threshold, evidence and what would change it: they are
-- made, read and replaced together, so they are one row.
CREATE TABLE readiness (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    household text COLLATE "C" NOT NULL,
    verdict text COLLATE "C" NOT NULL,
    rule_set text COLLATE "C" NOT NULL,
    supports_met bigint NOT NULL,
    supports bigint NOT NULL,
    indicators text COLLATE "C" NOT NULL,
    options text COLLATE "C" NOT NULL,
    PRIMARY KEY (log, generation, household)
);

-- Claims that contradict each other until a person resolves them; `claims` is JSON.
CREATE TABLE conflict (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    household text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    claims text COLLATE "C" NOT NULL,
    PRIMARY KEY (log, generation, household, key, field)
);

-- Households the fold failed on: their card ends before `position`, the first event that is not in
-- it, while others go on. Each start of the projector and each new generation tries them again.
CREATE TABLE parked (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    household text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    error text COLLATE "C" NOT NULL,
    since bigint NOT NULL,
    PRIMARY KEY (log, generation, household)
);
