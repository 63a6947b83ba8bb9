-- What the office has stated of its log's tree, and proved to go on from what it stated before:
-- the newest, and the newest that a verified back-up holds. `orphan` is one beyond what the office
-- was restored to, until it was handed up. `anchored`: an event of this device has named it.
CREATE TABLE checkpoint (
    kind TEXT PRIMARY KEY CHECK (kind IN ('newest', 'safe', 'orphan')),
    incarnation INTEGER NOT NULL,
    size INTEGER NOT NULL CHECK (size > 0),
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    anchored INTEGER NOT NULL DEFAULT 0
) STRICT;
