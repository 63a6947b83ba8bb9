-- name: registered
-- Who may act, in the order the log learned of them, with the names as they rest; some may wait.
SELECT e.position, e.id, e.verdict, e.line, p.key, p.part, k.wrapped
FROM event e
LEFT JOIN personal p ON p.log = e.log AND p.position = e.position
LEFT JOIN data_key k ON k.log = p.log AND k.key = p.key
WHERE e.log = $1 AND e.stream = 'programme' AND e.type = 'actor_registered'
  AND e.verdict NOT LIKE 'quarantined%'
ORDER BY e.position
