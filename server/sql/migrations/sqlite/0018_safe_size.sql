-- How many positions of the log a verified back-up holds, for devices that keep checkpoints.
ALTER TABLE log ADD COLUMN safe_size integer NOT NULL DEFAULT 0;

-- How many positions of an earlier incarnation were safe, when a restore declared some of them lost.
ALTER TABLE incarnation ADD COLUMN lost integer NOT NULL DEFAULT 0;
