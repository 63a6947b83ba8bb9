"""The journal in one SQLite file; the only importer of aiosqlite.

Owns opening, the promise of durability, migrations and transactions; what the rows mean is in
`sqlite_reading.py` and `sqlite_writing.py`. A journal that cannot promise durability is not opened
at all.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from operator import methodcaller
from pathlib import Path
from typing import Final

import aiosqlite

from client_sync.storage.journal import JournalBusy, JournalFull, JournalUnsafe
from client_sync.storage.journal_reading import Reading
from client_sync.storage.journal_writing import Writing
from client_sync.storage.queries import Migration, read_migrations, read_queries
from client_sync.storage.sqlite_reading import SqliteReading, Value
from client_sync.storage.sqlite_writing import SqliteWriting
from events.errors import LogCorrupt

BUSY_TIMEOUT_MS: Final = 10_000
_CACHE_KIB: Final = 16 * 1024
"""A page of the log touches every household; with SQLite's 2 MiB it is read again and again."""
_OWNER_ONLY: Final = 0o600
_SYNCHRONOUS_FULL: Final = 2
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT)
_SCHEMA_LACKS: Final = ("no such column", "no such table")
"""Of queries that are always the same, on a schema brought forward: its text has changed since."""
_AS_IT_CAN_BE_READ: Final = methodcaller("decode", "utf-8", "replace")
"""A text of which the disk has made none is read too: its row is damaged, and holds up nothing."""
_REFUSED_BY_DISK: Final = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
)


class SqliteJournal:
    """A journal over one connection; its transactions take turns."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._queries = read_queries()
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """One snapshot: what another process commits meanwhile is not seen."""
        async with self._transaction("BEGIN"):
            yield SqliteReading(self)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Writing]:
        """The write lock is taken before the first read: what is read here cannot be overtaken."""
        async with self._transaction("BEGIN IMMEDIATE"):
            yield SqliteWriting(self)

    async def scrub(self) -> None:
        """Write the file anew: what moves from page to page leaves copies that nothing overwrites.

        The log that was written ahead holds old pages too. It needs room, and nobody who reads on;
        without them it is done another time.
        """
        if (0,) in await self.fetch("readable"):
            return
        with suppress(JournalFull, JournalBusy):
            async with self._turn:
                with _named_errors():
                    await self._connection.execute("VACUUM")
                    ((is_busy, *_),) = await self._connection.execute_fetchall(
                        "PRAGMA wal_checkpoint(TRUNCATE)"
                    )
            if not is_busy:
                async with self._transaction("BEGIN IMMEDIATE"):
                    await self.execute("set_unreadable")

    async def integrity(self) -> list[str]:
        async with self._turn:
            with _named_errors():
                rows = await self._connection.execute_fetchall("PRAGMA integrity_check")
        return [str(row[0]) for row in rows if row[0] != "ok"]

    async def close(self) -> None:
        await self._connection.close()

    async def fetch(self, name: str, *values: Value) -> list[tuple[Value, ...]]:
        """The rows of a named query."""
        with _named_errors():
            rows = await self._connection.execute_fetchall(self._queries[name], values)
        return list(rows)  # type: ignore[arg-type]

    async def execute(self, name: str, *values: Value) -> None:
        """Run a named query that gives no rows."""
        with _named_errors():
            await self._connection.execute(self._queries[name], values)

    async def execute_many(self, name: str, rows: Sequence[Sequence[Value]]) -> None:
        """Run a named query once per row."""
        if rows:
            with _named_errors():
                await self._connection.executemany(self._queries[name], rows)

    async def migrate(self, steps: Sequence[Migration]) -> None:
        """Bring the schema up to the newest step; each with its record in one transaction.

        Errors: JournalUnsafe when a newer program made this file.
        """
        if not await self.fetch("migration_table"):
            await self.execute("make_migration_table")
        applied = len(await self.fetch("migrations"))
        if applied > len(steps):
            raise JournalUnsafe("a newer jejak made this journal: update this one first")
        for step in steps[applied:]:
            await self._apply(step)

    async def _apply(self, step: Migration) -> None:
        async with self._transaction("BEGIN IMMEDIATE"):
            if len(await self.fetch("migrations")) >= step.number:
                return  # another process was first
            for statement in _statements(step.script):
                with _named_errors():
                    await self._connection.execute(statement)
            await self.execute("add_migration", step.number, step.name)

    @asynccontextmanager
    async def _transaction(self, begin: str) -> AsyncIterator[None]:
        async with self._turn:
            with _named_errors():
                await self._connection.execute(begin)
            try:
                yield
                with _named_errors():
                    await self._connection.execute("COMMIT")
            except BaseException:
                # Also when cancelled: the connection must not stay inside a transaction.
                if self._connection.in_transaction:
                    await asyncio.shield(self._connection.execute("ROLLBACK"))
                raise


async def open_journal(file: Path) -> SqliteJournal:
    """The journal in this file, made if it is not there, at the newest schema.

    Errors: JournalUnsafe when this file system or SQLite cannot keep the promise of durability;
    JournalFull when there is no room to open it at all.
    """
    make_private(file)
    try:
        return await _open(file)
    except JournalFull:
        # SQLite's shared index of the log ahead needs room beside the file. Without room it is kept
        # in memory, while no other process works here: what was recorded can be read all the same.
        return await _open(file, alone=True)


async def _open(file: Path, *, alone: bool = False) -> SqliteJournal:
    connection = await aiosqlite.connect(file, isolation_level=None, cached_statements=256)
    try:
        connection.text_factory = _AS_IT_CAN_BE_READ
        journal = SqliteJournal(connection)
        with _named_errors():
            if alone:
                await connection.execute_fetchall("PRAGMA locking_mode = EXCLUSIVE")
            await _make_durable(connection)
            # What is deleted is overwritten at once, where it lay; `scrub` sees to the rest.
            await connection.execute_fetchall("PRAGMA secure_delete = ON")
        await journal.migrate(read_migrations())
    except BaseException:
        await connection.close()
        raise
    return journal


def make_private(file: Path) -> None:
    """Make a file that only its owner reads, unless it is there; SQLite's others copy its mode."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # One that is there is not opened: closing it would drop the locks this process has on it.
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, _OWNER_ONLY))


