-- A household that was said to be in no region of its log was in nobody's scope. It belongs to all
-- of the log now: it is placed again, and whoever sees all of the log is told of it by name.
INSERT INTO assignment_due (log, household, due, device)
SELECT log, household, '', '' FROM household
WHERE region IS NOT NULL AND region <> log AND region NOT LIKE log || '.%'
ON CONFLICT DO NOTHING;
UPDATE household SET region = NULL, region_position = NULL
WHERE region IS NOT NULL AND region <> log AND region NOT LIKE log || '.%';
