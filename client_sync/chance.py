"""Chance from the operating system, through its port."""

import os


class SystemChance:
    """Random bytes fit for keys."""

    async def draw(self, size: int) -> bytes:
        """That many bytes."""
        return os.urandom(size)
