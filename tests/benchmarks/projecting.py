"""How fast the projector follows: five new events for each household, over a year of them.

Cold, each household is taken up from what is stored of it, as when thousands of households write
in turn, by as many processes as there are cores; warm, it is in the memory of one, as when the same
few write again. Beside both: one process that only reads and decodes the new events.
"""

import time
from typing import Final

from server.projecting.generations import live
from server.projecting.projection import Projection
from server.projecting.projector import open_projection, project
from server.projecting.rebuilding import rebuild
from server.projecting.sharing import Sharing
from tests.benchmarks.data import new_day
from tests.benchmarks.figures import Figure, alternated, at_least
from tests.benchmarks.loaded import LoadedLog, now_ms
from tests.benchmarks.rebuild import PROCESSES
from tests.benchmarks.writer import LOG

BUDGET: Final = 20_000
_REPETITIONS: Final = 5
_HOUSEHOLDS_MAX: Final = 2_000


async def measure(log: LoadedLog) -> list[Figure]:
    """Events a second, cold and warm."""
    await _at_head(log)
    written = range(0)

    async def write(day: int) -> None:
        nonlocal written
        households = min(log.households, _HOUSEHOLDS_MAX)
        start = log.size
        days = new_day(households, day, seen=start)
        await log.append([event for visit in days for event in visit])
        written = range(start, log.size)

    async def follow(projection: Projection) -> float:
        started = time.perf_counter()
        while projection.position < log.size:
            await projection.step(now_ms())
        assert not projection.parked, "every household can be folded"
        return len(written) / (time.perf_counter() - started)

    async def cold(day: int) -> float:
        projection = await open_projection(log.database, log.url, LOG, now_ms, sharing)
        await write(day)
        return await follow(projection)

    async def warm(day: int) -> float:
        await write(_REPETITIONS + 1 + day)
        return await follow(kept)

    async def decode(_: int) -> float:
        started = time.perf_counter()
        return await log.decode(written.start, written.stop) / (time.perf_counter() - started)

    name = f"project_{log.dialect}"
    async with Sharing(log.url) as sharing:
        of_cold = await alternated(_REPETITIONS, cold, decode)
    kept = await open_projection(log.database, log.url, LOG, now_ms)
    await write(_REPETITIONS)
    await follow(kept)
    of_warm = await alternated(_REPETITIONS, warm, decode)
    return [
        at_least(name, of_cold[0], "events/s", of_cold[1], BUDGET),
        at_least(f"{name}_warm", of_warm[0], "events/s", of_warm[1], None),
    ]


async def _at_head(log: LoadedLog) -> None:
    """Read models of the whole log, made the fast way where there are none."""
    async with log.database.read() as transaction:
        found = await live(transaction, LOG)
    if found is None:
        await rebuild(log.database, log.url, LOG, now_ms, PROCESSES)
    await project(log.database, log.url, LOG, now_ms)
