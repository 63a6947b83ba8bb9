-- What is not back is declared lost by an event now, which says who, why, and of which positions.
ALTER TABLE incarnation DROP COLUMN closed;
