"""How long it takes to say where one household stood on a day, as known at a moment.

Each question is about another household, so nothing of it is in memory. Beside it: reading the
household's lines.
"""

import time
from collections.abc import Sequence
from datetime import timedelta
from statistics import median
from typing import Final

from events.ids import HouseholdId
from server.answers.answering import Answering
from tests.benchmarks.data import AS_OF
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.loaded import LoadedLog, now_ms
from tests.benchmarks.writer import LOG

BUDGET_MS: Final = 5
_HOUSEHOLDS: Final = 200
_DAY: Final = AS_OF - timedelta(days=100)


async def measure(log: LoadedLog) -> list[Figure]:
    """Milliseconds an answer."""
    known_at = now_ms() - 120 * 24 * 60 * 60 * 1000
    answering = Answering()
    answers, reads = [], []
    for household in await _households(log):
        started = time.perf_counter()
        async with log.database.read() as transaction:
            found = await answering.household(transaction, LOG, household, _DAY, known_at)
        answers.append(time.perf_counter() - started)
        assert found is not None, "the household was known then"
        started = time.perf_counter()
        async with log.database.read() as transaction:
            await transaction.fetch("log.stream", LOG, household, log.size)
        reads.append(time.perf_counter() - started)
    value, reference = median(answers[1:]) * 1000, median(reads[1:]) * 1000
    return [at_most(f"as_of_{log.dialect}", value, "ms", reference, BUDGET_MS)]


async def _households(log: LoadedLog) -> Sequence[HouseholdId]:
    async with log.database.read() as transaction:
        rows = await transaction.fetch("generations.households", LOG)
    step = max(1, len(rows) // _HOUSEHOLDS)
    return [HouseholdId(row[0]) for row in rows[::step]]
