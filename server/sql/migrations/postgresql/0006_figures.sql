-- What an office adds up. Each row is one household's part, so that a figure of any region, cohort
-- or companion is one sum over columns. A household that is another's alias has no rows.

-- The money of a tranche by its three parties; NULL where one said nothing or its claims differ.
-- `exceptions` is a JSON list; `sides` the three as JSON, each with who said it, when, and where.
CREATE TABLE disbursement_ledger (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    household text COLLATE "C" NOT NULL,
    programme text COLLATE "C" NOT NULL,
    year bigint NOT NULL,
    tranche bigint NOT NULL,
    ordered bigint,
    paid bigint,
    received bigint,
    payee text COLLATE "C",
    received_by text COLLATE "C",
    shortfall text COLLATE "C",
    exceptions text COLLATE "C" NOT NULL,
    sides text COLLATE "C" NOT NULL,
    PRIMARY KEY (log, generation, household, programme, year, tranche)
);
-- What people look into is a small part of it.
CREATE INDEX disbursement_exception
    ON disbursement_ledger (log, generation, household, programme, year, tranche)
    WHERE exceptions <> '[]';

-- What a household adds to the figures, and where: `region` is the code its place goes by today.
-- `not_met` and `not_known` are names of indicators, a space between them.
CREATE TABLE household_rollup (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    household text COLLATE "C" NOT NULL,
    region text COLLATE "C" NOT NULL,
    cohort text COLLATE "C" NOT NULL,
    companion text COLLATE "C",
    not_met text COLLATE "C" NOT NULL,
    not_known text COLLATE "C" NOT NULL,
    households bigint NOT NULL,
    enrolled bigint NOT NULL,
    in_programme bigint NOT NULL,
    with_enterprise bigint NOT NULL,
    stable bigint NOT NULL,
    ready bigint NOT NULL,
    proposed bigint NOT NULL,
    graduated bigint NOT NULL,
    year_passed bigint NOT NULL,
    held bigint NOT NULL,
    not_held bigint NOT NULL,
    exited bigint NOT NULL,
    running bigint NOT NULL,
    jobs bigint NOT NULL,
    jobs_unknown bigint NOT NULL,
    accompanied bigint NOT NULL,
    pupils_open bigint NOT NULL,
    pupils_of_age bigint NOT NULL,
    balita_open bigint NOT NULL,
    balita_of_age bigint NOT NULL,
    age_unknown bigint NOT NULL,
    ready_not_proposed bigint NOT NULL,
    cost bigint NOT NULL,
    cost_unknown bigint NOT NULL,
    PRIMARY KEY (log, generation, household)
);
CREATE INDEX household_rollup_region ON household_rollup (log, generation, region);

-- A training and one enterprise that followed it. `session` is '' where nobody recorded the
-- training, `enterprise` '' where none followed.
CREATE TABLE training_outcome (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    household text COLLATE "C" NOT NULL,
    session text COLLATE "C" NOT NULL,
    enterprise text COLLATE "C" NOT NULL,
    topic text COLLATE "C",
    month text COLLATE "C",
    link text COLLATE "C",
    outcome text COLLATE "C",
    PRIMARY KEY (log, generation, household, session, enterprise)
);

-- Where the roles could not be made, 0003_roles.sql grants this too when it is run again.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_projector')
        AND EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT SELECT ON disbursement_ledger, household_rollup, training_outcome TO jejak_committer;
        GRANT SELECT, INSERT, UPDATE, DELETE
            ON disbursement_ledger, household_rollup, training_outcome TO jejak_projector;
    END IF;
END
$$;
