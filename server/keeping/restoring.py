"""An office made of a back-up: a new incarnation of each log, begun by an entry of two officers.

    back-up file -> a copy of it, brought forward and checked -> officers found in it
      -> an empty database: all tables, incarnation n+1, `log_restored` as the next position

The database that is lost, or not trusted any more, is never written to: it is evidence. Positions
below the restored size mean what they meant; what stood beyond comes back from devices
(`server/exchange/returning.py`). Before: `jejak-server restore`. After: `serve`, and devices heal
by themselves.
"""

import asyncio
import fcntl
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Final, Literal

import msgspec

from events.dates import day_of_ms
from events.errors import InputRefused
from events.ids import OFFICE, ActorId, LogId
from events.types.base import OFFICE_ROLES
from events.types.fields import Sha256Hex
from events.types.office import LogRestored
from server.database import Database, DatabaseDamaged, Transaction, migrate, open_database
from server.database.copying import Moved, copy_log
from server.intake.office_device import Act
from server.intake.writing import Writing
from server.keeping.backup import NotSound, held_of, sha256_of, sqlite_url
from server.keeping.foreseeing import (
    Changed,
    Loss,
    begun_by,
    changed,
    earlier_ones,
    losses_of,
    refuse_altered,
)
from server.keeping.marks import Held, Marks, Restored, read_marks, remember
from server.keys import OfficeKeys, read_keys
from server.log import Head, head
from server.office import Desk, Office, opened
from server.officers.actors import known_actor
from server.projecting.verify import verify_lines
from server.settings import KEYS_DIRECTORY, Settings, read_office

Reason = Literal["disk_failure", "corruption", "operator_error", "move", "drill", "other"]
_WORK_FILE: Final = "restore.work.sqlite"
_BESIDE: Final = ("-wal", "-shm")
"""What SQLite keeps beside a file."""


class Order(msgspec.Struct, frozen=True):
    """What two officers decided; each an id or a name, as it was registered."""

    source: Path
    by: str
    approved_by: str
    reason: Reason
    accepts_loss: bool = False


async def restore(
    settings: Settings, order: Order, moved: Moved | None = None
) -> list[Restored] | list[Loss | Changed]:
    """Make an office of a back-up, or say what that would lose and do nothing.

    Errors: InputRefused when the file is damaged or no back-up of this office, an officer is none,
    or the database keeps one of the logs already. Nothing was restored then.
    """
    file, keys = read_office(settings.data), read_keys(settings.data / KEYS_DIRECTORY)
    marks = read_marks(settings.data)
    async with _copied(settings, order.source) as work:
        digest = await asyncio.to_thread(sha256_of, work)
        lent = msgspec.structs.replace(settings, database=sqlite_url(work))
        async with opened(lent, file, keys) as office:
            with _damage_named():
                held = [await _checked(office, log, keys) for log in office.logs]
            refuse_altered(held, marks)
            doubts: list[Loss | Changed] = [*changed(held, digest, marks), *losses_of(held, marks)]
            if doubts and not order.accepts_loss:
                return doubts
            officers = [await _officers(office, office.desk(log), order) for log in office.logs]
            target = await open_database(settings.database)
            try:
                await migrate(target)
                await _refuse_present(target, [one.log for one in held])
                return [
                    await _restored(office, target, one, marks, who, order.reason, moved)
                    for one, who in zip(held, officers, strict=True)
                ]
            finally:
                await target.close()


@asynccontextmanager
async def _copied(settings: Settings, source: Path) -> AsyncIterator[Path]:
    """A copy to work on, gone afterwards: bringing it forward must not change the back-up.

    Errors: InputRefused when another restore is at work here: both would begin one incarnation.
    """
    work = settings.data / _WORK_FILE
    handle = await asyncio.to_thread(_locked, work)
    try:
        await asyncio.to_thread(_copy, source, work)
        yield work
    finally:
        await asyncio.to_thread(_remove, work)
        os.close(handle)


