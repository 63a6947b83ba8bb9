-- Copies of a device, and reviews that an officer lifts for many entries at once.

-- The device this one is a copy of, and where an officer approved it: until then its entries wait.
ALTER TABLE device ADD COLUMN cloned_from text;
ALTER TABLE device ADD COLUMN approved_position integer;

-- Positions whose review was lifted, so that a long release goes on where it was cut off.
CREATE TABLE release (
    log text NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (log, position)
) STRICT, WITHOUT ROWID;
