-- When the office last said that it does not have a key, or may not give it; it is asked again after
-- a while, and for others first: anybody who writes events may name keys that are none.
ALTER TABLE key_wanted ADD COLUMN unknown_at INTEGER;
