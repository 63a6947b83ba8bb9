-- What a device may make an office keep beside its own entries: how many events of an earlier
-- incarnation it has offered, and how many data keys it has handed in.
ALTER TABLE device ADD COLUMN offered integer NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN keys_made integer NOT NULL DEFAULT 0;
