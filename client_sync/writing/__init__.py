"""From what a person says to events that are durable here."""
