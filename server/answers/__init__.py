"""What is read, as of a day, as known at a moment, and by whom."""
