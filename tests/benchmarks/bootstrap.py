"""How long a new device takes to hold its whole scope: 200 households, five years, 55,000 entries.

A real office serves them, with personal parts and data keys; a real device enrols, and its first
sync is measured, once while the office still has to make the snapshot and once when it has it.
Counted are the bodies as they travel. Beside the time: the same rows put into a bare table in one
transaction, and the same bytes through a bare socket.
"""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from client_sync.device import Device, Setup, enrol_device, open_device, open_transport
from client_sync.exchange.sync import sync
from events import crypto
from events.ids import ActorId, StreamId
from events.personal import key_id, wrap_key
from server.database import Transaction, Value
from server.exchange.enrolling import invite
from server.keeping.initialising import make_office
from server.log import head
from server.office import Office, open_office
from server.officers.actors import register_actor
from server.projecting.projector import project
from server.settings import Settings
from tests.benchmarks.counting import Counted
from tests.benchmarks.data import history
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.full_device import MONTHS
from tests.benchmarks.load import Loader
from tests.benchmarks.office_process import serving
from tests.benchmarks.stores import Stores
from tests.benchmarks.writer import LOG, PER_COMPANION, Written, data_key

SECONDS: Final = 5.0
BYTES: Final = 6 * 1024 * 1024
_REGION: Final = "36.03.06"
_ROWS_AT_ONCE: Final = 20_000
_PIECE: Final = 64 * 1024


async def measure(stores: Stores) -> list[Figure]:
    """Seconds and bytes of a first sync."""
    settings = Settings(stores.directory(), await stores.url("sqlite"))
    await make_office(settings, LOG, "benchmarks", False)
    async with open_office(settings) as office:
        await load_caseload(office, MONTHS)
        # Its read models are made, as in an office at work: they would be what is measured.
        await project(office.database, settings.database, LOG, office.now_ms)
        codes = [await _code(office, name) for name in ("Zaenal", "Irna")]
    figures: list[Figure] = []
    async with serving(settings) as port:
        for code, name in zip(codes, ("bootstrap_first", "bootstrap"), strict=True):
            setup = Setup(stores.directory() / "device", state=str(stores.directory()))
            await enrol_device(setup, f"http://127.0.0.1:{port}", code)
            async with open_device(setup) as device:
                seconds, counted = await _first_sync(device)
                reference = await _bare(setup.data / "journal.sqlite", stores, counted.down)
            figures.append(at_most(name, seconds, "s", reference, SECONDS))
    figures.append(at_most("bootstrap_bytes", counted.down, "bytes", None, BYTES))
    return figures


async def _first_sync(device: Device) -> tuple[float, Counted]:
    transport = open_transport(device.profile.office)
    counted = Counted(transport)
    parts = await device.parts(counted)
    try:
        started = time.perf_counter()
        outcome = await sync(parts)
        seconds = time.perf_counter() - started
    finally:
        await transport.close()
    assert (outcome.why, outcome.incidents) == ("done", ()), outcome
    async with device.journal.reading() as reading:
        assert len(await reading.stream_ids()) == PER_COMPANION + 1
        assert await reading.keys_wanted() == []
    return seconds, counted


# --- the office ----------------------------------------------------------------------------------


async def load_caseload(office: Office, months: int) -> None:
    """One companion's caseload, as if it had been committed, with its parts and keys."""
    events = history(PER_COMPANION, months=months)
    loader = Loader(LOG, keys=1)
    async with office.database.read() as transaction:
        loader.size = (await head(transaction, LOG)).size
    streams: set[StreamId] = set()
    while some := list(islice(events, _ROWS_AT_ONCE)):
        async with office.database.write() as transaction:
            first = loader.size
            await loader.append(transaction, some)
            await _parts(transaction, first, some)
            streams.update(event.stream for event in some if event.key is not None)
    async with office.database.write() as transaction:
        await loader.flush(transaction)
        await transaction.insert(
            "data_key",
            ("log", "key", "stream", "wrapped", "device", "received"),
            list(_keys(office, sorted(streams))),
        )


async def _parts(transaction: Transaction, first: int, events: list[Written]) -> None:
    rows: list[tuple[Value, ...]] = [
        (LOG, position, event.key, event.part)
        for position, event in enumerate(events, start=first)
        if event.part is not None
    ]
    await transaction.insert("personal", ("log", "position", "key", "part"), rows)


def _keys(office: Office, streams: list[StreamId]) -> Iterator[tuple[Value, ...]]:
    for stream in streams:
        key = data_key(stream)
        nonce = crypto.digest(stream.encode())[: crypto.NONCE_BYTES]
        wrapped = wrap_key(key, office.keys.master_key, nonce, LOG, stream)
        yield LOG, key_id(key), stream, wrapped, office.keys.device, 0


async def _code(office: Office, name: str) -> str:
    desk, by = office.desk(LOG), office.administrator
    actor = await register_actor(office, desk, None, name, "pendamping", _REGION, by)
    return await invite(desk.device, ActorId(actor.id), "pendamping", _REGION, by, office.draw(16))


# --- the bare loop -------------------------------------------------------------------------------


async def _bare(journal: Path, stores: Stores, size: int) -> float:
    """The rows of a journal put into a bare table, and so many bytes through a bare socket."""
    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as source:
        rows = source.execute("SELECT * FROM event").fetchall()
    started = time.perf_counter()
    target = sqlite3.connect(stores.directory() / "bare.sqlite")
    target.execute("PRAGMA journal_mode=WAL")
    marks = ",".join("?" * len(rows[0]))
    columns = ",".join(f"c{number}" for number in range(len(rows[0])))
    target.execute(f"CREATE TABLE bare ({columns})")
    with target:
        target.executemany(f"INSERT INTO bare VALUES ({marks})", rows)
    target.close()
    await _transfer(size)
    return time.perf_counter() - started


async def _transfer(size: int) -> None:
    async def give(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(bytes(size))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(give, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while await reader.read(_PIECE):
        pass
    writer.close()
    server.close()
    await server.wait_closed()
