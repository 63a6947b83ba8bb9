-- name: outcomes
-- Trainings by topic and month, or by topic alone: of how many households, and what became of the
-- enterprises that followed. Each is counted once for a topic, whatever number of sessions it had.
SELECT COALESCE(t.topic, ''), CASE $6 WHEN 'month' THEN COALESCE(t.month, '') ELSE '' END,
    count(DISTINCT CASE WHEN t.session <> '' THEN t.session END),
    count(DISTINCT t.household),
    count(DISTINCT CASE WHEN t.enterprise <> '' THEN t.enterprise END),
    count(DISTINCT CASE WHEN t.link = 'named' THEN t.enterprise END),
    count(DISTINCT CASE WHEN t.outcome = 'alive' THEN t.enterprise END),
    count(DISTINCT CASE WHEN t.outcome = 'paused' THEN t.enterprise END),
    count(DISTINCT CASE WHEN t.outcome = 'closed' THEN t.enterprise END),
    count(DISTINCT CASE WHEN t.outcome = 'unknown' THEN t.enterprise END),
    count(DISTINCT CASE WHEN t.outcome = 'not_due' THEN t.enterprise END)
FROM training_outcome t
WHERE t.log = $1 AND t.generation = $2
    AND ($3 = '' OR EXISTS (SELECT 1 FROM household h WHERE h.log = t.log
        AND h.household = t.household AND h.region >= $3 AND h.region < $4))
    AND ($5 = '' OR t.topic = $5)
GROUP BY 1, 2 ORDER BY 1, 2
