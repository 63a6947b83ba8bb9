"""A device of a world: the real journal, recorder, enrolment and sync on a machine that can crash.

Writing is done at once. Enrolment and sync are runs, each with a connection of its own to the
journal, as a second process has: they go on until they wait for the network or the clock, and the
world decides what comes next.
"""

from collections.abc import Awaitable, Callable
from functools import cache
from hashlib import sha256
from typing import Final

import msgspec

from client_sync.data_keys import KeyRing
from client_sync.device import JOURNAL_FILE, read_regions
from client_sync.exchange.carrying import Exported, Told, deliver, export
from client_sync.exchange.enrol import enrol
from client_sync.exchange.forking import go_on_if_restored
from client_sync.exchange.http_transport import HttpTransport
from client_sync.exchange.sync import Parts, sync
from client_sync.ports import DeviceKeys, Transport
from client_sync.reading.doctor import Doctor
from client_sync.reading.view import View
from client_sync.storage.held import Profile, Row
from client_sync.storage.sqlite_journal import SqliteJournal, open_journal
from client_sync.writing.record import Outcome, Recorder
from events import chain
from events.dates import day_of_ms
from events.form import NewEntry
from events.ids import ActorId, StreamId, event_id
from events.regions import Regions
from tests.simulation.disk import Disk
from tests.simulation.network import Network, Run, Wire
from tests.simulation.ports import PocketKeys, SeededChance, Time
from tests.simulation.programs import NEWEST, running

OFFICE_URL: Final = "http://office"


class Person(msgspec.Struct, frozen=True):
    """Who holds a device, and for which region."""

    actor: ActorId
    region: str