def _locked(work: Path) -> int:
    """The handle of a new file, which is locked while it is open."""
    handle = os.open(work, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise InputRefused(
            "restore_at_work", "another restore is at work in this directory: wait for its end"
        ) from error
    except OSError:
        pass  # a file system without locks
    # What a killed restore left beside its copy, SQLite would take for this one's.
    for beside in _BESIDE:
        work.with_name(work.name + beside).unlink(missing_ok=True)
    return handle


def _remove(work: Path) -> None:
    for beside in ("", *_BESIDE):
        work.with_name(work.name + beside).unlink(missing_ok=True)


def _copy(source: Path, work: Path) -> None:
    try:
        with source.open("rb") as opened_file:
            magic = opened_file.read(16)
        if magic != b"SQLite format 3\0":
            raise InputRefused("no_backup", f"{source} is no back-up that `backup` has made")
        shutil.copyfile(source, work)
    except OSError as error:
        raise InputRefused(
            "unreadable_file", f"{source} cannot be read: {error.strerror}"
        ) from error
    try:
        with closing(sqlite3.connect(work)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.DatabaseError as error:
        raise _damaged() from error
    if found != [("ok",)]:
        raise _damaged()


def _damaged() -> InputRefused:
    return InputRefused(
        "backup_damaged",
        "the back-up is damaged: keep it, and restore another copy of it, or another back-up",
    )


@contextmanager
def _damage_named() -> Iterator[None]:
    """What is wrong with what is read is wrong with the back-up, and with no office."""
    try:
        yield
    except (DatabaseDamaged, NotSound) as error:
        raise _damaged() from error


async def _checked(office: Office, log: LogId, keys: OfficeKeys) -> Held:
    async with office.database.read() as transaction:
        now = await head(transaction, log)
    if now.office_device != keys.device:
        raise InputRefused(
            "other_office", "the back-up is another office's than the keys are: use its own keys/"
        )
    found = await verify_lines(office.database, log)
    if found.difference_count:
        raise NotSound(found.differences)
    return held_of(log, now)


async def _officers(office: Office, desk: Desk, order: Order) -> tuple[ActorId, ActorId]:
    """The two who decided. Errors: InputRefused unless they are two officers of the log."""
    found = []
    for text in (order.by, order.approved_by):
        actor = await known_actor(office, desk, text)
        if not set(actor.roles) & set(OFFICE_ROLES):
            raise InputRefused("no_officer", f"{text} is no officer: another must decide")
        found.append(actor.id)
    if found[0] == found[1]:
        raise InputRefused("two_officers", "two different officers decide a restore")
    return found[0], found[1]


async def _refuse_present(target: Database, logs: Sequence[LogId]) -> None:
    async with target.read() as transaction:
        present = {row["log"] for row in await transaction.fetch("copying.logs")}
    if present & set(logs):
        raise InputRefused(
            "log_exists",
            "the database keeps this log already: keep it as evidence and name an empty one",
        )


async def _restored(
    office: Office,
    target: Database,
    held: Held,
    marks: Marks,
    officers: tuple[ActorId, ActorId],
    reason: Reason,
    moved: Moved | None,
) -> Restored:
    """One log in its new incarnation; whole or not at all."""
    log, now_ms = held.log, office.now_ms()
    done, known = begun_by(held, marks), _newest_known(held, marks)
    # Before it is made: a number that was begun must never be used again, even if this is cut off.
    remember(office.settings.data, restore=done)
    body = LogRestored(
        old_incarnation=done.incarnation - 1,
        size=held.size,
        root=Sha256Hex(held.root),
        newest_size=known.size,
        newest_root=Sha256Hex(known.root) if known.root else None,
        approved_by=officers[1],
        reason=reason,
    )
    on = day_of_ms(now_ms).isoformat()
    act = Act(body=body, by=officers[0], stream=OFFICE, on=on)
    device = office.desk(log).device
    async with office.database.read() as source, target.write() as transaction:
        before = await head(source, log)
        await _begin(transaction, log, before, done.incarnation)
        await copy_log(source, transaction, log, target.dialect, moved)
        await transaction.execute_many(
            "restoring.add_earlier",
            [
                (log, incarnation, common, common, now_ms, lost)
                for incarnation, common, lost in earlier_ones(done, marks)
            ],
        )
        heads = await transaction.fetch("backup.heads", log)
        await transaction.execute_many("backup.move_safe", [(log, *row) for row in heads])
        writing = await Writing.begin(transaction, log, now_ms)
        await device.begin_epoch(writing)
        await device.write_into(writing, [act])
        await writing.flush()
    return done


async def _begin(transaction: Transaction, log: LogId, before: Head, incarnation: int) -> None:
    await transaction.execute(
        "copying.add_head", log, before.deployment, before.office_device, incarnation, before.size,
        before.received_last, before.frontier, before.tree_size, before.size,
    )  # fmt: skip


def _newest_known(held: Held, marks: Marks) -> Held:
    """The largest history of this log that was ever backed up."""
    return max([held, *marks.held(held.log)], key=lambda one: (one.size, bool(one.root)))
