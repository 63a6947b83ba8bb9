-- What survives of an office's store: how far a verified back-up holds each device, which
-- incarnations went before this one, and what is known to have been lost with the last of them.

-- A verified back-up holds the device's own events up to here, so it need not keep them.
CREATE TABLE safe (
    log text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    sequence integer NOT NULL,
    PRIMARY KEY (log, device)
) STRICT, WITHOUT ROWID;

-- Every earlier incarnation: its first `common` positions are those of the present one. `newest` is
-- the largest size of it that anybody has shown; `closed` when an officer declared the rest lost.
CREATE TABLE incarnation (
    log text NOT NULL,
    incarnation integer NOT NULL,
    common integer NOT NULL,
    newest integer NOT NULL,
    restored integer NOT NULL,
    closed integer,
    PRIMARY KEY (log, incarnation)
) STRICT, WITHOUT ROWID;

-- What stood at the positions of an earlier incarnation that this one does not have, as devices tell.
CREATE TABLE orphan (
    log text NOT NULL,
    incarnation integer NOT NULL,
    position integer NOT NULL,
    id text NOT NULL,
    device text NOT NULL,
    PRIMARY KEY (log, incarnation, position)
) STRICT, WITHOUT ROWID;
