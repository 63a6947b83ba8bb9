"""Back-ups: a copy of the store in one file, opened and checked, and then told to devices.

    copy beside the serving office -> read every line of the copy -> give it its name
      -> `safe` moves on, and the marks remember it outside the database

Only what a verified back-up holds is *safe*: a device keeps what it wrote at least until then. The
keys are not in it, and must be backed up apart (`server/keys.py`). Before: `jejak-server
backup`. After: `server/keeping/restoring.py` makes an office of the file.
"""

import asyncio
from hashlib import file_digest
from pathlib import Path
from typing import Final

from events.dates import rfc3339
from events.errors import InputRefused
from events.ids import LogId
from server.database import DatabaseUnavailable, Value, open_database
from server.keeping.marks import BackedUp, Held, make_durable, remember
from server.keeping.unfinished import clear_away, unfinished, unwritten
from server.log import Head, head
from server.office import Office
from server.projecting.comparing import Difference
from server.projecting.verify import verify_lines
from server.tree import frontier_of

_TOKEN_BYTES: Final = 4


class NotSound(InputRefused):
    """A copy does not hold what it should; nothing was called safe."""

    def __init__(self, differences: tuple[Difference, ...]) -> None:
        super().__init__(
            "backup_not_sound",
            "the copy does not hold what the log says: run `jejak-server verify`, keep the earlier "
            "back-ups",
        )
        self.differences = differences


async def back_up(office: Office, to: Path) -> BackedUp:
    """Make a verified back-up: a file, or one named by its moment in a directory.

    Errors: InputRefused when the file is there, or cannot be written; NotSound. Nothing is safe
    then, and no half file has its name.
    """
    made = office.now_ms()
    file = _file(to, made)
    await asyncio.to_thread(clear_away, file)
    # Its own name: two that are made at once must not write into one file.
    with unfinished(file, office.draw(_TOKEN_BYTES).hex()) as copy:
        await _copy(office, copy)
        checked = [await _checked(copy, log) for log in office.logs]
        _refuse_present(file)
        await asyncio.to_thread(make_durable, copy, file)
    digest = await asyncio.to_thread(sha256_of, file)
    done = BackedUp(str(file), digest, made, tuple(held for held, _ in checked))
    remember(office.settings.data, backup=done)
    async with office.database.write() as transaction:
        for held, heads in checked:
            await transaction.execute_many("backup.move_safe", heads)
            moved = held.log, held.incarnation, held.size
            await transaction.execute("backup.move_safe_size", *moved)
    return done


async def _copy(office: Office, to: Path) -> None:
    """Errors: InputRefused when there is no room for the copy."""
    try:
        await office.database.copy_to(to)
    except DatabaseUnavailable as error:
        raise unwritten(to, error) from error


async def _checked(file: Path, log: LogId) -> tuple[Held, list[tuple[Value, ...]]]:
    """What a copy holds of a log, and how far of each device. Errors: NotSound."""
    copy = await open_database(sqlite_url(file))
    try:
        async with copy.read() as transaction:
            now = await head(transaction, log)
            heads = await transaction.fetch("backup.heads", log)
        found = await verify_lines(copy, log)
    finally:
        await copy.close()
    if found.difference_count:
        raise NotSound(found.differences)
    rows: list[tuple[Value, ...]] = [(log, *row) for row in heads]
    return held_of(log, now), rows


def held_of(log: LogId, now: Head) -> Held:
    """What a store holds of a log."""
    return Held(log, now.incarnation, now.size, frontier_of(log, now).root().hex())


def sqlite_url(file: Path) -> str:
    """The address of a database in a file."""
    return f"sqlite://{file.resolve()}"


def _refuse_present(file: Path) -> None:
    """Errors: InputRefused."""
    if file.exists():
        raise InputRefused("backup_exists", f"{file} is there already: name another file")


def _file(to: Path, made: int) -> Path:
    """Where a back-up goes. Errors: InputRefused."""
    file = (to / _name(made) if to.is_dir() else to).resolve()
    _refuse_present(file)
    if not file.parent.is_dir():
        raise InputRefused("no_directory", f"there is no directory {file.parent}: make it first")
    return file


def _name(made: int) -> str:
    moment = rfc3339(made)[:19].replace("-", "").replace(":", "").replace("T", "-")
    return f"jejak-{moment}.sqlite"


def sha256_of(file: Path) -> str:
    """Of the bytes of a file, in hex."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()
