"""A copy that is being made: a file with a name of its own, locked by who makes it.

A process that is killed leaves such a file behind, and its lock goes with it: so the next one knows
which are nobody's, and clears them away. Before: `backup.py` begins a copy. After: it gives it its
name, or it is gone.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from events.errors import InputRefused

_GIVEN: Final = r"jejak-[0-9]{8}-[0-9]{6}\.sqlite"
"""Names that a back-up into a directory has."""
_BESIDE: Final = ("", "-wal", "-shm")
"""The file, and what SQLite keeps beside it."""


@contextmanager
def unfinished(file: Path, token: str) -> Iterator[Path]:
    """A new file beside `file`, for its owner alone; at the end it is gone, unless it was renamed.

    Errors: InputRefused when it cannot be made.
    """
    path = file.with_name(f"{file.name}.{token}.new")
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    except OSError as error:
        raise unwritten(path, error) from error
    try:
        with suppress(OSError):  # a file system without locks: then nothing is cleared away
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield path
    finally:
        _remove(path)
        os.close(handle)


def unwritten(path: Path, error: Exception) -> InputRefused:
    """The refusal where a copy cannot be written."""
    return InputRefused("backup_unwritten", f"no copy could be written in {path.parent}: {error}")


def clear_away(file: Path) -> None:
    """Remove what was to become this file, or one beside it, and which nobody makes any more."""
    ours = re.compile(rf"(?:{re.escape(file.name)}|{_GIVEN})\.[0-9a-f]{{8}}\.new")
    with suppress(OSError):  # what cannot be listed or removed is in nobody's way
        for path in list(file.parent.iterdir()):
            if ours.fullmatch(path.name) and not _is_locked(path):
                _remove(path)


def _is_locked(path: Path) -> bool:
    handle = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _remove(path: Path) -> None:
    for left in _BESIDE:
        path.with_name(path.name + left).unlink(missing_ok=True)
