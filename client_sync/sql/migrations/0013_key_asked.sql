-- How often in a row the office said so: each time it is left alone for twice as long.
ALTER TABLE key_wanted ADD COLUMN unknown_times INTEGER NOT NULL DEFAULT 0;
