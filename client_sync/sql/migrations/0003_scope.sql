-- Households that came into scope and are not held whole: what lacks are the events at positions
-- from `start` to `until` (exclusive). What comes after is in the pages.
CREATE TABLE filling (
    stream TEXT PRIMARY KEY,
    start INTEGER NOT NULL CHECK (start >= 0),
    until INTEGER NOT NULL CHECK (until > start)
) STRICT, WITHOUT ROWID;

-- Since which day a household that is not held any more is somebody else's; '' where none was said.
ALTER TABLE stream ADD COLUMN left_on TEXT;
