-- How many positions of the log a verified back-up holds, for devices that keep checkpoints.
ALTER TABLE log ADD COLUMN safe_size bigint NOT NULL DEFAULT 0;

-- How many positions of an earlier incarnation were safe, when a restore declared some of them lost.
ALTER TABLE incarnation ADD COLUMN lost bigint NOT NULL DEFAULT 0;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT UPDATE (safe_size) ON log TO jejak_committer;
    END IF;
END
$$;
