"""The port on SQLite: one writer at a time, any number of readers, also over several processes.

Every call is a hop to the connection's own thread, so callers ask in bulk. Writing begins with
BEGIN IMMEDIATE: the lock is taken before anything is read, so two processes never both read a
head and then both write after it.
"""

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Final, cast

import aiosqlite

from server.database.port import (
    CHUNK_ROWS,
    DatabaseDamaged,
    DatabaseUnavailable,
    Dialect,
    PlainRow,
    Row,
    Transaction,
    Value,
    placeholders,
)
from server.database.queries import Queries

READERS_MAX: Final = 4
"""More would only wait for each other: a read of ours is work for the processor, not the disk."""
BUSY_TIMEOUT_MS: Final = 30_000
"""How long a writer waits for another process's transaction before it gives up."""
_WAL_ATTEMPTS: Final = 100
_WRITER_CACHE_KIB: Final = 65_536
_PAGE_BYTES: Final = 8_192
"""A commit touches hundreds of index pages; fewer and larger ones take a fifth less time."""
_CHECKPOINT_PAGES: Final = 8_000
"""64 MiB of WAL: pages that many commits touch are copied into the file once, not each time."""
_STATEMENTS_CACHED: Final = 256
_TROUBLE: Final = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
)
"""Not our mistake: the disk or another process."""
_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NO_TEXT: Final = "Could not decode to UTF-8"
"""What is said of a text of which the disk has made none."""


class SqliteTransaction:
    """Queries inside BEGIN … COMMIT of one connection."""

    def __init__(self, connection: aiosqlite.Connection, queries: Queries) -> None:
        self._connection = connection
        self._queries = queries

    async def fetch(self, query: str, *values: Value) -> list[Row]:
        rows = await self._connection.execute_fetchall(
            self._queries[query], [_bound(value) for value in values]
        )
        return cast(list[Row], rows)

    async def fetch_plain(self, query: str, *values: Value) -> list[PlainRow]:
        bound = [_bound(value) for value in values]
        async with self._connection.execute(self._queries[query], bound) as cursor:
            cursor.row_factory = None
            return cast(list[PlainRow], await cursor.fetchall())

    async def fetch_one(self, query: str, *values: Value) -> Row | None:
        rows = await self.fetch(query, *values)
        return rows[0] if rows else None

    async def chunks(self, query: str, *values: Value) -> AsyncIterator[list[Row]]:
        bound = [_bound(value) for value in values]
        async with self._connection.execute(self._queries[query], bound) as cursor:
            while rows := await cursor.fetchmany(CHUNK_ROWS):
                yield cast(list[Row], rows)

    async def execute(self, query: str, *values: Value) -> None:
        await self.fetch(query, *values)

    async def execute_many(self, query: str, rows: Sequence[Sequence[Value]]) -> None:
        if rows:
            await self._connection.executemany(self._queries[query], rows)

    async def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]
    ) -> None:
        if not rows:
            return
        names = ",".join(f'"{column}"' for column in columns)
        await self._connection.executemany(
            f'INSERT INTO "{table}" ({names}) VALUES ({placeholders(columns)})', rows
        )

    async def run_script(self, script: str) -> None:
        # sqlite3's own executescript would commit what is open.
        statement = ""
        for line in script.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                await self._connection.execute_fetchall(statement)
                statement = ""
        assert not statement.strip(), "the script's last statement has no end"


