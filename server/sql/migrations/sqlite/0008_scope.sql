-- What each device may see: a region, which may be none, with single households added to it and
-- taken from it. A scope changes by an event of the office's own device alone, in its transaction.

-- The scope in force is in the device's own row; version 0 is that of its invitation.
ALTER TABLE device ADD COLUMN scope_version integer NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN scope_region text;
UPDATE device SET scope_region = region;

-- Every version a device ever had, and the position of the event that made it.
CREATE TABLE scope (
    log text NOT NULL,
    device text NOT NULL,
    version integer NOT NULL,
    position integer NOT NULL,
    region text,
    PRIMARY KEY (log, device, version)
) STRICT, WITHOUT ROWID;
INSERT INTO scope SELECT log, device, 0, enrolled_position, region FROM device;
CREATE TRIGGER scope_never_rewritten BEFORE UPDATE ON scope
BEGIN
    SELECT RAISE(ABORT, 'rows of scope are never changed or deleted');
END;
CREATE TRIGGER scope_never_deleted BEFORE DELETE ON scope
BEGIN
    SELECT RAISE(ABORT, 'rows of scope are never changed or deleted');
END;

-- Households of which a scope says more than its region does: in it or not, since which version,
-- and from which day on.
CREATE TABLE scope_household (
    log text NOT NULL,
    device text NOT NULL,
    household text NOT NULL,
    version integer NOT NULL,
    is_in integer NOT NULL,
    "on" text NOT NULL,
    PRIMARY KEY (log, device, household)
) STRICT, WITHOUT ROWID;
CREATE INDEX scope_household_version ON scope_household (log, device, version);

-- Who accompanies a household, as far as scopes follow from it; `alias_of`: another's name for it.
CREATE TABLE assignment (
    log text NOT NULL,
    household text NOT NULL,
    companion text,
    alias_of text,
    position integer NOT NULL,
    PRIMARY KEY (log, household)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignment_companion ON assignment (log, companion);
CREATE INDEX assignment_alias ON assignment (log, alias_of) WHERE alias_of IS NOT NULL;

-- Households whose assignment is to be looked at from a day on ('': at once): an act of theirs was
-- committed, or takes effect then. `device` registered it where its scope does not reach, or ''.
CREATE TABLE assignment_due (
    log text NOT NULL,
    household text NOT NULL,
    due text NOT NULL,
    device text NOT NULL,
    PRIMARY KEY (log, household, due, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignment_due_day ON assignment_due (log, due);
-- What is in the log already is looked at once.
INSERT INTO assignment_due
SELECT DISTINCT log, stream, '', '' FROM event
WHERE type IN ('companion_assigned', 'households_merged') AND verdict LIKE 'accepted%';

-- Whether whoever is invited sees the region, or only households assigned to them.
ALTER TABLE invite ADD COLUMN scope text NOT NULL DEFAULT 'region'
    CHECK (scope IN ('region', 'assigned'));
