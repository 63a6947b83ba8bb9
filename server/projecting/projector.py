"""The process's follower of one log: keeps the live generation of its read models at the head.

Before: the committer, which announces; the log is looked into every second all the same. After:
read models (`server/answers/readmodels.py`). Any number of processes may run one; the one whose
position moves goes on, the others watch and take over when it stops moving.

    start -> what was half built when a process died is given up
          -> no generation: an empty one is made live -> made by another version of the folds: built
          anew beside it (`server/projecting/rebuilding.py`) -> what was dropped is deleted, parked
          households are tried again
    then  -> a page, a page, … while no batch comes in -> households that are due -> wait
"""

import asyncio
from typing import Final

import structlog

from events.errors import LogCorrupt
from events.ids import LogId
from server.clock import Clock
from server.database import Database
from server.intake.announcing import Growth
from server.projecting.generations import Abandoned, abandon, begin_live, drop_dropped, live
from server.projecting.projection import Overtaken, Projection
from server.projecting.rebuilding import rebuild
from server.projecting.sharing import Sharing
from server.projecting.tables import VERSION

POLL_S: Final = 1.0
"""How long a lost announcement, or the turn of a day, can go unnoticed."""
STILL_S: Final = 0.1
GIVE_WAY_S: Final = 2.0
"""What devices bring comes first: while batches follow each other within the first, a page waits
up to the second. Read models then lag by seconds, and nobody's entries wait for them."""
_AGAIN_AFTER_S: Final = 1.0
_STALLED_POLLS: Final = 30
"""A rebuild that has written nothing for so many polls has died: a unit takes about a second."""

_LOGGER: Final = structlog.get_logger()


class Projector:
    """Follows one log until it is cancelled."""

    def __init__(
        self, database: Database, url: str, log: LogId, growth: Growth, clock: Clock
    ) -> None:
        self.position = 0
        """Positions that are in the read models, as far as this process knows."""
        self.parked = 0
        self._database = database
        self._url = url
        self._log = log
        self._growth = growth
        self._clock = clock
        self._generation = 0

    async def run(self) -> None:
        """Project until cancelled; what fails is logged and tried again.

        Errors: LogCorrupt, at which a person must look; nothing is projected any more.
        """
        async with Sharing(self._url) as sharing:
            await self._run(sharing)

    async def _run(self, sharing: Sharing) -> None:
        begun = False
        while True:
            try:
                if not begun:
                    await abandon(self._database, self._log)
                    begun = True
                projection = await open_projection(
                    self._database, self._url, self._log, self._clock, sharing
                )
                self._generation = projection.generation
                await self._follow(projection, sharing)
            except Overtaken:
                await self._watch()
            except Abandoned:
                await self._watch_rebuild()
            except LogCorrupt:
                _LOGGER.critical("log_corrupt", log=self._log, exc_info=True)
                raise
            except Exception:
                _LOGGER.exception("projecting_failed", log=self._log, position=self.position)
                await asyncio.sleep(_AGAIN_AFTER_S)

    async def _follow(self, projection: Projection, sharing: Sharing) -> None:
        projection.give_way = self._give_way
        rests = False
        while True:
            await self._give_way()
            worked = await projection.step(self._clock())
            self.position, self.parked = projection.position, len(projection.parked)
            if not worked:
                if rests:
                    await sharing.end()
                await self._growth.wait_past(projection.position, POLL_S)
            rests = not worked

    async def _give_way(self) -> None:
        await self._growth.wait_still(STILL_S, GIVE_WAY_S)

    async def _watch(self) -> None:
        """Wait while another process projects: until its position has stood still for a while.

        A generation that was made live meanwhile is followed at once.
        """
        seen = -1
        while True:
            async with self._database.read() as transaction:
                found = await live(transaction, self._log)
            if found is None or found.number != self._generation or found.position == seen:
                return
            self.position = seen = found.position
            await asyncio.sleep(2 * POLL_S)

    async def _watch_rebuild(self) -> None:
        """Wait while another process builds what this one would have to build too."""
        seen: list[tuple[int, int]] = []
        while len(seen) < _STALLED_POLLS or seen[-_STALLED_POLLS] != seen[-1]:
            async with self._database.read() as transaction:
                row = await transaction.fetch_one("generations.progress", self._log)
            if row is None:
                return
            seen.append((row[0], row[1]))
            await asyncio.sleep(POLL_S)


async def project(database: Database, url: str, log: LogId, clock: Clock) -> Projection:
    """Bring the live read models to the head of the log and the present day.

    Another process may be at it too: then both go on until there is nothing left to do.
    Errors: LogCorrupt.
    """
    async with Sharing(url) as sharing:
        while True:
            try:
                projection = await open_projection(database, url, log, clock, sharing)
                while await projection.step(clock()):
                    pass
            except Overtaken:
                continue
            projection.sharing = None
            return projection


async def open_projection(
    database: Database, url: str, log: LogId, clock: Clock, sharing: Sharing | None = None
) -> Projection:
    """The live generation, made or made anew where it must be, its parked households retried.

    `sharing`: who folds its large pages with this process.

    Errors: Overtaken, LogCorrupt.
    """
    await begin_live(database, log, VERSION, clock())
    async with database.read() as transaction:
        found = await live(transaction, log)
    assert found is not None, "a log's read models are never without a live generation"
    if found.version != VERSION:
        await rebuild(database, url, log, clock, processes=0)
        raise Overtaken
    await drop_dropped(database, log)
    projection = Projection(database, log, found)
    projection.sharing = sharing
    await projection.retry_parked(clock())
    return projection
