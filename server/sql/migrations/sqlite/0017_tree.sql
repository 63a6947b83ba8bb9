-- The log's Merkle tree: `log.frontier` is that of its first `tree_size` positions. A log that had
-- no tree gets it the next time an office opens it.
ALTER TABLE log ADD COLUMN tree_size integer NOT NULL DEFAULT 0 CHECK (tree_size >= 0);

-- Whole tiles (C2SP tlog-tiles): 256 hashes of a level, and the root over them, which is one hash of
-- the level above. What is not whole yet is made from the rows below when somebody asks.
CREATE TABLE tile (
    log text NOT NULL,
    level integer NOT NULL,
    number integer NOT NULL,
    root blob NOT NULL,
    hashes blob NOT NULL,
    PRIMARY KEY (log, level, number)
) STRICT;
CREATE TRIGGER tile_no_update BEFORE UPDATE ON tile
BEGIN
    SELECT RAISE(ABORT, 'rows of tile are never changed or deleted');
END;
CREATE TRIGGER tile_no_delete BEFORE DELETE ON tile
BEGIN
    SELECT RAISE(ABORT, 'rows of tile are never changed or deleted');
END;
