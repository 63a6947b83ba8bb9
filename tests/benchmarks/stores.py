"""New, empty databases of both kinds for a run, gone when it ends."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Final, Literal, Self
from uuid import uuid4

from server.database import Database, migrate, open_database
from tests import postgres

Dialect = Literal["sqlite", "postgresql"]
DIALECTS: Final[tuple[Dialect, ...]] = ("sqlite", "postgresql")


class Stores:
    """Makes databases and directories; PostgreSQL starts when it is first asked for."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._postgres: postgres.Postgres | None = None

    def __enter__(self) -> Self:
        made = tempfile.TemporaryDirectory(prefix="jejak-benchmarks-")
        self._directory = Path(self._stack.enter_context(made))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def directory(self) -> Path:
        """A new directory."""
        path = self._directory / uuid4().hex
        path.mkdir()
        return path

    async def url(self, dialect: Dialect) -> str:
        """The URL of a new, empty database."""
        if dialect == "sqlite":
            return f"sqlite:///{self.directory() / 'office.sqlite'}"
        # The server's own event loop cannot run in a thread that runs one already.
        return await asyncio.to_thread(self._postgres_url)

    @asynccontextmanager
    async def database(self, dialect: Dialect) -> AsyncIterator[tuple[Database, str]]:
        """A new database with an office's tables, open, and its URL."""
        url = await self.url(dialect)
        database = await open_database(url)
        try:
            await migrate(database)
            yield database, url
        finally:
            await database.close()

    def _postgres_url(self) -> str:
        if self._postgres is None:
            self._postgres = self._stack.enter_context(postgres.running())
        return self._postgres.create_database()
