-- Reports as they were accepted and printed. The event holds the digest of `lines`; late entries change
-- what is worked out again, never what stands here.
CREATE TABLE accepted_report (
    log text NOT NULL,
    report text NOT NULL,
    region text NOT NULL,
    period text NOT NULL,
    position integer NOT NULL,
    accepted integer NOT NULL,
    "by" text NOT NULL,
    incarnation integer NOT NULL,
    size integer NOT NULL,
    fold_version integer NOT NULL,
    digest text NOT NULL,
    lines text NOT NULL,
    PRIMARY KEY (log, report, region, period, position)
) STRICT;
CREATE TRIGGER accepted_report_no_update BEFORE UPDATE ON accepted_report
BEGIN
    SELECT RAISE(ABORT, 'rows of accepted_report are never changed or deleted');
END;
CREATE TRIGGER accepted_report_no_delete BEFORE DELETE ON accepted_report
BEGIN
    SELECT RAISE(ABORT, 'rows of accepted_report are never changed or deleted');
END;
