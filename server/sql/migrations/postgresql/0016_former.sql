-- Who accompanied a household until somebody else took it over: a device made for them later does
-- not see it by its region alone, as those they had then ceased to.
CREATE TABLE former_companion (
    log text COLLATE "C" NOT NULL,
    household text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    PRIMARY KEY (log, actor, household)
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT SELECT ON former_companion TO jejak_committer, jejak_projector;
        GRANT INSERT, DELETE ON former_companion TO jejak_committer;
    END IF;
END
$$;
