-- What an office needs to serve, and no more. The user who migrates owns the tables; the one who
-- serves is a member of jejak_committer and jejak_projector, so that not even a mistake of ours can
-- change an event, take its trigger away or touch an incarnation:
--
--     CREATE USER jejak_office PASSWORD '…' IN ROLE jejak_committer, jejak_projector;
--
-- jejak_eraser may delete personal parts and data keys; nobody else may. Roles belong to the whole
-- server: where the migrating user may not create them, an administrator does, and runs this again.
DO $$
DECLARE
    may_create boolean := (
        SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user);
    wanted text;
    read_model text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['jejak_committer', 'jejak_projector', 'jejak_eraser'] LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = wanted);
        IF NOT may_create THEN
            RAISE NOTICE 'role % is missing and % may not create it', wanted, current_user;
            RETURN;
        END IF;
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- another database of this server was migrated at the same moment
        END;
    END LOOP;

    EXECUTE format('GRANT USAGE ON SCHEMA %I TO jejak_committer, jejak_projector, jejak_eraser',
        current_schema());
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO jejak_committer, jejak_projector',
        current_schema());

    GRANT INSERT ON log, device, device_epoch, event, left_out, batch, personal, data_key, key_ack,
        evidence, household, invite, token TO jejak_committer;
    GRANT UPDATE (size, received_last, frontier) ON log TO jejak_committer;
    GRANT UPDATE (sequence, head) ON device_epoch TO jejak_committer;
    GRANT UPDATE (revoked_position, forks_unkept, fork_newest) ON device TO jejak_committer;
    GRANT UPDATE (region, region_position, events, digest, keys) ON household TO jejak_committer;
    GRANT UPDATE (device) ON invite TO jejak_committer;

    FOR read_model IN
        SELECT tablename FROM pg_tables
        WHERE schemaname = current_schema() AND tablename <> ALL (ARRAY[
            'log', 'device', 'device_epoch', 'event', 'left_out', 'batch', 'personal', 'data_key',
            'key_ack', 'evidence', 'household', 'invite', 'token', 'migration'])
    LOOP
        EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %I TO jejak_projector', read_model);
    END LOOP;

    GRANT SELECT, DELETE ON personal, data_key, key_ack TO jejak_eraser;
END
$$;