class Device:
    """A device. Without a profile it is not enrolled yet; `code` is what its holder was given."""

    def __init__(
        self,
        name: str,
        person: Person,
        disk: Disk,
        network: Network,
        time: Time,
        chance: SeededChance,
        keys: PocketKeys,
    ) -> None:
        self.name = name
        self.person = person
        self.disk = disk
        self.keys = keys
        self.chance = chance
        self.skew_ms = 0
        self.program = NEWEST
        self.code: str | None = None
        self.profile: Profile | None = None
        self.runs: list[Run] = []
        self._network = network
        self.time = time
        self._journal: SqliteJournal | None = None
        self._recorder: Recorder | None = None

    @property
    def journal(self) -> SqliteJournal:
        assert self._journal is not None, "the device is on"
        return self._journal

    # --- on and off ------------------------------------------------------------------------------

    async def open(self) -> None:
        """Open the journal from what is on the disk."""
        self._journal = await self._open_journal()
        await self._read_profile()

    async def close(self) -> None:
        """End what runs, where it is."""
        for run in self.runs:
            await run.kill()
        self.runs.clear()
        journal, self._journal, self._recorder = self._journal, None, None
        if journal is not None:
            await journal.close()

    async def restart(self, kept: float = 1.0) -> None:
        """Lose power, if that has not happened yet, and start again."""
        self.disk.crash(kept)
        await self.close()
        self.disk.switch_on()
        await self.open()

    # --- what its holder does --------------------------------------------------------------------

    async def write(self, entry: NewEntry) -> Outcome:
        """Write an entry. Errors: those of the recorder, Crashed."""
        assert self._recorder is not None, "only an enrolled device writes"
        with running(self.program):
            return await self._recorder.record(entry)

    async def write_line(self, type_: str, stream: StreamId, line: bytes) -> Row:
        """Write a line as a newer or a broken program would, chained like any other."""
        async with self.journal.writing() as writing:
            head, profile = await writing.chain(), await writing.profile()
            assert profile is not None, "only an enrolled device writes"
            row = Row(
                event_id(line), profile.device, head.epoch, head.sequence + 1, stream, type_,
                "2018-11", head.at + 1, None, line, None, chain.next_head(head.head, line),
            )  # fmt: skip
            await writing.insert([row])
        return row

    async def find_out_if_restored(self) -> None:
        """What a program does before its holder writes."""
        assert self.profile is not None, "only an enrolled device writes"
        await go_on_if_restored(self.journal, self.profile, self.keys, _Clock(self, None))

    async def mend(self) -> None:
        """`jejak doctor --repair`."""
        keys = await self.keys.load()
        assert self.profile is not None, "only an enrolled device has a journal to mend"
        assert keys is not None, "an enrolled device has keys"
        ring = KeyRing(self.profile, keys)
        today = day_of_ms(self.now_ms())
        with running(self.program):
            await Doctor(self.journal, self.profile, ring, self.keys, today).examine(repair=True)

    def start_enrolment(self) -> Run:
        """Enrol with the code at hand."""

        async def work(run: Run) -> object:
            return await self._with_office(run, self._enrol)

        return self._start("enrol", work)

    def start_sync(self, patient: bool) -> Run:
        """Sync, once or until it worked."""

        async def talk(journal: SqliteJournal, transport: Transport, clock: _Clock) -> object:
            keys = await self.keys.load()
            assert keys is not None, "an enrolled device has keys"
            return await sync(self._parts(journal, transport, clock, keys), patient=patient)

        async def work(run: Run) -> object:
            return await self._with_office(run, talk)

        return self._start("sync", work)

    async def export(self) -> Exported:
        """`jejak outbox export`."""
        keys = await self.keys.load()
        assert keys is not None, "an enrolled device has keys"
        nowhere = HttpTransport(OFFICE_URL)
        try:
            return await export(self._parts(self.journal, nowhere, _Clock(self, None), keys))
        finally:
            await nowhere.close()

    def start_delivery(self, data: bytes, tell: Told) -> Run:
        """`jejak outbox import`."""

        async def talk(_: SqliteJournal, transport: Transport, __: _Clock) -> object:
            assert self.profile is not None, "only an enrolled device carries"
            return await deliver(transport, self.profile, data, tell)

        async def work(run: Run) -> object:
            return await self._with_office(run, talk)

        return self._start("delivery", work)

    async def ended(self, run: Run) -> None:
        """Forget a run that came to its end; it may have made another device of this one."""
        self.runs.remove(run)
        await self._read_profile()

    # --- inside ----------------------------------------------------------------------------------

    def _start(self, kind: str, work: Callable[[Run], Awaitable[object]]) -> Run:
        run = Run(f"{kind} of {self.name}")

        async def working() -> object:
            return await work(run)

        with running(self.program):
            run.start(working())
        self.runs.append(run)
        return run

    def _parts(
        self, journal: SqliteJournal, transport: Transport, clock: "_Clock", keys: DeviceKeys
    ) -> Parts:
        return Parts(
            journal, transport, clock, self.chance, keys, self.keys, self.keys, self.program.speaks
        )

    async def _with_office(
        self,
        run: Run,
        talk: "Callable[[SqliteJournal, Transport, _Clock], Awaitable[object]]",
    ) -> object:
        journal = await self._open_journal()
        transport = HttpTransport(OFFICE_URL, Wire(self._network, run))
        try:
            return await talk(journal, transport, _Clock(self, run))
        finally:
            await transport.close()
            await journal.close()

    async def _enrol(self, journal: SqliteJournal, transport: Transport, clock: "_Clock") -> object:
        assert self.code is not None, "the office gave a code"
        return await enrol(OFFICE_URL, self.code, journal, self.keys, transport, clock, self.chance)

    async def _open_journal(self) -> SqliteJournal:
        return await open_journal(self.disk.directory / JOURNAL_FILE)

    async def _read_profile(self) -> None:
        before = self.profile
        async with self.journal.reading() as reading:
            self.profile = await reading.profile()
        if self.profile is None or (self._recorder is not None and self.profile == before):
            return
        await self.keys.settle(self.profile.device)
        keys = await self.keys.load()
        if keys is None:
            return
        ring = KeyRing(self.profile, keys)
        clock = _Clock(self, None)
        self._recorder = Recorder(
            self.journal, self.profile, ring, clock, self.chance, View(), _regions()
        )

    def now_ms(self) -> int:
        return self.time.now_ms + self.skew_ms


class _Clock:
    """The device's clock, right or wrong; who sleeps is woken by the world."""

    def __init__(self, device: Device, run: Run | None) -> None:
        self._device = device
        self._run = run

    async def now_ms(self) -> int:
        return self._device.now_ms()

    async def sleep(self, seconds: float) -> None:
        assert self._run is not None, "only a run sleeps"
        self._run.wakes_at = self._device.time.now_ms + int(seconds * 1000)
        await self._run.wait()


@cache
def _regions() -> Regions:
    return read_regions()


def actor_of(name: str) -> ActorId:
    """The id of the person who holds the device of this name."""
    raw = sha256(f"actor {name}".encode()).hexdigest()
    return ActorId(f"01900000-0000-7000-8000-{raw[:12]}")
