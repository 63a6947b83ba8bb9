-- What households answered to the office's own question sets. `answers` is JSON by the question's
-- code, `disputed` the codes with two answers; `version` is NULL while different ones are open.
CREATE TABLE survey_answer (
    log text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    household text COLLATE "C" NOT NULL,
    survey text COLLATE "C" NOT NULL,
    version bigint,
    answered text COLLATE "C" NOT NULL,
    answers text COLLATE "C" NOT NULL,
    disputed text COLLATE "C" NOT NULL,
    evidence text COLLATE "C" NOT NULL,
    PRIMARY KEY (log, generation, household, survey)
);

-- Where the roles could not be made, 0003_roles.sql grants this too when it is run again.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_projector')
        AND EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT SELECT ON survey_answer TO jejak_committer;
        GRANT SELECT, INSERT, UPDATE, DELETE ON survey_answer TO jejak_projector;
    END IF;
END
$$;
