"""What a device holds: the journal behind its port, over one SQLite file."""
