-- Who registered a household where their own scope does not reach: theirs until it is assigned.
ALTER TABLE assignment ADD COLUMN registrar text;
