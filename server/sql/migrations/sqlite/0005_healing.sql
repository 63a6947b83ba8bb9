-- What went wrong and how it was mended: forks, copies, households that differed.

-- The epoch in which an installation goes on after its history parted from the office's in `epoch`.
-- Asked again, it gets the same answer.
CREATE TABLE epoch_grant (
    log text NOT NULL,
    device text NOT NULL,
    install blob NOT NULL,
    epoch integer NOT NULL,
    granted integer NOT NULL CHECK (granted > epoch),
    received integer NOT NULL,
    PRIMARY KEY (log, device, install, epoch)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX epoch_grant_once ON epoch_grant (log, device, granted);

-- What an officer should know of; said again, it is one row. `detail` is JSON with no personal word.
CREATE TABLE incident (
    log text NOT NULL,
    code text NOT NULL,
    device text NOT NULL,
    about text NOT NULL,
    detail text NOT NULL,
    first_at integer NOT NULL,
    last_at integer NOT NULL,
    times integer NOT NULL,
    PRIMARY KEY (log, code, device, about, detail)
) STRICT;
