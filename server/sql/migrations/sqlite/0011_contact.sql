-- When (ms) a device last reached the office. Beside `device`, whose rows are history: this is
-- only news, told within the hour, and nothing rests on it.
CREATE TABLE device_contact (
    log text NOT NULL,
    device text NOT NULL,
    contact integer NOT NULL,
    PRIMARY KEY (log, device)
) STRICT, WITHOUT ROWID;
