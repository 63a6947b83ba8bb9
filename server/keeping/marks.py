"""`backups.json`: the back-ups and restores of an office, beside its keys, outside its database.

    a verified back-up, a restore -> remembered -> which incarnation goes on from which
      -> how much two of them share, and which back-ups one lacks

A store that is lost cannot say what it held; this can. A restore begins an incarnation with the
first positions of the one its back-up was made in, so the incarnations of a log are a tree.
Before: `backup.py` and `restoring.py` remember what they did. After: `restoring.py` tells devices
what is the same and what is lost, and `verify` holds the log against the roots known here.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec

from events import limits
from events.errors import InputRefused
from events.ids import LogId

_MARKS_FILE: Final = "backups.json"
_FIRST: Final = 1
_WHOLE: Final = 2**53
"""More positions than a log has: all of an incarnation is in itself."""


class Held(msgspec.Struct, frozen=True):
    """What a back-up holds of a log; `root`: its tree's, in hex ('' where none was noted)."""

    log: LogId
    incarnation: int
    size: int
    root: str = ""


class BackedUp(msgspec.Struct, frozen=True):
    """A verified back-up; `made` in ms since 1970 UTC."""

    file: str
    sha256: str
    made: int
    logs: tuple[Held, ...]


class Restored(msgspec.Struct, frozen=True):
    """A restore that was made: the incarnation it began with so many positions of `of`.

    `of` is 0 where it was not noted of which incarnation the back-up was.
    """

    log: LogId
    incarnation: int
    size: int
    of: int = 0


class Marks(msgspec.Struct, frozen=True):
    """What the file remembers, in the order in which it was done."""

    backups: tuple[BackedUp, ...] = ()
    restores: tuple[Restored, ...] = ()

    def held(self, log: LogId) -> list[Held]:
        """What was ever backed up of a log."""
        return [held for backup in self.backups for held in backup.logs if held.log == log]

    def restored(self, log: LogId) -> list[Restored]:
        """The restores of a log."""
        return [one for one in self.restores if one.log == log]


class Descent:
    """Which incarnation of a log goes on from which; complete as far as restores were noted."""

    def __init__(self, restores: Iterable[Restored]) -> None:
        self._begun: dict[int, tuple[int, int]] = {}
        least = _WHOLE
        later = [one for one in restores if one.incarnation > _FIRST]
        for one in sorted(later, key=lambda one: one.incarnation):
            least = min(least, one.size)
            # Of which incarnation is not known: up to the least size all have gone on from one.
            known = 0 < one.of < one.incarnation
            self._begun[one.incarnation] = (one.of, one.size) if known else (_FIRST, least)

    def common(self, one: int, other: int) -> int:
        """How many first positions two incarnations share, as far as anybody knows."""
        ours, theirs = self._line(one), self._line(other)
        return max((min(ours[of], theirs[of]) for of in ours.keys() & theirs.keys()), default=0)

    def has(self, incarnation: int, held: Held) -> bool:
        """True when an incarnation has gone on from all that a back-up holds."""
        return held.size <= self.common(held.incarnation, incarnation)

    def _line(self, incarnation: int) -> dict[int, int]:
        """Each incarnation that this one goes on from: how many of its positions are in it."""
        line = {incarnation: _WHOLE}
        size = _WHOLE
        while incarnation in self._begun:
            incarnation, begun = self._begun[incarnation]
            size = min(size, begun)
            line[incarnation] = size
        return line


def read_marks(data: Path) -> Marks:
    """The back-ups and restores of an office so far; none before the first."""
    try:
        return msgspec.json.decode((data / _MARKS_FILE).read_bytes(), type=Marks)
    except FileNotFoundError:
        return Marks()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputRefused(
            "bad_marks_file", f"{data / _MARKS_FILE} is damaged ({error}): restore it from a copy"
        ) from error


def remember(data: Path, backup: BackedUp | None = None, restore: Restored | None = None) -> None:
    """Add a back-up or a restore to the marks, whole or not at all."""
    with _alone(data):
        marks = read_marks(data)
        marks = Marks(
            marks.backups if backup is None else (*marks.backups, backup)[-limits.MARKS_KEPT_MAX :],
            marks.restores if restore is None else (*marks.restores, restore),
        )
        path = data / _MARKS_FILE
        fresh = path.with_suffix(".new")
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(marks)) + b"\n")
        make_durable(fresh, path)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Nobody else adds to the marks meanwhile: what one had read, the other would write over."""
    handle = os.open(data, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def known_roots(marks: Marks, log: LogId, incarnation: int) -> list[tuple[int, str]]:
    """(size, root) of what verified back-ups held of a log and this incarnation has, ascending."""
    descent = Descent(marks.restored(log))
    return sorted(
        {
            (held.size, held.root)
            for held in marks.held(log)
            if held.root and descent.has(incarnation, held)
        }
    )


def make_durable(unfinished: Path, file: Path) -> None:
    """On the disk before it has its name, and its name too."""
    for path in (unfinished, None, file.parent):
        if path is None:
            unfinished.replace(file)
            continue
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
