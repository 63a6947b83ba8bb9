"""What others wrote, as a device is given it: pages, back-fill, snapshots, and how much at once."""
