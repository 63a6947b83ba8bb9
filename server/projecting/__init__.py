"""Read models from the log: followed, built anew beside the live ones, compared."""
