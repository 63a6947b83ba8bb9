-- name: columns [postgresql]
-- What each column of a table holds, for files that know numbers from texts.
SELECT column_name AS name, data_type AS type FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = $1

-- name: columns [sqlite]
SELECT name, type FROM pragma_table_info($1)

-- name: count
-- How many households were registered from region $2 to $3 (exclusive).
SELECT count(*) FROM household WHERE log = $1 AND region >= $2 AND region < $3
