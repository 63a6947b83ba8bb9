"""Units shared out to processes: each folds its own, so a second core is half the time.

Before: a job cut into units (`server/projecting/rebuilding.py`, `server/projecting/verify.py`).
After: one result for each unit, in the order they are done (`server/projecting/processes.py`); with
no processes the units are done here.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from server.database import Database
from server.projecting.folding import without_collections
from server.projecting.processes import started
from server.projecting.units import Job, Unit, UnitResult, Worker

Done = Callable[[UnitResult], None]


async def do_units(
    database: Database, url: str, job: Job, units: Sequence[Unit], processes: int, done: Done
) -> None:
    """Do all units of a job in so many processes of their own, or here with 0.

    Errors: Abandoned, WorkerFailed; the rest of the job is then not done.
    """
    waiting = iter(units)
    if processes == 0:
        worker = Worker(database, job)
        for unit in waiting:
            with without_collections():
                result = await worker.run(unit)
            done(result)
        return
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(processes, len(units))):
                group.create_task(_share(url, job, waiting, done))
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from None


async def _share(url: str, job: Job, waiting: Iterator[Unit], done: Done) -> None:
    """Hand one process its next unit as soon as it has done the last one."""
    async with started(url, partial(Worker, job=job)) as process:
        for unit in waiting:
            done(await process.ask(unit))
