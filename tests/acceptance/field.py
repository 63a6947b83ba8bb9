"""Two companions with a device each, and an office: what a situation of the field is played on.

Devices are the real ones, on directories; the office is the real one, on either database; officers
give the real commands. A device without a signal is one that does not sync. At the end of a
situation `agreed` says that both devices and the office answer alike.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from client_sync.reading.pages import HistoryLine
from client_sync.writing.doubts import Doubt, own_doubts
from client_sync.writing.record import Refused
from events.dates import day_of_ms, parse_rfc3339
from events.folds import Answer, HistoryEntry
from events.folds.commitments_grid import Commitment
from events.ids import HouseholdId, StreamId
from server.answers.answering import Answering
from tests.builders import NIK, an_id
from tests.office_app import LOG
from tests.office_story import Story, a_story
from tests.reading import get
from tests.synced import SyncedDevice, a_synced_device

K: Final = ("--by", "Kabupaten", "--reason", "Sudah diperiksa")
"""The coordinator of the kabupaten decides; every decision has a reason."""
DESA: Final = "36.03.06.2001"
WORKSHOP: Final = an_id("konveksi nana")
VEST: Final = an_id("life vest")
NANA: Final[Mapping[str, Any]] = {
    "nik_status": "stated", "sex": "p", "birth_year": 1978, "relation": "kepala",
    "in_same_kk": True, "name": "Nana Sofinah", "nik": NIK,
}  # fmt: skip
CHILD: Final[Mapping[str, Any]] = {
    "nik_status": "none", "sex": "l", "birth_year": 1998, "relation": "anak",
    "in_same_kk": True, "name": "Ujang",
}  # fmt: skip


class Family:
    """A household, and its head."""

    def __init__(self, household: str, head: str) -> None:
        self.household = household
        self.head = head


class Field:
    """The office, its officers, Zaenal's device and Rina's."""

    def __init__(self, home: Path, story: Story, zaenal: SyncedDevice, rina: SyncedDevice) -> None:
        self.home = home
        self.story = story
        self.zaenal = zaenal
        self.rina = rina

    @property
    def devices(self) -> tuple[SyncedDevice, SyncedDevice]:
        return self.zaenal, self.rina

    @property
    def today(self) -> date:
        return day_of_ms(self.story.office.office.now_ms())

    def day(self, on: str) -> None:
        """It is nine in the morning of this day, everywhere."""
        now_ms = parse_rfc3339(f"{on}T09:00:00+07:00")
        self.story.clock.set(now_ms)
        for device in self.devices:
            device.clock.at_ms = now_ms

    async def sync(self) -> None:
        """Both have a signal, and nothing more to tell each other afterwards."""
        for device in self.devices * 2:
            assert (await device.sync()).incidents == ()

    async def family(self, device: SyncedDevice | None = None) -> Family:
        """A family in the programme, registered today by Zaenal, known to all."""
        by = device or self.zaenal
        registered = await by.written(
            "household_registered", region=DESA, rt="004", rw="001", source="companion",
            notice_given=True, yes=True,
        )  # fmt: skip
        family = Family(registered.stream, registered.made["head"])
        await by.written("member_added", family.household, member=family.head, **NANA)
        await by.written(
            "programme_enrolled", family.household, programme="jamsosratu", kind="first",
            cohort_year=2018,
        )  # fmt: skip
        await self.sync()
        return family

    async def member(self, family: Family, **person: object) -> str:
        """One more member, recorded by Zaenal; the id."""
        added = await self.zaenal.written("member_added", family.household, **{**CHILD, **person})
        return added.made["member"]

    async def workshop(self, family: Family) -> None:
        """The family sews life vests."""
        await self.zaenal.written(
            "enterprise_started", family.household, enterprise=WORKSHOP, owner=family.head,
            kind="konveksi", origin="training",
        )  # fmt: skip
        await self.sync()

    async def assigned(self, family: Family, companion: str, effective: str) -> None:
        """The coordinator gives the family to a companion."""
        await self.story.ask(
            "assign", family.household, "--to", companion, "--effective", effective,
            "--reason", "leave", "--by", "Kabupaten",
        )  # fmt: skip

    # --- what each of them says -------------------------------------------------------------------

    async def office(
        self, household: str, day: str | None = None, known_at: int | None = None
    ) -> Answer:
        """Where a household stands for the office."""
        async with self.story.office.office.database.read() as transaction:
            found = await Answering().household(
                transaction, LOG, HouseholdId(household), self._day(day), known_at
            )
        assert found is not None
        return found

    async def on(self, device: SyncedDevice, household: str, day: str | None = None) -> Answer:
        """Where it stands on a device."""
        page = await device.pages().household(StreamId(household), self._day(day))
        return page.answer

    async def agreed(self, household: str, day: str | None = None) -> Answer:
        """What all of them say, once everybody had a signal."""
        await self.sync()
        said = await self.office(household, day)
        for device in self.devices:
            assert await self.on(device, household, day) == said
        return said

    async def entry(self, household: str, event: str) -> HistoryEntry:
        """How an entry stands for the office."""
        async with self.story.office.office.database.read() as transaction:
            found = await Answering().history(transaction, LOG, HouseholdId(household), None)
        return next(each for name, each in found.items() if name == event)

    async def history(self, device: SyncedDevice, household: str) -> dict[str, HistoryLine]:
        """The history a device shows, by event."""
        lines, _ = await device.pages().history(StreamId(household))
        return {line.event: line for line in lines}

    async def commitments(self, device: SyncedDevice, household: str) -> tuple[Commitment, ...]:
        """The commitments of the last twelve months that a device shows."""
        return (await device.pages().commitments(StreamId(household), self.today, 12)).cells

    async def doubts(self, device: SyncedDevice) -> dict[str, tuple[str, ...]]:
        """What looks odd to the author of a device's entries."""
        found: list[Doubt] = [
            *await own_doubts(device.journal, device.profile, device.view, self.today)
        ]
        return {doubt.item.event: doubt.flags for doubt in found}

    async def read(self, path: str, **query: object) -> Any:
        """What the read API gives the coordinator of the kabupaten."""
        token = await self.story.office.token("koordinator_kabupaten", "36.03")
        return await get(self.story.office, path, token, **query)

    def _day(self, day: str | None) -> date:
        return self.today if day is None else date.fromisoformat(day)


