-- The log's Merkle tree: `log.frontier` is that of its first `tree_size` positions. A log that had
-- no tree gets it the next time an office opens it.
ALTER TABLE log ADD COLUMN tree_size bigint NOT NULL DEFAULT 0 CHECK (tree_size >= 0);

-- Whole tiles (C2SP tlog-tiles): 256 hashes of a level, and the root over them, which is one hash of
-- the level above. What is not whole yet is made from the rows below when somebody asks.
CREATE TABLE tile (
    log text COLLATE "C" NOT NULL,
    level bigint NOT NULL,
    number bigint NOT NULL,
    root bytea NOT NULL,
    hashes bytea NOT NULL,
    PRIMARY KEY (log, level, number)
);
-- Hashes do not get smaller.
ALTER TABLE tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
CREATE TRIGGER tile_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tile
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_v1();

-- Where the roles could not be made, 0003_roles.sql grants more when it is run again.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_projector')
        AND EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT UPDATE (tree_size) ON log TO jejak_committer;
        GRANT SELECT, INSERT ON tile TO jejak_committer;
        GRANT SELECT ON tile TO jejak_projector;
    END IF;
END
$$;
