"""Fixtures only: databases, each fresh for its test and gone after it; nothing left running."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.memory import in_memory

_THREADS_END_S = 5.0


def pytest_configure() -> None:
    """Temporary directories lie in memory, unless somebody named another place."""
    if (memory := in_memory()) is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


@pytest.fixture(autouse=True)
def threads_end_with_their_test() -> Iterator[None]:
    """A connection that is left open keeps its thread, and that keeps the whole run from ending."""
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + _THREADS_END_S
    while left := [each for each in threading.enumerate() if _outlives(each, before)]:
        if time.monotonic() > until:
            pytest.fail(f"threads outlive their test: {left}")
        time.sleep(0.01)


def pytest_unconfigure() -> None:
    """A run that would wait for ever for a thread to end says so, and ends."""
    left = [each for each in threading.enumerate() if _outlives(each, {threading.main_thread()})]
    if left:
        print(f"\nthis run leaves threads behind: {left}", flush=True)
        os._exit(1)


def _outlives(thread: threading.Thread, before: set[threading.Thread]) -> bool:
    # Those of an executor end with the loop that the runner keeps for a while.
    return thread not in before and not thread.daemon and not thread.name.startswith("asyncio_")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """One real PostgreSQL for the run, started by the first test that needs it."""
    with postgres.running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: postgres.Postgres) -> Iterator[str]:
    """An empty database."""
    dsn = postgres_server.create_database()
    yield dsn
    postgres_server.drop_database(dsn)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind: whoever asks for it runs on both."""
    if request.param == "sqlite":
        return f"sqlite://{tmp_path / 'office.sqlite'}"
    dsn: str = request.getfixturevalue("postgres_url")
    return dsn


@pytest.fixture
def other_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> str:
    """An empty database of the other kind."""
    if database_url.startswith("sqlite"):
        dsn: str = request.getfixturevalue("postgres_url")
        return dsn
    return f"sqlite://{tmp_path / 'restored.sqlite'}"
