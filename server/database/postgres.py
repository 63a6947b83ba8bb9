"""The port on PostgreSQL: a pool of connections, COPY for inserts, LISTEN and NOTIFY for hints.

An acknowledgement promises durability, so a server that commits without waiting for its disk is
refused at the start.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

import asyncpg

from events.errors import InputRefused
from server.database.copying import copy_log
from server.database.migrate import migrate
from server.database.port import (
    CHUNK_ROWS,
    DatabaseUnavailable,
    Dialect,
    PlainRow,
    Row,
    Transaction,
    Value,
)
from server.database.queries import Queries
from server.database.sqlite import SqliteDatabase

CONNECTIONS_MAX: Final = 8
"""Per process. PostgreSQL's usual limit of 100 then serves a dozen processes."""
_DURABLE: Final = ("on", "remote_apply")
_STATEMENTS_CACHED: Final = 256

_TROUBLE: Final = (
    asyncpg.exceptions.PostgresConnectionError,
    asyncpg.exceptions.OperatorInterventionError,
    asyncpg.exceptions.InsufficientResourcesError,
    asyncpg.exceptions.TransactionRollbackError,
    asyncpg.exceptions.LockNotAvailableError,
    asyncpg.exceptions.ReadOnlySQLTransactionError,
    asyncpg.exceptions.ConnectionDoesNotExistError,
    ConnectionError,
)
"""Not our mistake: the server, its disk, the way to it, or another transaction."""

_Heard: TypeAlias = Callable[..., None]
_Connection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"


class NotDurable(InputRefused):
    """The PostgreSQL server may lose what it has acknowledged; nothing was written."""


class PostgresTransaction:
    """Queries inside one transaction of one connection."""

    def __init__(self, connection: _Connection, queries: Queries) -> None:
        self._connection = connection
        self._queries = queries

    async def fetch(self, query: str, *values: Value) -> list[Row]:
        return cast(list[Row], await self._connection.fetch(self._queries[query], *values))

    async def fetch_plain(self, query: str, *values: Value) -> list[PlainRow]:
        return cast(list[PlainRow], await self.fetch(query, *values))

    async def fetch_one(self, query: str, *values: Value) -> Row | None:
        return cast(Row | None, await self._connection.fetchrow(self._queries[query], *values))

    async def chunks(self, query: str, *values: Value) -> AsyncIterator[list[Row]]:
        cursor = await self._connection.cursor(self._queries[query], *values)
        while rows := await cursor.fetch(CHUNK_ROWS):
            yield cast(list[Row], rows)

    async def execute(self, query: str, *values: Value) -> None:
        await self._connection.execute(self._queries[query], *values)

    async def execute_many(self, query: str, rows: Sequence[Sequence[Value]]) -> None:
        if rows:
            await self._connection.executemany(self._queries[query], rows)

    async def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]
    ) -> None:
        if rows:
            await self._connection.copy_records_to_table(
                table, columns=list(columns), records=cast(Any, rows)
            )

    async def run_script(self, script: str) -> None:
        await self._connection.execute(script)


class PostgresDatabase:
    """A pool on one database."""

    dialect: Dialect = "postgresql"

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", queries: Queries) -> None:
        self._pool = pool
        self._queries = queries
        self._listeners: list[tuple[_Connection, str, _Heard]] = []

    @classmethod
    async def open(cls, url: str) -> "PostgresDatabase":
        """Errors: DatabaseUnavailable when the server cannot be reached or does not let us in;
        NotDurable when it would acknowledge before its disk does.
        """
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=CONNECTIONS_MAX,
                statement_cache_size=_STATEMENTS_CACHED,
                server_settings={"application_name": "jejak"},
            )
        except (OSError, asyncpg.PostgresError) as error:
            raise DatabaseUnavailable(f"PostgreSQL cannot be reached: {error}") from error
        try:
            await _refuse_unsafe(pool)
        except BaseException:
            await pool.close()
            raise
        return cls(pool, Queries("postgresql"))

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        with _translated():
            async with self._pool.acquire() as connection, connection.transaction():
                yield PostgresTransaction(connection, self._queries)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        with _translated():
            async with (
                self._pool.acquire() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                yield PostgresTransaction(connection, self._queries)

    async def notify(self, channel: str, payload: str) -> None:
        # Outside the transaction it tells of: NOTIFY makes all commits of a database queue up.
        with _translated():
            await self._pool.execute("SELECT pg_notify($1, $2)", channel, payload)

    async def listen(self, channel: str, heard: Callable[[str], None]) -> None:
        def told(*said: Any) -> None:
            heard(str(said[3]))

        connection = await self._pool.acquire()
        self._listeners.append((connection, channel, told))
        await connection.add_listener(channel, told)

    async def copy_to(self, path: Path) -> None:
        target = await SqliteDatabase.open(path)
        try:
            await migrate(target)
            async with self.read() as here, target.write() as there:
                for row in await here.fetch("copying.logs"):
                    head = await here.fetch_one("copying.head", row["log"])
                    assert head is not None, "it is listed in the same snapshot"
                    await there.execute("copying.add_head", *head)
                    await copy_log(here, there, row["log"], "sqlite")
        finally:
            await target.close()

    async def close(self) -> None:
        for connection, channel, told in self._listeners:
            if not connection.is_closed():
                await connection.remove_listener(channel, told)
            await self._pool.release(connection)
        self._listeners.clear()
        await self._pool.close()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except _TROUBLE as error:
        raise DatabaseUnavailable(f"PostgreSQL cannot do it now: {error}") from error
    except asyncpg.InterfaceError as error:
        # What a closed connection says; a value that cannot be sent is one of these too.
        if isinstance(error, ValueError):
            raise
        raise DatabaseUnavailable(f"PostgreSQL cannot do it now: {error}") from error


async def _refuse_unsafe(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    for setting, safe in (("synchronous_commit", _DURABLE), ("fsync", ("on",))):
        value = await pool.fetchval("SELECT current_setting($1)", setting)
        if value not in safe:
            raise NotDurable(
                "not_durable",
                f"PostgreSQL runs with {setting}={value} and may lose what it has acknowledged: "
                f"set {setting}=on for this database or role, then start again",
            )
