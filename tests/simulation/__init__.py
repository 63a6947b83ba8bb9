"""Worlds of devices and an office that can be replayed from a seed; `tests/README.md` says how."""
