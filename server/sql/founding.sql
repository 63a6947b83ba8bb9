-- name: make_log
INSERT INTO log (log, deployment, office_device, incarnation, size, received_last, frontier)
VALUES ($1, $2, $3, 1, 0, 0, $4)
ON CONFLICT DO NOTHING RETURNING log
