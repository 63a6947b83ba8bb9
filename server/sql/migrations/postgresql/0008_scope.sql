-- What each device may see: a region, which may be none, with single households added to it and
-- taken from it. A scope changes by an event of the office's own device alone, in its transaction.

-- The scope in force is in the device's own row; version 0 is that of its invitation.
ALTER TABLE device ADD COLUMN scope_version bigint NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN scope_region text COLLATE "C";
UPDATE device SET scope_region = region;

-- Every version a device ever had, and the position of the event that made it.
CREATE TABLE scope (
    log text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    position bigint NOT NULL,
    region text COLLATE "C",
    PRIMARY KEY (log, device, version)
);
INSERT INTO scope SELECT log, device, 0, enrolled_position, region FROM device;
CREATE TRIGGER scope_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON scope
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_v1();

-- Households of which a scope says more than its region does: in it or not, since which version,
-- and from which day on.
CREATE TABLE scope_household (
    log text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    household text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    is_in boolean NOT NULL,
    "on" text COLLATE "C" NOT NULL,
    PRIMARY KEY (log, device, household)
);
CREATE INDEX scope_household_version ON scope_household (log, device, version);

-- Who accompanies a household, as far as scopes follow from it; `alias_of`: another's name for it.
CREATE TABLE assignment (
    log text COLLATE "C" NOT NULL,
    household text COLLATE "C" NOT NULL,
    companion text COLLATE "C",
    alias_of text COLLATE "C",
    position bigint NOT NULL,
    PRIMARY KEY (log, household)
);
CREATE INDEX assignment_companion ON assignment (log, companion);
CREATE INDEX assignment_alias ON assignment (log, alias_of) WHERE alias_of IS NOT NULL;

-- Households whose assignment is to be looked at from a day on ('': at once): an act of theirs was
-- committed, or takes effect then. `device` registered it where its scope does not reach, or ''.
CREATE TABLE assignment_due (
    log text COLLATE "C" NOT NULL,
    household text COLLATE "C" NOT NULL,
    due text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    PRIMARY KEY (log, household, due, device)
);
CREATE INDEX assignment_due_day ON assignment_due (log, due);
-- What is in the log already is looked at once.
INSERT INTO assignment_due
SELECT DISTINCT log, stream, '', '' FROM event
WHERE type IN ('companion_assigned', 'households_merged') AND verdict LIKE 'accepted%';

-- Whether whoever is invited sees the region, or only households assigned to them.
ALTER TABLE invite ADD COLUMN scope text NOT NULL DEFAULT 'region'
    CHECK (scope IN ('region', 'assigned'));

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT SELECT ON scope, scope_household, assignment, assignment_due
            TO jejak_committer, jejak_projector;
        GRANT INSERT ON scope, scope_household, assignment, assignment_due TO jejak_committer;
        GRANT UPDATE (scope_version, scope_region) ON device TO jejak_committer;
        GRANT UPDATE (version, is_in, "on") ON scope_household TO jejak_committer;
        GRANT UPDATE (companion, alias_of, position) ON assignment TO jejak_committer;
        GRANT DELETE ON assignment_due TO jejak_committer;
    END IF;
END
$$;
