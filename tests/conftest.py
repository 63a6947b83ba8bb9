"""Fixtures only: databases, each fresh for its test and gone after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres


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
