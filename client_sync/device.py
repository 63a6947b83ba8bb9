"""A device put together: which journal, clock, keys and office a data directory stands for.

The composition root: the only place that knows the adapters. What only some commands need (folds,
cryptography, HTTP) is loaded when it is asked for: every command is a process of its own, and
`jejak status` must not wait for what it does not use. Before: the command line says which
directory. After: `writing/record.py`, `exchange/sync.py` and `reading/pages.py` work with the ports
alone.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from client_sync.chance import SystemChance
from client_sync.clock import STORY_MARKER, open_clock
from client_sync.ports import Chance, Clock, DeviceKeys, SentMark, Transport
from client_sync.refusals import DeviceRefused
from client_sync.storage.held import Profile
from client_sync.storage.sqlite_journal import SqliteJournal, open_journal

if TYPE_CHECKING:
    from client_sync.data_keys import KeyRing
    from client_sync.exchange.sync import Parts
    from client_sync.key_store import FileKeyStore
    from client_sync.reading.caseload import Caseload
    from client_sync.reading.doctor import Doctor
    from client_sync.reading.pages import Pages
    from client_sync.reading.view import View
    from client_sync.writing.record import Recorder
    from events.regions import Regions

JOURNAL_FILE: Final = "journal.sqlite"


class Setup(msgspec.Struct, frozen=True):
    """What the command line and the environment say; read once."""

    data: Path
    story_clock: str | None = None
    """`JEJAK_CLOCK`: a file holding a story's time."""
    state: str | None = None
    """`JEJAK_STATE`: where `install` lies instead of the user's state directory."""
    xdg_state: str | None = None
    profile: str | None = None
    """By what name the directory was asked for, on a computer of several people."""


class Device:
    """An enrolled directory, ready to write, read and sync."""

    def __init__(
        self, setup: Setup, journal: SqliteJournal, profile: Profile, clock: Clock, chance: Chance
    ) -> None:
        self.journal: Final = journal
        self.profile: Final = profile
        self.clock: Final = clock
        self.chance: Final = chance
        self._setup = setup

    @cached_property
    def view(self) -> "View":
        """What the entries held here say."""
        from client_sync.reading.view import View

        return View()

    async def keys(self) -> DeviceKeys:
        """The device's secrets.

        Errors: DeviceRefused when they are gone, or others can read them.
        """
        store = key_store(self._setup, self.chance)
        await store.settle(self.profile.device)
        keys = await store.load()
        if keys is None:
            raise DeviceRefused("keys_missing", given=self._setup.data)
        return keys

    async def ring(self) -> "KeyRing":
        """What opens personal parts."""
        from client_sync.data_keys import KeyRing

        return KeyRing(self.profile, await self.keys())

    async def recorder(self) -> "Recorder":
        """What writes entries; in a new epoch when this directory was brought back from a back-up.

        It may be older than what was sent from here, and the next numbers may be taken.
        Errors: ProfileDamaged when they would be written under another's name.
        """
        from client_sync.exchange.forking import go_on_if_restored
        from client_sync.storage.chain_end import count_from_the_last
        from client_sync.storage.profile_proof import check_profile
        from client_sync.writing.record import Recorder

        async with self.journal.reading() as reading:
            await check_profile(reading, await self.keys())
        await count_from_the_last(self.journal, self.profile)
        await go_on_if_restored(self.journal, self.profile, sent_mark(self._setup), self.clock)
        ring, regions = await self.ring(), read_regions()
        return Recorder(
            self.journal, self.profile, ring, self.clock, self.chance, self.view, regions
        )

    async def pages(self) -> "Pages":
        """What people read."""
        from client_sync.reading.pages import Pages

        return Pages(self.journal, self.view, await self.ring())

    async def caseload(self) -> "Caseload":
        """The households of this device, in lists."""
        from client_sync.reading.caseload import Caseload

        return Caseload(self.journal, self.view, await self.ring())

    async def doctor(self) -> "Doctor":
        """What looks the journal through."""
        from client_sync.reading.doctor import Doctor
        from events.dates import day_of_ms

        today = day_of_ms(await self.clock.now_ms())
        sent = sent_mark(self._setup)
        return Doctor(self.journal, self.profile, await self.ring(), sent, today)

    async def parts(self, transport: Transport) -> "Parts":
        """What a sync over this way is done with."""
        from client_sync.exchange.sync import Parts

        return Parts(
            self.journal,
            transport,
            self.clock,
            self.chance,
            await self.keys(),
            sent_mark(self._setup),
            key_store(self._setup, self.chance),
        )


