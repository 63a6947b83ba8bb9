-- The snapshot that is being taken in, part by part: one row, gone with its last part. It is good
-- for the scope of that version alone.
CREATE TABLE snapshot (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    incarnation INTEGER NOT NULL,
    scope_version INTEGER NOT NULL,
    offer BLOB NOT NULL
) STRICT;
