"""Devices for tests: enrolled directories, without an office, with a clock the test holds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from client_sync.data_keys import KeyRing
from client_sync.device import JOURNAL_FILE, read_regions
from client_sync.key_store import FileKeyStore
from client_sync.ports import DeviceKeys
from client_sync.reading.view import View
from client_sync.storage.held import Chain, Profile, SyncState
from client_sync.storage.sqlite_journal import SqliteJournal, open_journal
from client_sync.writing.record import Outcome, Recorded, Recorder
from events import chain, crypto
from events.dates import parse_rfc3339
from events.form import NewEntry
from events.ids import ActorId, Cursor, LogId, device_id
from events.line import Line, read_envelope
from events.regions import Regions
from events.types import RegionCode, Role

LOG: Final = LogId("36.03")
ACTOR: Final = ActorId("01900000-0000-7000-8000-000000000001")
OFFICE_SEED: Final = b"o" * 32
OFFICE_BOX_SECRET: Final = b"b" * 32
START_MS: Final = parse_rfc3339("2018-12-14T09:00:00+07:00")


class HandClock:
    """Stands still until the test moves it; sleeping moves it too."""

    def __init__(self, at_ms: int = START_MS) -> None:
        self.at_ms = at_ms
        self.slept: list[float] = []

    async def now_ms(self) -> int:
        return self.at_ms

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at_ms += int(seconds * 1000)


class CountedChance:
    """Every draw differs from every other, and is the same in every run."""

    def __init__(self, seed: str = "") -> None:
        self._seed = seed
        self._drawn = 0

    async def draw(self, size: int) -> bytes:
        self._drawn += 1
        block = crypto.digest(f"{self._seed}/{self._drawn}".encode())
        return (block * (size // 32 + 1))[:size]


class WrittenDevice:
    """A device that can write: journal, keys, recorder and the clock it reads."""

    def __init__(
        self,
        journal: SqliteJournal,
        profile: Profile,
        keys: DeviceKeys,
        clock: HandClock,
        chance: CountedChance,
    ) -> None:
        self.journal = journal
        self.profile = profile
        self.keys = keys
        self.clock = clock
        self.view = View()
        self.ring = KeyRing(profile, keys)
        self.recorder = Recorder(
            journal,
            profile,
            self.ring,
            clock,
            chance,
            self.view,
            REGIONS,
        )

    async def record(self, type_: str, household: str | None = None, **rest: object) -> Outcome:
        """Write one entry; what is no key of an entry is a field of it."""
        named = {name: rest.pop(name) for name in [*rest] if name in NewEntry.__struct_fields__}
        fields = {"fields": rest} if rest else {}
        entry = NewEntry(type=type_, household=household, **fields, **named)  # type: ignore[arg-type]
        return await self.recorder.record(entry)

    async def written(self, type_: str, household: str | None = None, **rest: object) -> Recorded:
        """The same, where it must succeed."""
        outcome = await self.record(type_, household, **rest)
        assert isinstance(outcome, Recorded), outcome
        return outcome

    async def lines(self) -> list[Line]:
        """What was written here, in the epoch it began in."""
        async with self.journal.reading() as reading:
            return [read_envelope(row.line) for row in await reading.own_rows(0, 1, 1_000)]

    async def a_household(self) -> str:
        """A new household with its head; its id."""
        registered = await self.written(
            "household_registered",
            region="36.03.06.2001",
            source="companion",
            notice_given=True,
            yes=True,
        )
        return registered.stream


REGIONS: Final[Regions] = read_regions()


@asynccontextmanager
async def a_device(
    directory: Path, name: str = "d1", role: Role = "pendamping", clock: HandClock | None = None
) -> AsyncIterator[WrittenDevice]:
    """A device in a directory, enrolled by hand when it is new; opened again otherwise.

    Two of one name draw the same chance.
    """
    chance = CountedChance(name)
    store = FileKeyStore(directory, directory.parent / f"{directory.name}-state", chance)
    journal = await open_journal(directory / JOURNAL_FILE)
    try:
        keys = await store.load() or await store.keep(await chance.draw(32), await chance.draw(32))
        async with journal.writing() as writing:
            profile = await writing.profile()
            if profile is None:
                profile = a_profile(keys, role)
                head = chain.first_head(LOG, profile.device, 0)
                await writing.enrolled(
                    profile,
                    Chain(0, chain.NO_PARENT, 0, head, 0),
                    SyncState(cursor=Cursor(1, 0), challenge=b"first", scope_region=profile.region),
                )
        yield WrittenDevice(
            journal, profile, keys, clock or HandClock(), CountedChance(f"{name}/ids")
        )
    finally:
        await journal.close()


def a_profile(keys: DeviceKeys, role: Role = "pendamping") -> Profile:
    """Who a device with these keys is for the office of the tests."""
    return Profile(
        office="http://127.0.0.1:9",
        log=LOG,
        deployment="test",
        device=device_id(crypto.signing_public(keys.seed)),
        actor=ACTOR,
        role=role,
        region=RegionCode("36.03"),
        office_key=crypto.signing_public(OFFICE_SEED),
        office_box=crypto.box_public(OFFICE_BOX_SECRET),
        box_key=crypto.box_public(keys.box_secret),
        enrolled_at=START_MS,
    )
