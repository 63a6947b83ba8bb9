-- name: lock [postgresql]
-- One process migrates at a time; the number is this program's own and means nothing.
SELECT pg_advisory_xact_lock(7236514901)

-- name: lock [sqlite]
-- BEGIN IMMEDIATE holds the only lock there is.
SELECT 1

-- name: table [postgresql]
-- One row when migrations have been recorded here.
SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'migration'

-- name: table [sqlite]
SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'migration'

-- name: make_table
CREATE TABLE IF NOT EXISTS migration (
    number integer PRIMARY KEY,
    name text NOT NULL,
    hash text NOT NULL,
    applied_at text NOT NULL DEFAULT CURRENT_TIMESTAMP
)

-- name: applied
SELECT number, name, hash FROM migration ORDER BY number

-- name: record
INSERT INTO migration (number, name, hash) VALUES ($1, $2, $3)
