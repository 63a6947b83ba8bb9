"""Forms and lists to print, reports to fill in."""
