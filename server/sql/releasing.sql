-- name: waiting [postgresql]
-- Entries from position $4 to $5 (exclusive) that wait for the reason $2 (of device $3; '': of any), that nobody
-- has lifted, and that no other place of theirs made count already.
SELECT e.position, e.id, e.stream, e.type FROM event e
WHERE e.log = $1 AND e.verdict = $2 AND ($3 = '' OR e.device = $3) AND e.position >= $4 AND e.position < $5
  AND e.stream <> 'office'
  AND NOT EXISTS (SELECT 1 FROM release r WHERE r.log = e.log AND r.position = e.position)
  AND NOT EXISTS (
      SELECT 1 FROM event o WHERE o.log = e.log AND substr(o.id, 1, 8) = substr(e.id, 1, 8)
          AND o.id = e.id AND o.verdict LIKE 'accepted%')
ORDER BY e.position LIMIT $6

-- name: waiting [sqlite]
SELECT e.position, e.id, e.stream, e.type FROM event e
WHERE e.log = $1 AND e.verdict = $2 AND ($3 = '' OR e.device = $3) AND e.position >= $4 AND e.position < $5
  AND e.stream <> 'office'
  AND NOT EXISTS (SELECT 1 FROM release r WHERE r.log = e.log AND r.position = e.position)
  AND NOT EXISTS (
      SELECT 1 FROM stretch s CROSS JOIN event o INDEXED BY event_id
          ON o.log = s.log AND o.position / 16384 = s.number
              AND substr(o.id, 1, 8) = substr(e.id, 1, 8) AND o.id = e.id
      WHERE s.log = e.log AND o.verdict LIKE 'accepted%')
ORDER BY e.position LIMIT $6

-- name: add
INSERT INTO release (log, position) VALUES ($1, $2) ON CONFLICT DO NOTHING
