-- Who registered a household where their own scope does not reach: theirs until it is assigned.
ALTER TABLE assignment ADD COLUMN registrar text COLLATE "C";

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT UPDATE (registrar) ON assignment TO jejak_committer;
    END IF;
END
$$;
