-- name: registered
-- Regions that are new or have a new name, in the order the log learned of them; some may wait.
SELECT id, verdict, line FROM event
WHERE log = $1 AND stream = 'programme' AND type = 'region_changed'
  AND (verdict = 'accepted' OR verdict LIKE 'review%')
ORDER BY position
