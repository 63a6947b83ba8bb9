-- What a device may make an office keep beside its own entries: how many events of an earlier
-- incarnation it has offered, and how many data keys it has handed in.
ALTER TABLE device ADD COLUMN offered bigint NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN keys_made bigint NOT NULL DEFAULT 0;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT UPDATE (offered, keys_made) ON device TO jejak_committer;
    END IF;
END
$$;
