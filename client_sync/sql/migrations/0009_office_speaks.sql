-- The newest wire version this device's office speaks, as far as it said; 0 before it has.
ALTER TABLE sync_state ADD COLUMN office_speaks INTEGER NOT NULL DEFAULT 0;
