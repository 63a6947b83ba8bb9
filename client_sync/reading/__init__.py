"""What a person reads on this device: families, people, lists; the doctor's findings."""