@asynccontextmanager
async def open_device(setup: Setup) -> AsyncIterator[Device]:
    """The device of a data directory.

    Errors: DeviceRefused when the directory is not enrolled, or a story's clock is asked for in a
    directory of real work.
    """
    if not (setup.data / JOURNAL_FILE).exists():
        raise _not_enrolled(setup)
    clock = open_clock(setup.data, setup.story_clock)
    journal = await open_journal(setup.data / JOURNAL_FILE)
    try:
        async with journal.reading() as reading:
            profile = await reading.profile()
        if profile is None:
            raise _not_enrolled(setup)
        yield Device(setup, journal, profile, clock, SystemChance())
    finally:
        await journal.close()


def _not_enrolled(setup: Setup) -> DeviceRefused:
    option = "" if setup.profile is None else f" --profile {setup.profile}"
    return DeviceRefused("not_enrolled", given=setup.data, option=option)


async def enrol_device(setup: Setup, office: str, code: str, again: bool = False) -> Profile:
    """Enrol a data directory; with a story's clock it is marked as one of a story first.

    `again`: it is a device already, and its office does not know it any more since a restore.
    Errors: as `enrol`; DeviceRefused `already_enrolled` when it is a device already.
    """
    from client_sync.exchange.enrol import enrol

    file = setup.data / JOURNAL_FILE
    is_new = not file.exists()
    setup.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if setup.story_clock and is_new:
        (setup.data / STORY_MARKER).touch()
    clock = open_clock(setup.data, setup.story_clock)
    transport = open_transport(office)
    try:
        journal = await open_journal(file)
        try:
            async with journal.reading() as reading:
                if not again and await reading.profile() is not None:
                    raise DeviceRefused("already_enrolled", given=setup.data)
            chance = SystemChance()
            store = key_store(setup, chance)
            profile = await enrol(office, code, journal, store, transport, clock, chance)
            is_new = False
            return profile
        finally:
            await journal.close()
            if is_new:
                # The keys stay, for the same code again; a journal would be a profile here.
                file.unlink(missing_ok=True)
    finally:
        await transport.close()


def open_transport(office: str) -> Transport:
    """The way to an office. Errors: DeviceRefused for what is no address."""
    from client_sync.exchange.http_transport import HttpTransport

    if not office.startswith(("http://", "https://")) or " " in office:
        raise DeviceRefused("bad_address", given=office)
    return HttpTransport(office)


def key_store(setup: Setup, chance: Chance) -> "FileKeyStore":
    """Where the secrets of a data directory are."""
    from client_sync.key_store import FileKeyStore, state_directory

    state = state_directory(setup.data, setup.state, setup.xdg_state)
    return FileKeyStore(setup.data, state, chance)


def sent_mark(setup: Setup) -> SentMark:
    """How far this installation of a data directory ever sent its events."""
    from client_sync.key_store import FileSentMark, state_directory

    return FileSentMark(state_directory(setup.data, setup.state, setup.xdg_state))


def read_regions() -> "Regions":
    """The regions that come with the program."""
    import csv

    import events
    from events.regions import Regions

    table = Path(events.__file__).parent / "data" / "regions-banten.csv"
    with table.open(encoding="utf-8", newline="") as file:
        next(file)  # the names of the columns
        return Regions.of((code, name) for code, name in csv.reader(file))
