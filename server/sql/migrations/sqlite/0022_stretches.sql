-- Ids are random: in one index over all of a log, a commit writes a page for nearly every entry once
-- the log is large. Within a stretch of 16,384 positions it writes the few pages of the newest one;
-- who looks for an id looks into each.
DROP INDEX event_id;
CREATE INDEX event_id ON event (log, position / 16384, substr(id, 1, 8));

-- The stretches of each log, the newest first.
CREATE VIEW stretch (log, number) AS
WITH RECURSIVE earlier (log, number) AS (
    SELECT log, size / 16384 FROM log
    UNION ALL
    SELECT log, number - 1 FROM earlier WHERE number > 0
)
SELECT log, number FROM earlier;
