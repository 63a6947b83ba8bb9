"""How long a push takes while others ask for too much, and what becomes of their pages.

Fifty light devices push five visits each now and then. Beside them one device pushes all it has,
batch after batch; then, at ten times an office's load, hundreds of connections ask for pages.
Every push must be taken; the reference is the same device with nobody beside it.
"""

import asyncio
import time
from hashlib import sha256
from statistics import quantiles
from typing import Final

from events import wire
from events.ids import DeviceId
from server.keeping.initialising import make_office
from server.office import Office, open_office
from server.settings import Settings
from tests.benchmarks.figures import Figure, at_least, at_most
from tests.benchmarks.office_process import Connection, serving
from tests.benchmarks.pushing import Request, Sender
from tests.benchmarks.stores import DIALECTS, Dialect, Stores
from tests.benchmarks.writer import LOG, Written
from tests.builders import a_household, a_line, an_actor, an_event

LIGHT: Final = 50
PUSHES: Final = 6
"""Of each light device in each of three rounds."""
VISITS: Final = 5
HEAVY_EVENTS: Final = 1_000
HEAVY_BATCHES: Final = 40
PULLERS: Final = 300
"""An ordinary morning's office has some 30 devices at once."""
PAUSE_S: Final = 0.2
_AT: Final = 1_543_795_200_000


class _Pen(Sender):
    """A device that writes visits to one household."""

    def __init__(self, name: str) -> None:
        super().__init__(DeviceId(sha256(name.encode()).hexdigest()[:32]), an_actor(name))
        self._written = 0

    def push(self, office: Office, count: int) -> Request:
        """The request that carries the next visits."""
        return self.request(office, [self._visit() for _ in range(count)])

    def _visit(self) -> Written:
        self._written += 1
        at = _AT + self._written
        line = a_line(
            an_event(
                "household_visited", on="2018-12-03", at=at, by=self.actor,
                stream=a_household(self.device),
            )
        )  # fmt: skip
        return Written(
            a_household(self.device), self.device, 0, self._written, "household_visited",
            "2018-12-03", at, self.actor, line,
        )  # fmt: skip


class _Round:
    """What one round of pushes took, in ms each."""

    def __init__(self) -> None:
        self.took: list[float] = []

    async def push(self, port: int, requests: list[Request]) -> None:
        """One light device's pushes, the next a while after the last was answered."""
        connection = await Connection.open(port)
        for request in requests:
            started = time.perf_counter()
            reply = wire.decode_reply(await connection.sync(request))
            self.took.append((time.perf_counter() - started) * 1000)
            assert sum(run.count for run in reply.results) == VISITS, "every push is taken"
            await asyncio.sleep(PAUSE_S)
        await connection.close()

    def percentile(self, percent: int) -> float:
        return quantiles(self.took, n=100)[percent - 1]


class _Pages:
    """How many requests for a page were answered, and how many of them were put off."""

    def __init__(self) -> None:
        self.asked = 0
        self.postponed = 0

    async def ask(self, port: int, request: Request, over: asyncio.Event) -> None:
        """Ask again and again, however long one is told to wait."""
        connection = await Connection.open(port)
        while not over.is_set():
            reply = wire.decode_reply(await connection.sync(request))
            self.asked += 1
            self.postponed += reply.pull_refused == "busy"
        await connection.close()


async def measure(stores: Stores) -> list[Figure]:
    """Latencies of pushes beside a heavy device and beside ten times the load, on each database."""
    return [figure for dialect in DIALECTS for figure in await _measure(stores, dialect)]


async def _measure(stores: Stores, dialect: Dialect) -> list[Figure]:
    settings = Settings(stores.directory(), await stores.url(dialect))
    await make_office(settings, LOG, "benchmarks", False)
    async with open_office(settings) as office:
        light = [_Pen(f"light {number}") for number in range(LIGHT)]
        heavy = _Pen("heavy")
        for pen in (*light, heavy):
            await pen.enrol(office)
        rounds = [[[pen.push(office, VISITS) for _ in range(PUSHES)] for pen in light]
                  for _ in range(3)]  # fmt: skip
        batches = [heavy.push(office, HEAVY_EVENTS) for _ in range(HEAVY_BATCHES)]
        pulls = [pen.request(office, [], pull=True) for pen in light]
    async with serving(settings) as port:
        alone = await _pushed(port, rounds[0])
        over = asyncio.Event()
        piling = asyncio.create_task(_pile_up(port, batches, over))
        beside = await _pushed(port, rounds[1])
        over.set()
        await piling
        pages, loaded = await _under_load(port, rounds[2], pulls)
    share = 100 * pages.postponed / pages.asked
    return [
        at_most(f"push_p50_beside_heavy_{dialect}", beside.percentile(50), "ms",
                alone.percentile(50), None),
        at_most(f"push_p99_beside_heavy_{dialect}", beside.percentile(99), "ms",
                alone.percentile(99), None),
        at_most(f"push_p50_at_10x_{dialect}", loaded.percentile(50), "ms",
                alone.percentile(50), None),
        at_most(f"push_p99_at_10x_{dialect}", loaded.percentile(99), "ms",
                alone.percentile(99), None),
        at_least(f"pulls_postponed_at_10x_{dialect}", share, "%", None, None),
    ]  # fmt: skip


async def _pushed(port: int, requests: list[list[Request]]) -> _Round:
    made = _Round()
    async with asyncio.TaskGroup() as group:
        for queue in requests:
            group.create_task(made.push(port, queue))
    return made


async def _pile_up(port: int, batches: list[Request], over: asyncio.Event) -> None:
    """Push full batches without a pause, as long as the others push."""
    connection = await Connection.open(port)
    for batch in batches:
        if over.is_set():
            break
        await connection.sync(batch)
    await connection.close()


async def _under_load(
    port: int, requests: list[list[Request]], pulls: list[Request]
) -> tuple[_Pages, _Round]:
    """The pushes while hundreds ask for pages; when they are gone, a page is had at once."""
    over, pages = asyncio.Event(), _Pages()
    async with asyncio.TaskGroup() as group:
        for number in range(PULLERS):
            group.create_task(pages.ask(port, pulls[number % len(pulls)], over))
        made = await _pushed(port, requests)
        over.set()
    connection = await Connection.open(port)
    reply = wire.decode_reply(await connection.sync(pulls[0]))
    assert reply.pull_refused is None, "the office has recovered"
    await connection.close()
    return pages, made
