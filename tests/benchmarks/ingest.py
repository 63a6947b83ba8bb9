"""How many events a second an office takes over HTTP, beside a bare insert of the same rows.

Several devices send at once, each its own history batch by batch, the next when the last one is
answered. Their first month, in which every household brings its data key, is the warm-up; what is
measured is an ordinary month.
"""

import asyncio
import time
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from events import wire
from server.database import Database, Value, open_database
from server.keeping.initialising import make_office
from server.log import head
from server.office import open_office
from server.projecting.generations import live
from server.settings import Settings
from tests.benchmarks.data import history
from tests.benchmarks.figures import Figure, alternated, at_least
from tests.benchmarks.load import EVENT_COLUMNS, event_rows
from tests.benchmarks.office_process import Connection, serving
from tests.benchmarks.pushing import BATCH_EVENTS, Request, Sender, by_device
from tests.benchmarks.stores import DIALECTS, Dialect, Stores
from tests.benchmarks.writer import LOG, PER_COMPANION

BUDGET: Final = 30_000
REPETITIONS: Final = 3
_WARM_BATCHES: Final = 12
_SETTLE_S: Final = 30
_POLL_S: Final = 0.2


class _Shape(NamedTuple):
    devices: int
    batches: int
    """That a device sends in each repetition."""

    @property
    def events(self) -> int:
        return self.devices * self.batches * BATCH_EVENTS


_SHAPES: Final = {"s": _Shape(8, 8), "m": _Shape(16, 8), "l": _Shape(32, 8)}


async def measure(size: str, stores: Stores) -> list[Figure]:
    """Events a second on each database."""
    return [await _measure(_SHAPES[size], stores, dialect) for dialect in DIALECTS]


async def _measure(shape: _Shape, stores: Stores, dialect: Dialect) -> Figure:
    settings = Settings(stores.directory(), await stores.url(dialect))
    await make_office(settings, LOG, "benchmarks", False)
    queues = await _prepared(settings, shape)
    async with stores.database(dialect) as (bare, _), serving(settings) as port:
        senders = [_Queue(port, requests) for requests in queues]
        await _send(senders, _WARM_BATCHES)
        rows = event_rows(history(shape.devices * PER_COMPANION))
        await _insert(bare, list(islice(rows, len(senders) * _WARM_BATCHES * BATCH_EVENTS)))

        async def office(_: int) -> float:
            await _settled(settings)
            started = time.perf_counter()
            await _send(senders, shape.batches)
            return shape.events / (time.perf_counter() - started)

        async def bare_insert(_: int) -> float:
            some = list(islice(rows, shape.events))
            started = time.perf_counter()
            await _insert(bare, some)
            return len(some) / (time.perf_counter() - started)

        value, reference = await alternated(REPETITIONS, office, bare_insert)
    return at_least(f"ingest_{dialect}", value, "events/s", reference, BUDGET)


async def _settled(settings: Settings) -> None:
    """Wait until the read models are at the head: following is measured for itself."""
    database = await open_database(settings.database)
    try:
        for _ in range(int(_SETTLE_S / _POLL_S)):
            async with database.read() as transaction:
                now, models = await head(transaction, LOG), await live(transaction, LOG)
            if models is not None and models.position == now.size:
                return
            await asyncio.sleep(_POLL_S)
    finally:
        await database.close()


class _Queue:
    """What one device has still to send."""

    def __init__(self, port: int, requests: list[Request]) -> None:
        self._port = port
        self._requests = iter(requests)

    async def send(self, count: int) -> None:
        """Send so many batches over one connection, each when the last one is answered."""
        connection = await Connection.open(self._port)
        for request in islice(self._requests, count):
            reply = wire.decode_reply(await connection.sync(request))
            taken = sum(run.count for run in reply.results if run.verdict == "accepted")
            assert taken == BATCH_EVENTS, "every event is new and well-formed"
        await connection.close()


async def _send(senders: list[_Queue], batches: int) -> None:
    async with asyncio.TaskGroup() as group:
        for sender in senders:
            group.create_task(sender.send(batches))


async def _prepared(settings: Settings, shape: _Shape) -> list[list[Request]]:
    """The signed requests of each device."""
    count = _WARM_BATCHES + REPETITIONS * shape.batches
    # Devices that push alone: what they wrote claims no more, or a person would have to look at it.
    written = by_device(history(shape.devices * PER_COMPANION, pulled=False))
    queues = []
    async with open_office(settings) as office:
        for name, events in written.items():
            if events[0].type == "actor_registered":
                continue  # the office's own device does not sync
            sender = Sender(name, events[0].by)
            await sender.enrol(office)
            starts = range(0, count * BATCH_EVENTS, BATCH_EVENTS)
            queues.append([sender.request(office, events[at : at + BATCH_EVENTS]) for at in starts])
    assert len(queues) == shape.devices, "every companion has a device"
    return queues


async def _insert(database: Database, rows: Sequence[Sequence[Value]]) -> None:
    async with database.write() as transaction:
        await transaction.insert("event", EVENT_COLUMNS, rows)
