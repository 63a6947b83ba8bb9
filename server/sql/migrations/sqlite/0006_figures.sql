-- What an office adds up. Each row is one household's part, so that a figure of any region, cohort
-- or companion is one sum over columns. A household that is another's alias has no rows.

-- The money of a tranche by its three parties; NULL where one said nothing or its claims differ.
-- `exceptions` is a JSON list; `sides` the three as JSON, each with who said it, when, and where.
CREATE TABLE disbursement_ledger (
    log text NOT NULL,
    generation integer NOT NULL,
    household text NOT NULL,
    programme text NOT NULL,
    year integer NOT NULL,
    tranche integer NOT NULL,
    ordered integer,
    paid integer,
    received integer,
    payee text,
    received_by text,
    shortfall text,
    exceptions text NOT NULL,
    sides text NOT NULL,
    PRIMARY KEY (log, generation, household, programme, year, tranche)
) STRICT;
-- What people look into is a small part of it.
CREATE INDEX disbursement_exception
    ON disbursement_ledger (log, generation, household, programme, year, tranche)
    WHERE exceptions <> '[]';

-- What a household adds to the figures, and where: `region` is the code its place goes by today.
-- `not_met` and `not_known` are names of indicators, a space between them.
CREATE TABLE household_rollup (
    log text NOT NULL,
    generation integer NOT NULL,
    household text NOT NULL,
    region text NOT NULL,
    cohort text NOT NULL,
    companion text,
    not_met text NOT NULL,
    not_known text NOT NULL,
    households integer NOT NULL,
    enrolled integer NOT NULL,
    in_programme integer NOT NULL,
    with_enterprise integer NOT NULL,
    stable integer NOT NULL,
    ready integer NOT NULL,
    proposed integer NOT NULL,
    graduated integer NOT NULL,
    year_passed integer NOT NULL,
    held integer NOT NULL,
    not_held integer NOT NULL,
    exited integer NOT NULL,
    running integer NOT NULL,
    jobs integer NOT NULL,
    jobs_unknown integer NOT NULL,
    accompanied integer NOT NULL,
    pupils_open integer NOT NULL,
    pupils_of_age integer NOT NULL,
    balita_open integer NOT NULL,
    balita_of_age integer NOT NULL,
    age_unknown integer NOT NULL,
    ready_not_proposed integer NOT NULL,
    cost integer NOT NULL,
    cost_unknown integer NOT NULL,
    PRIMARY KEY (log, generation, household)
) STRICT;
CREATE INDEX household_rollup_region ON household_rollup (log, generation, region);

-- A training and one enterprise that followed it. `session` is '' where nobody recorded the
-- training, `enterprise` '' where none followed.
CREATE TABLE training_outcome (
    log text NOT NULL,
    generation integer NOT NULL,
    household text NOT NULL,
    session text NOT NULL,
    enterprise text NOT NULL,
    topic text,
    month text,
    link text,
    outcome text,
    PRIMARY KEY (log, generation, household, session, enterprise)
) STRICT, WITHOUT ROWID;
