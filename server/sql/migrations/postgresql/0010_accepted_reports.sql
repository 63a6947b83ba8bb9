-- Reports as they were accepted and printed. The event holds the digest of `lines`; late entries change
-- what is worked out again, never what stands here.
CREATE TABLE accepted_report (
    log text COLLATE "C" NOT NULL,
    report text COLLATE "C" NOT NULL,
    region text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    accepted bigint NOT NULL,
    "by" text COLLATE "C" NOT NULL,
    incarnation bigint NOT NULL,
    size bigint NOT NULL,
    fold_version bigint NOT NULL,
    digest text COLLATE "C" NOT NULL,
    lines text COLLATE "C" NOT NULL,
    PRIMARY KEY (log, report, region, period, position)
);
CREATE TRIGGER accepted_report_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON accepted_report
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_v1();

-- Where the roles could not be made, 0003_roles.sql grants more when it is run again.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_projector')
        AND EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT SELECT, INSERT ON accepted_report TO jejak_committer;
        GRANT SELECT ON accepted_report TO jejak_projector;
    END IF;
END
$$;
