"""What a device sends and reads: outbox, the pure protocol, one loop, what a reply changes."""
