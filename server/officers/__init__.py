"""What officers do: acts of the office's own device, each written by one function here."""