async def sold(device: SyncedDevice, family: Family, quantity: int, month: str = "2018-11") -> str:
    """What a device reports of a month's sales; the event."""
    sale = {"buyer": an_id("buyer a"), "quantity": quantity, "unit_price": 39_000}
    written = await device.written(
        "sales_reported", family.household, on=month, enterprise=WORKSHOP, product=VEST,
        unit="pcs", sales=[sale], largest_buyer_pct=100,
    )  # fmt: skip
    return written.event


async def corrected(
    device: SyncedDevice, household: str, target: str, field: str, new: object
) -> str:
    """A correction that names the one it replaces by itself; the event."""
    written = await device.written(
        "fact_corrected", household, target=target, field=field, new=new, reason="typo"
    )
    return written.event


async def refused(device: SyncedDevice, type_: str, household: str, **rest: object) -> list[str]:
    """The codes with which a device does not write an entry."""
    outcome = await device.record(type_, household, **rest)
    assert isinstance(outcome, Refused), outcome
    return [problem.code for problem in outcome.problems]


@asynccontextmanager
async def a_field(
    tmp_path: Path,
    url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    rinas_region: str = "36.03.06",
) -> AsyncIterator[Field]:
    """On 14 December 2018; Rina accompanies in Zaenal's kecamatan, unless said otherwise."""
    async with (
        a_story(tmp_path, url, capsys, monkeypatch) as story,
        a_synced_device(story.office, tmp_path / "zaenal", "Zaenal") as zaenal,
        a_synced_device(story.office, tmp_path / "rina", "Rina", region=rinas_region) as rina,
    ):
        field = Field(tmp_path, story, zaenal, rina)
        field.day("2018-12-14")
        yield field


Played = Callable[[Path, str, pytest.CaptureFixture[str], pytest.MonkeyPatch], Awaitable[None]]


def played(
    rinas_region: str = "36.03.06",
) -> Callable[[Callable[[Field], Awaitable[None]]], Played]:
    """A test that is given a field, on both databases."""

    def decorate(test: Callable[[Field], Awaitable[None]]) -> Played:
        async def play(
            tmp_path: Path,
            database_url: str,
            capsys: pytest.CaptureFixture[str],
            monkeypatch: pytest.MonkeyPatch,
        ) -> None:
            async with a_field(tmp_path, database_url, capsys, monkeypatch, rinas_region) as field:
                await test(field)

        return play

    return decorate
