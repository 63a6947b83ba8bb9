"""A log of forty households that is rebuilt in small units, and what a test looks at."""

from collections.abc import AsyncIterator

import pytest

from events import limits
from tests.benchmarks.data import history
from tests.integration.logs import TestLog, a_log

HISTORY = list(history(40))
HALF = len(HISTORY) // 2


@pytest.fixture
async def log(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TestLog]:
    """A log of 40 households, rebuilt in units of 7."""
    monkeypatch.setattr(limits, "REBUILD_HOUSEHOLDS_MAX", 7)
    async with a_log(database_url) as made:
        yield made


async def states(log: TestLog) -> list[tuple[int, str]]:
    return [(row["generation"], row["state"]) for row in await log.fetch("generations.all")]
