"""The way in: what devices bring, checked, placed, and written into the log in one transaction."""
