-- Copies of a device, and reviews that an officer lifts for many entries at once.

-- The device this one is a copy of, and where an officer approved it: until then its entries wait.
ALTER TABLE device ADD COLUMN cloned_from text COLLATE "C";
ALTER TABLE device ADD COLUMN approved_position bigint;

-- Positions whose review was lifted, so that a long release goes on where it was cut off.
CREATE TABLE release (
    log text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (log, position)
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT SELECT, INSERT ON release TO jejak_committer;
        GRANT UPDATE (approved_position) ON device TO jejak_committer;
    END IF;
END
$$;
