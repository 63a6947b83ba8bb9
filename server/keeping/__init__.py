"""What an office must not lose: its secrets, its back-ups, and how one is begun or restored."""
