-- Who accompanied a household until somebody else took it over: a device made for them later does
-- not see it by its region alone, as those they had then ceased to.
CREATE TABLE former_companion (
    log text NOT NULL,
    household text NOT NULL,
    actor text NOT NULL,
    PRIMARY KEY (log, actor, household)
) STRICT, WITHOUT ROWID;
