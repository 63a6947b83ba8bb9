"""What the office asks of a database: named queries in transactions, bulk insert, a hint to others.

Values are positional, `$1` first. A list is an array: `= ANY($2)` on PostgreSQL, on SQLite
`IN (SELECT value FROM json_each($2))`, so such a query is given twice. Bytes are BLOB or bytea,
ids text, times integer milliseconds.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from events.errors import JejakError

Dialect = Literal["sqlite", "postgresql"]

Value = str | int | bytes | bool | None | list[str] | list[int]
"""What goes into a query. SQLite gives a bool back as 0 or 1."""


CHUNK_ROWS: Final = 2_000
"""Rows of a long answer in memory at once: a hundred megabytes of the longest lines."""


class DatabaseUnavailable(JejakError):
    """The database cannot do it now (locked, full, gone); nothing was written, try again later."""


class DatabaseDamaged(JejakError):
    """What the database's file holds is no database any more."""


class PlainRow(Protocol):
    """One row of a large answer, by index alone."""

    def __getitem__(self, key: int, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...


class Row(PlainRow, Protocol):
    """One row of an answer, by index or by column's name."""

    def __getitem__(self, key: int | str, /) -> Any: ...
    def keys(self) -> Iterable[str]: ...


class Transaction(Protocol):
    """Queries that happen together. A query is named `module.name`, in `server/sql/module.sql`."""

    async def fetch(self, query: str, *values: Value) -> list[Row]: ...

    async def fetch_plain(self, query: str, *values: Value) -> list[PlainRow]:
        """As `fetch`, for thousands of rows: on SQLite names cost a third of the time to read."""

    async def fetch_one(self, query: str, *values: Value) -> Row | None:
        """The first row, None when there is none."""

    def chunks(self, query: str, *values: Value) -> AsyncIterator[list[Row]]:
        """The rows of a long answer, some thousand at a time; nothing for none."""

    async def execute(self, query: str, *values: Value) -> None: ...

    async def execute_many(self, query: str, rows: Sequence[Sequence[Value]]) -> None:
        """The same query for each row of values; nothing for none."""

    async def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]
    ) -> None:
        """Many rows at once: COPY on PostgreSQL. A row that is already there is an error."""

    async def run_script(self, script: str) -> None:
        """Several statements without values; only migrations need it."""


class Database(Protocol):
    """A place to keep logs in, for any number of processes."""

    @property
    def dialect(self) -> Dialect: ...

    def write(self) -> AbstractAsyncContextManager[Transaction]:
        """All of it or none, durable when the block ends. SQLite: one writer at a time.

        PostgreSQL: READ COMMITTED; who needs an order takes a row's lock.
        """

    def read(self) -> AbstractAsyncContextManager[Transaction]:
        """One snapshot for the whole block; never waits for a writer."""

    async def notify(self, channel: str, payload: str) -> None:
        """A hint to other processes; may be lost, so nobody may depend on it."""

    async def listen(self, channel: str, heard: Callable[[str], None]) -> None:
        """Call `heard` with the hints of other processes, as long as the database is open."""

    async def copy_to(self, path: Path) -> None:
        """One moment of all logs as an SQLite file that is not there yet, beside a serving office.

        Errors: DatabaseUnavailable when there is no room for it.
        """

    async def close(self) -> None: ...


def placeholders(columns: Iterable[str]) -> str:
    """`?1,?2,?3` for three columns."""
    return ",".join(f"?{number}" for number, _ in enumerate(columns, start=1))
