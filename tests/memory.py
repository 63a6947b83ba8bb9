"""Where the files of a run lie: in memory when the machine has room for them.

Nearly all of a test's time was waiting for a disk to sync. What is promised of a disk is proven by
`simulation/disk.py`, which forgets what was not synced; processes that are killed find their files
in memory as they find them on a disk.

Before: `conftest.py`, `postgres.py` and the simulation ask. After: what they make goes with them.
"""

import shutil
from pathlib import Path
from typing import Final

_MEMORY: Final = Path("/dev/shm")
_ROOM: Final = 2 << 30
"""Bytes that must be free: a PostgreSQL with its log, and databases of the tests at work."""


def in_memory() -> Path | None:
    """A directory in memory for a run's files; None where there is none, or no room in it."""
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ROOM:
        return _MEMORY
    return None
