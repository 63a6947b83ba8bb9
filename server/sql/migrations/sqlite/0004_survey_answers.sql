-- What households answered to the office's own question sets. `answers` is JSON by the question's
-- code, `disputed` the codes with two answers; `version` is NULL while different ones are open.
CREATE TABLE survey_answer (
    log text NOT NULL,
    generation integer NOT NULL,
    household text NOT NULL,
    survey text NOT NULL,
    version integer,
    answered text NOT NULL,
    answers text NOT NULL,
    disputed text NOT NULL,
    evidence text NOT NULL,
    PRIMARY KEY (log, generation, household, survey)
) STRICT;
