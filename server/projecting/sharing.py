"""The households of a large page, folded by processes beside the one that follows the log.

Before: `server/projecting/projection.py` read a page that is about many households. After: their
rows, which the follower writes with its position as it does its own. A process takes each household
up from what is stored of it and keeps nothing, so it may be asked anything at any time. It leaves
to the follower what is not a household's own affair: those with other names, and those that fail.
Where no process can be had, the follower folds a page alone.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import date
from types import TracebackType
from typing import Final, Self

import msgspec
import structlog

from events import limits
from events.folds import Programme
from events.ids import LogId
from server.database import Database, Value
from server.projecting.folding import SavedState, States, read_programme, read_stored
from server.projecting.processes import Process, WorkerFailed, started
from server.projecting.tables import View
from server.projecting.work import Work

PROCESSES_MAX: Final = 2
"""Whoever follows writes what they made, and is all of a third core."""

AGAIN_AFTER_S: Final = 60.0
"""Where one has failed the next mostly fails too, and starting it takes as long as half a page."""

_LOGGER: Final = structlog.get_logger()


class Share(msgspec.Struct, frozen=True):
    """Households and their new events, those of the first `position` being projected already."""

    log: LogId
    generation: int
    position: int
    programme_end: int
    today: date
    new: dict[str, list[tuple[Value, ...]]]


class Made(msgspec.Struct, frozen=True):
    """What the households that are `done` came to: their rows by table, and states to save."""

    done: list[str]
    rows: dict[str, list[tuple[Value, ...]]]
    states: list[SavedState]


class Sharer:
    """Folds shares in one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._programme: tuple[LogId, int, Programme] | None = None

    async def run(self, share: Share) -> Made:
        """Fold a share's households, all but those that are left to the follower."""
        async with self._database.read() as transaction:
            if self._programme is None or self._programme[:2] != (share.log, share.programme_end):
                rows = await read_programme(transaction, share.log, share.programme_end)
                programme = rows.before(share.programme_end)
                self._programme = (share.log, share.programme_end, programme)
            stored = await read_stored(
                transaction, share.log, share.generation, [*share.new], share.position
            )
        view = View(
            share.log, share.generation, self._programme[2], share.programme_end, share.today
        )
        work = Work(view, States(), share.new, share.position, share.position)
        await work.fold(stored)
        done = set(work.done)
        states = [state for state in work.states if state[0] in done]
        return Made(work.done, work.rows.by_table, states)


class Sharing:
    """The processes of one follower: started when a page is large, ended by `end` or the block."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._count = min(os.cpu_count() or 1, PROCESSES_MAX)
        self._processes: list[Process[Share, Made]] = []
        self._stack = AsyncExitStack()
        self._again_at = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._processes.clear()
        await self._stack.__aexit__(kind, error, trace)

    async def end(self) -> None:
        """End the processes, which hold memory; the next large page starts others."""
        await self.__aexit__(None, None, None)

    def is_worth(self, households: int) -> bool:
        """True when so many are folded sooner by several processes."""
        if self._count < 2 or households < limits.SHARED_HOUSEHOLDS_MIN:
            return False
        return time.monotonic() >= self._again_at

    async def fold(self, work: Work, names: Sequence[str]) -> None:
        """Fold some of a work's households; what is not done then is left to the caller.

        Those are all of them where a process fails; after a while others are started.
        """
        try:
            answers = await self._ask(work, names)
        except WorkerFailed:
            _LOGGER.warning("sharing_failed", log=work.view.log, exc_info=True)
            self._again_at = time.monotonic() + AGAIN_AFTER_S
            return
        work.is_shared = True
        for made in answers:
            work.done += made.done
            work.states += made.states
            work.rows.extend(made.rows)

    async def _ask(self, work: Work, names: Sequence[str]) -> list[Made]:
        try:
            while len(self._processes) < self._count:
                process = await self._stack.enter_async_context(started(self._url, Sharer))
                self._processes.append(process)
            async with asyncio.TaskGroup() as group:
                asked = [
                    group.create_task(process.ask(_share(work, names[first :: self._count])))
                    for first, process in enumerate(self._processes)
                ]
        except BaseException as error:
            # One that was not heard out would give its answer to the next question.
            await self.__aexit__(type(error), error, error.__traceback__)
            if isinstance(error, BaseExceptionGroup):
                raise error.exceptions[0] from None
            raise
        return [answer.result() for answer in asked]


def _share(work: Work, names: Sequence[str]) -> Share:
    return Share(
        log=work.view.log,
        generation=work.view.generation,
        position=work.position,
        programme_end=work.view.programme_end,
        today=work.view.today,
        new={name: [tuple(row) for row in work.new[name]] for name in names},
    )
