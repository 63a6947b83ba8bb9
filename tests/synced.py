"""The real device on the real office's application: what most tests of both sides begin with.

The way between them is the device's own HTTP transport onto the application; a test may cut it,
before the office acts or after, or mangle what it answers.
"""

import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from client_sync.device import JOURNAL_FILE
from client_sync.exchange.enrol import enrol
from client_sync.exchange.forking import go_on_if_restored
from client_sync.exchange.http_transport import HttpTransport
from client_sync.exchange.sync import Outcome, Parts, sync
from client_sync.key_store import FileKeyStore, FileSentMark
from client_sync.reading.pages import Pages
from client_sync.reading.view import View
from client_sync.storage.chain_end import count_from_the_last
from client_sync.storage.held import Incident, Row
from client_sync.storage.sqlite_journal import open_journal
from events import crypto
from events.digest import Digest
from events.ids import StreamId
from events.types import Role
from server.exchange.enrolling import InvitedScope
from tests.devices import CountedChance, HandClock, WrittenDevice
from tests.office_app import OfficeApp

VISIT: Final[dict[str, Any]] = {"kind": "routine", "outcome": "met"}
NANA: Final[dict[str, Any]] = {
    "nik_status": "none",
    "sex": "p",
    "birth_year": 1978,
    "relation": "kepala",
    "in_same_kk": True,
    "name": "Nana Sofinah",
}


class Way(httpx.AsyncBaseTransport):
    """To the office's application, unless it is cut: `before` the office acts, or `after`."""

    def __init__(self, office: OfficeApp) -> None:
        self._office = office
        self.cut: str | None = None
        self.cut_posts: str | None = None
        self.cut_at: tuple[int, str] | None = None
        """One request by its number, and where it is cut."""
        self.requests = 0
        self.mangle: Any = None
        self.meanwhile: Any = None
        """Awaited while an answer is on its way."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        cut = self.cut_posts if request.method == "POST" and self.cut_posts else self.cut
        if self.cut_at is not None and self.cut_at[0] == self.requests:
            cut = self.cut_at[1]
        if cut == "before":
            raise httpx.ConnectError("no signal")
        answer = await self._office.http.request(
            request.method,
            str(request.url),
            content=await request.aread(),
            headers={k: v for k, v in request.headers.items() if k not in ("host",)},
        )
        if self.meanwhile is not None:
            await self.meanwhile()
        if cut == "after":
            raise httpx.ReadError("cut while the answer came")
        body = answer.content if self.mangle is None else self.mangle(answer.content)
        headers = {k: v for k, v in answer.headers.items() if k != "content-length"}
        stream = httpx.ByteStream(body)
        return httpx.Response(answer.status_code, stream=stream, headers=headers)


class SyncedDevice(WrittenDevice):
    """A device that can write and sync."""

    way: Way
    parts: Parts

    async def sync(self, **how: Any) -> Outcome:
        return await sync(self.parts, **how)

    async def rows(self, stream: str) -> list[Row]:
        async with self.journal.reading() as reading:
            return await reading.rows(StreamId(stream))

    async def incidents(self) -> list[Incident]:
        async with self.journal.reading() as reading:
            return await reading.incidents(100)

    async def digest(self, stream: str) -> Digest:
        async with self.journal.reading() as reading:
            found = await reading.stream(StreamId(stream))
        assert found is not None
        return found.digest

    async def opened_to_write(self) -> Incident | None:
        """What the composition root does before it gives out a recorder."""
        assert self.parts.sent is not None
        await count_from_the_last(self.journal, self.profile)
        return await go_on_if_restored(self.journal, self.profile, self.parts.sent, self.clock)

    def pages(self) -> Pages:
        return Pages(self.journal, View(), self.ring)


@asynccontextmanager
async def a_synced_device(
    office: OfficeApp,
    directory: Path,
    name: str = "Zaenal",
    role: Role = "pendamping",
    region: str = "36.03.06",
    *,
    scope: InvitedScope = "region",
    seed: str | None = None,
) -> AsyncIterator[SyncedDevice]:
    """A device enrolled through its own code; opened again when it is enrolled already.

    Two devices of one person need a `seed` each: of one seed they would draw the same keys.
    """
    seed = seed or name
    chance = CountedChance(seed)
    clock = HandClock(office.office.now_ms())
    store = FileKeyStore(directory, directory.parent / f"{directory.name}-state", chance)
    way = Way(office)
    transport = HttpTransport("http://office", way)
    journal = await open_journal(directory / JOURNAL_FILE)
    try:
        async with journal.reading() as reading:
            profile = await reading.profile()
        if profile is None:
            actor = await office.actor(name, role, region)
            secret = crypto.digest(seed.encode())[:16]
            code = await office.code(actor.id, role, region, secret, scope)
            profile = await enrol("http://office", code, journal, store, transport, clock, chance)
        await store.settle(profile.device)
        keys = await store.load()
        assert keys is not None
        device = SyncedDevice(journal, profile, keys, clock, CountedChance(f"{seed}/ids"))
        device.way = way
        sent = FileSentMark(directory.parent / f"{directory.name}-state")
        device.parts = Parts(journal, transport, clock, chance, keys, sent, store)
        yield device
    finally:
        await journal.close()
        await transport.close()


def image_of(directory: Path) -> Path:
    """A copy of a closed device's directory, as a back-up holds it; not of its state outside."""
    image = directory.with_name(f"{directory.name}-image")
    shutil.rmtree(image, ignore_errors=True)
    shutil.copytree(directory, image)
    return image


def bring_back(image: Path, directory: Path) -> None:
    """Restore a device's directory from its image."""
    shutil.rmtree(directory, ignore_errors=True)
    shutil.copytree(image, directory)


@contextmanager
def behind_its_back(directory: Path) -> Iterator[sqlite3.Connection]:
    """The journal's file, without its triggers."""
    connection = sqlite3.connect(directory / JOURNAL_FILE, isolation_level=None)
    try:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in triggers:
            connection.execute(sql)
    finally:
        connection.close()


def content_of(directory: Path) -> list[str]:
    """Everything a journal holds, in an order of its own: to be compared before and after."""
    connection = sqlite3.connect(f"file:{directory / JOURNAL_FILE}?mode=ro", uri=True)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


async def a_family_of_two_phones(one: SyncedDevice, two: SyncedDevice, visits: int = 3) -> StreamId:
    """A household in which both have written, held equally by both."""
    household = await one.a_household()
    await one.sync()
    await two.sync()
    for number in range(visits):
        await two.written("household_visited", household, note=f"irna {number}", **VISIT)
        await one.written("household_visited", household, note=f"zaenal {number}", **VISIT)
    await two.sync()
    await one.sync()
    await two.sync()
    await one.sync()
    return StreamId(household)
