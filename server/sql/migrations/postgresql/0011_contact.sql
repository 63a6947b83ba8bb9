-- When (ms) a device last reached the office. Beside `device`, whose rows are history: this is
-- only news, told within the hour, and nothing rests on it.
CREATE TABLE device_contact (
    log text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    contact bigint NOT NULL,
    PRIMARY KEY (log, device)
);

-- Where the roles could not be made, 0003_roles.sql grants this too when it is run again.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'jejak_committer') THEN
        GRANT SELECT, INSERT, UPDATE ON device_contact TO jejak_committer;
    END IF;
END
$$;