def check_durable(journal_mode: str, synchronous: int) -> None:
    """Errors: JournalUnsafe unless a commit of these settings survives a power cut.

    Only WAL with FULL syncs the log at every commit; with NORMAL the last entries can be lost.
    """
    if journal_mode != "wal" or synchronous < _SYNCHRONOUS_FULL:
        raise JournalUnsafe(
            f"the journal would run with journal_mode={journal_mode}, synchronous={synchronous}: "
            "entries could be lost in a power cut. Put the data directory on a local disk"
        )


async def _make_durable(connection: aiosqlite.Connection) -> None:
    """WAL, FULL, and on a Mac a sync that reaches the disk itself; believed only when read back."""
    await connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    ((mode,),) = await connection.execute_fetchall("PRAGMA journal_mode = WAL")
    await connection.execute("PRAGMA synchronous = FULL")
    await connection.execute("PRAGMA fullfsync = ON")
    await connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    ((synchronous,),) = await connection.execute_fetchall("PRAGMA synchronous")
    check_durable(mode, synchronous)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one; `executescript` would commit before the first."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    assert not pending.strip() or pending.lstrip().startswith("--"), "an unfinished statement"


@contextmanager
def _named_errors() -> Iterator[None]:
    """SQLite's errors by what the caller does next."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise JournalBusy("another process is writing here; try again") from error
        if code in _REFUSED_BY_DISK:
            raise JournalFull(f"the disk takes no more ({error})") from error
        if code in _DAMAGED or str(error).startswith(_SCHEMA_LACKS):
            raise LogCorrupt(f"the journal refused: {error}") from error
        raise