class SqliteDatabase:
    """A file, its writing connection and its few reading ones."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path, queries: Queries, writer: aiosqlite.Connection) -> None:
        self._path = path
        self._queries = queries
        self._writer = writer
        self._writing = asyncio.Lock()
        self._readers_idle: list[aiosqlite.Connection] = []
        self._is_closed = False
        self._reading = asyncio.Semaphore(READERS_MAX)

    @classmethod
    async def open(cls, path: Path) -> "SqliteDatabase":
        """The database in this file, made when it is not there.

        Errors: DatabaseUnavailable when its folder is missing or may not be written;
        DatabaseDamaged when the file is there and no database.
        """
        with _translated():
            return await cls._open(path)

    @classmethod
    async def _open(cls, path: Path) -> "SqliteDatabase":
        writer = await _connect(path)
        try:
            await writer.execute_fetchall(f"PRAGMA page_size={_PAGE_BYTES}")  # of a new file
            await _use_wal(writer)
            await writer.execute_fetchall("PRAGMA synchronous=FULL")
            await writer.execute_fetchall("PRAGMA foreign_keys=ON")
            await writer.execute_fetchall(f"PRAGMA cache_size=-{_WRITER_CACHE_KIB}")
            await writer.execute_fetchall(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
        except BaseException:
            await writer.close()
            raise
        return cls(path, Queries("sqlite"), writer)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        with _translated():
            async with self._writing, _transaction(self._writer, "BEGIN IMMEDIATE"):
                yield SqliteTransaction(self._writer, self._queries)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        async with self._reading:
            with _translated():
                connection = await self._reader()
                try:
                    async with _transaction(connection, "BEGIN"):
                        yield SqliteTransaction(connection, self._queries)
                finally:
                    await self._give_back(connection)

    async def notify(self, channel: str, payload: str) -> None:
        """SQLite tells other processes nothing; they look for themselves every second."""

    async def listen(self, channel: str, heard: Callable[[str], None]) -> None:
        """As `notify`: nothing to hear."""

    async def copy_to(self, path: Path) -> None:
        async with self._reading:
            with _translated():
                target = await _connect(path)
                try:
                    # Not from the writer: it may be inside a transaction. In one step: in several
                    # it begins anew whenever somebody writes meanwhile.
                    reader = await self._reader()
                    try:
                        await reader.backup(target)
                    finally:
                        await self._give_back(reader)
                finally:
                    await target.close()

    async def close(self) -> None:
        self._is_closed = True
        for connection in (*self._readers_idle, self._writer):
            await connection.close()
        self._readers_idle.clear()

    async def _reader(self) -> aiosqlite.Connection:
        if self._readers_idle:
            return self._readers_idle.pop()
        connection = await _connect(self._path)
        try:
            await connection.execute_fetchall("PRAGMA query_only=ON")
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _give_back(self, connection: aiosqlite.Connection) -> None:
        # One that is left open has a thread for which the process waits when it ends.
        if self._is_closed:
            await connection.close()
        else:
            self._readers_idle.append(connection)


@asynccontextmanager
async def _transaction(connection: aiosqlite.Connection, begin: str) -> AsyncIterator[None]:
    # Calls queue up in the connection's thread: a rollback that is asked for while a cancelled
    # statement still runs comes after it, and before the next BEGIN.
    try:
        await connection.execute_fetchall(begin)
        yield
        await connection.execute_fetchall("COMMIT")
    except BaseException:
        await connection.rollback()
        raise


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _DAMAGE or str(error).startswith(_NO_TEXT):
            raise DatabaseDamaged(str(error)) from error
        if code not in _TROUBLE:
            raise
        raise DatabaseUnavailable(f"the database file cannot be used now: {error}") from error


def _open_privately(path: Path) -> None:
    """Open the file once; a new one only its owner may read, whatever its directory lets others.

    SQLite gives the mode to the log and index it keeps beside it. A file that is there is not
    touched: closing any handle on it would drop the locks of this process's connections, and
    another process that then closes its own takes itself for the last one and deletes the log that
    this one goes on writing to (sqlite.org/howtocorrupt.html, 2.2).
    """
    with suppress(OSError):  # SQLite says it in its own words
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    sqlite3.connect(path).close()


async def _connect(path: Path) -> aiosqlite.Connection:
    # aiosqlite leaves its thread behind when it cannot open a file, so it is tried without.
    await asyncio.to_thread(_open_privately, path)
    opening = asyncio.ensure_future(_opened(path))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        # Its thread is at it already, and would outlive whoever gave up.
        with suppress(sqlite3.Error):
            await (await opening).close()
        raise


async def _opened(path: Path) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(
        path,
        timeout=BUSY_TIMEOUT_MS / 1000,
        isolation_level=None,
        cached_statements=_STATEMENTS_CACHED,
    )
    connection.row_factory = sqlite3.Row
    return connection


async def _use_wal(connection: aiosqlite.Connection) -> None:
    # Two processes that open a new file at once: SQLite refuses the second without its usual
    # waiting, since the change of mode may not deadlock.
    for attempt in range(_WAL_ATTEMPTS):
        try:
            await connection.execute_fetchall("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if attempt == _WAL_ATTEMPTS - 1:
                raise
            await asyncio.sleep(0.05)
        else:
            return


def _bound(value: Value) -> str | int | bytes | None:
    return json.dumps(value) if isinstance(value, list) else value
