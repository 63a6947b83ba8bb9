-- Reads that were refused: which token asked for what is none of its region's, or nobody's. `asked`
-- is the id in the request; '' counts what a token asked for beyond what is kept of it.
CREATE TABLE refused_read (
    log text NOT NULL,
    token text NOT NULL,
    asked text NOT NULL,
    actor text,
    role text NOT NULL,
    region text NOT NULL,
    first_at integer NOT NULL,
    last_at integer NOT NULL,
    times integer NOT NULL,
    PRIMARY KEY (log, token, asked)
) STRICT, WITHOUT ROWID;
