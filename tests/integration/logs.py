"""A log that a test fills commit by commit, with read models beside it and no office around it.

`async with a_log(url) as log`: `await log.commit(events)` is one transaction, as a committer leaves
it; `await log.project()` brings the read models to its head. The day stands still until the test
turns it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta

import pytest

from events.dates import WIB
from events.entry import ACCEPTED, Verdict
from events.ids import PROGRAMME, HouseholdId, LogId, StreamId
from server.answers.readmodels import ReadModels
from server.database import Database, Row, Value, migrate, open_database
from server.intake.announcing import Growth
from server.projecting.projection import Projection
from server.projecting.projector import Projector, project
from server.projecting.rebuilding import Rebuilt, rebuild
from server.projecting.tables import TABLES
from server.projecting.verify import Verified, verify
from tests.benchmarks.data import AS_OF
from tests.benchmarks.load import Loader
from tests.benchmarks.writer import LOG, Written


class TestLog:
    """See `a_log`."""

    __test__ = False

    def __init__(self, database: Database, url: str, log: LogId) -> None:
        self.database = database
        self.url = url
        self.log = log
        self.growth = Growth(log)
        self.today = AS_OF
        self._loader = Loader(log)

    def clock(self) -> int:
        """Noon of the test's day, in ms since 1970 UTC."""
        noon = datetime.combine(self.today, time(12), WIB)
        return int(noon.timestamp() * 1000)

    def turn_the_day(self) -> None:
        self.today += timedelta(days=1)

    async def commit(self, events: Iterable[Written], verdict: Verdict = ACCEPTED) -> None:
        """Commit events in one transaction, all with one verdict."""
        async with self.database.write() as transaction:
            await self._loader.append(transaction, events, lambda _: verdict)
            await self._loader.flush(transaction)

    async def project(self) -> Projection:
        """Bring the read models to the head of the log and the test's day."""
        return await project(self.database, self.url, self.log, self.clock)

    async def rebuild(self) -> Rebuilt:
        """Build a generation from nothing in this process and make it live."""
        return await rebuild(self.database, self.url, self.log, self.clock, processes=0)

    async def verify(self) -> Verified:
        """Verify in this process."""
        return await verify(self.database, self.url, self.log, self.clock, processes=0)

    async def rows(self) -> dict[str, list[tuple[Value, ...]]]:
        """Every row of the live read models by table, without log and generation, sorted."""
        async with self.database.read() as transaction:
            models = await ReadModels.open(transaction, self.log)
            of_all = (self.log, models.live.generation, "", "g")
            return {
                table.name: sorted(
                    (tuple(row) for row in await transaction.fetch(
                        f"generations.stored_{table.name}", *of_all
                    )),
                    key=lambda row: row[: table.keys],
                )
                for table in TABLES
            }  # fmt: skip

    async def fetch(self, query: str, *values: Value) -> list[Row]:
        """The rows of one named query, asked of this log."""
        async with self.database.read() as transaction:
            return await transaction.fetch(query, self.log, *values)

    async def tamper(self, statement: str) -> None:
        """Do what only somebody with the database's password can."""
        async with self.database.write() as transaction:
            await transaction.run_script(statement + ";")


@asynccontextmanager
async def a_log(url: str) -> AsyncIterator[TestLog]:
    """An empty log in an empty database."""
    database = await open_database(url)
    try:
        await migrate(database)
        yield TestLog(database, url, LOG)
    finally:
        await database.close()


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Return when something another task brings about without a signal holds."""
    while not await holds():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


@asynccontextmanager
async def projecting(log: TestLog) -> AsyncIterator[Projector]:
    """The projector of one more process, from its start to its end."""
    projector = Projector(log.database, log.url, log.log, log.growth, log.clock)
    task = asyncio.create_task(projector.run())
    try:
        async with asyncio.timeout(30):
            yield projector
    finally:
        task.cancel()
        await asyncio.wait([task])


def households_of(events: Iterable[Written]) -> list[HouseholdId]:
    """The households these events speak of, sorted."""
    return sorted({HouseholdId(event.stream) for event in events if event.stream != PROGRAMME})


def positions_of(events: Iterable[Written], household: HouseholdId) -> list[int]:
    """Where a household's events stand, when these are all events of the log."""
    stream = StreamId(household)
    return [at for at, event in enumerate(events) if event.stream == stream]


@pytest.fixture
async def log(database_url: str) -> AsyncIterator[TestLog]:
    """An empty one."""
    async with a_log(database_url) as made:
        yield made
