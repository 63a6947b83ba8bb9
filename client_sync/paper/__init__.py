"""Forms and lists to print, the month's report in an office's own template."""
