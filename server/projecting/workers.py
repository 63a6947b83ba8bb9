"""Units shared out to processes: each folds its own, so a second core is half the time.

Before: a job cut into units (`server/projecting/rebuilding.py`, `server/projecting/verify.py`).
After: one result for each unit, in the order they are done. Processes are forked from one that was
started afresh and has read the program once, so nothing of this one's connections or threads comes
along; with no processes the units are done here.
"""

import asyncio
import gc
import multiprocessing
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import count as count_from
from multiprocessing.connection import Connection
from typing import Final

from events.errors import JejakError
from server.database import Database, open_database
from server.projecting.folding import without_collections
from server.projecting.generations import Abandoned
from server.projecting.units import Job, Unit, UnitResult, Worker

_UNITS_BETWEEN_COLLECTIONS: Final = 20
_STOP_WAIT_S: Final = 10

Done = Callable[[UnitResult], None]


class WorkerFailed(JejakError):
    """A process that shared the work has failed; nothing half done is visible, so try again."""


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
    async with _process(url, job) as connection:
        for unit in waiting:
            answer = await asyncio.to_thread(_exchange, connection, unit)
            if isinstance(answer, UnitResult):
                done(answer)
            elif answer is None:
                raise Abandoned
            else:
                raise WorkerFailed(
                    f"a process that shared the work has failed, nothing half done is visible: "
                    f"mend the cause and try again ({answer})"
                )


def _exchange(connection: Connection, unit: Unit) -> UnitResult | str | None:
    """The answer to one unit: its result, what went wrong, or None when the job was given up."""
    try:
        connection.send(unit)
        answer = connection.recv()
    except (EOFError, OSError):
        return "it has ended"
    assert answer is None or isinstance(answer, UnitResult | str)
    return answer


@asynccontextmanager
async def _process(url: str, job: Job) -> AsyncIterator[Connection]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, url, job), daemon=True)
    process.start()
    there.close()
    try:
        yield here
        here.send(None)
    except BaseException:
        # Whoever waits for its answer in a thread hears that it has ended.
        process.terminate()
        raise
    finally:
        await asyncio.to_thread(process.join, _STOP_WAIT_S)
        here.close()


# --- in the process -------------------------------------------------------------------------------


def _serve(connection: Connection, url: str, job: Job) -> None:
    # An interrupt at the terminal reaches the whole group; the parent ends this process itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Folding makes many objects and no cycles: looking for cycles would cost a fifth of the time.
    gc.disable()
    asyncio.run(_serve_units(connection, url, job))


async def _serve_units(connection: Connection, url: str, job: Job) -> None:
    try:
        database = await open_database(url)
    except Exception as error:
        connection.send(_describe(error))
        return
    try:
        worker = Worker(database, job)
        for count in count_from(1):
            unit = connection.recv()
            if unit is None:
                return
            connection.send(await _answer(worker, unit))
            if count % _UNITS_BETWEEN_COLLECTIONS == 0:
                gc.collect()
    except (EOFError, BrokenPipeError):
        return  # the process that asks is gone
    finally:
        await database.close()


async def _answer(worker: Worker, unit: Unit) -> UnitResult | str | None:
    try:
        return await worker.run(unit)
    except Abandoned:
        return None
    except Exception as error:
        return _describe(error)


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
