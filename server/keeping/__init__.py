"""What an office must not lose: its back-ups, and how an office is begun or restored."""
