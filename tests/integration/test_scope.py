"""What a device sees: assignments hand households over, with their history and without a loss.

The real device and the real office in one process, on both databases. An assignment is what the
koordinator says; scopes follow by themselves.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from client_sync.ports import OfficeUnreachable
from client_sync.refusals import DeviceRefused
from client_sync.storage.journal import JournalFull
from client_sync.storage.sqlite_writing import SqliteWriting
from events import limits
from events.dates import day_of_ms
from events.ids import PROGRAMME, ActorId, EventId, HouseholdId, StreamId
from events.types import Body, CompanionAssigned, EventVoided, HouseholdsMerged
from events.types.office import ScopeChanged
from server.answers.answering import Answering
from server.exchange.assigning import settle
from server.exchange.devices import find_device
from server.exchange.scope_view import view_scope
from server.exchange.scoping import seen_of
from server.intake.office_device import Act, Written
from tests.builders import an_id
from tests.integration.test_sync import NANA
from tests.office_app import LOG, OfficeApp, an_office_app
from tests.synced import VISIT, SyncedDevice, a_synced_device

ELSEWHERE = "36.03.07"
FRIDAY_MS = 1_544_752_800_000
"""2018-12-14 in the morning."""


class District:
    """An office with a koordinator, and two companions in one kecamatan."""

    def __init__(self, office: OfficeApp, koordinator: ActorId) -> None:
        self.office = office
        self.koordinator = koordinator

    async def say(
        self, household: str, body: Body, on: str | None = None, by: ActorId | None = None
    ) -> Written:
        """An act of the koordinator about a household, and what follows from it."""
        day = on or day_of_ms(self.office.office.now_ms()).isoformat()
        act = Act(body=body, by=by or self.koordinator, stream=StreamId(household), on=day)
        written = await self.office.desk.device.append(act)
        await settle(self.office.desk.device)
        return written

    async def assign(
        self, household: str, to: SyncedDevice, effective_on: str | None = None, **how: Any
    ) -> Written:
        day = effective_on or day_of_ms(self.office.office.now_ms()).isoformat()
        body = CompanionAssigned(
            companion=to.profile.actor, effective_on=date.fromisoformat(day), reason="balance"
        )
        return await self.say(household, body, **how)

    async def sees(self, device: SyncedDevice, *households: str) -> set[str]:
        """Which of these households the office lets a device see."""
        async with self.office.office.database.read() as transaction:
            found = await find_device(transaction, LOG, device.profile.device)
            assert found is not None
            names = [HouseholdId(name) for name in households]
            return set(await seen_of(transaction, LOG, found, names))

    async def scope_events(self) -> list[ScopeChanged]:
        """What the log says of scopes, in order."""
        import msgspec

        async with self.office.office.database.read() as transaction:
            rows = await transaction.fetch("log.stream", LOG, "office", 2**62)
        lines = [msgspec.json.decode(row["line"]) for row in rows]
        return [
            msgspec.convert(line["body"], ScopeChanged)
            for line in lines
            if line["type"] == "scope_changed"
        ]

    async def flags(self, household: str, event: EventId) -> tuple[str, ...]:
        """What the office's fold says of an entry."""
        async with self.office.office.database.read() as transaction:
            found = await Answering().history(transaction, LOG, HouseholdId(household), None)
        return tuple(found[event].flags)


@asynccontextmanager
async def a_district(
    directory: Path, url: str, clock: Path | None = None
) -> AsyncIterator[tuple[District, SyncedDevice, SyncedDevice]]:
    async with an_office_app(directory, url, clock) as office:
        koordinator = await office.actor("Kepala", "koordinator_kabupaten", "36.03")
        async with (
            a_synced_device(office, directory / "zaenal", "Zaenal") as zaenal,
            a_synced_device(office, directory / "irna", "Irna", region=ELSEWHERE) as irna,
        ):
            yield District(office, koordinator.id), zaenal, irna


async def a_family_of(device: SyncedDevice, visits: int = 1, region: str = "36.03.06.2001") -> str:
    """A household this device has registered, with a name and visits, at the office."""
    household = (
        await device.written(
            "household_registered", region=region, source="companion", notice_given=True, yes=True
        )
    ).stream
    await device.written("member_added", household, **NANA)
    for number in range(visits):
        await device.written("household_visited", household, note=f"ke-{number}", yes=True, **VISIT)
    await device.sync()
    return household


async def held(device: SyncedDevice, household: str) -> list[str]:
    """The types this device holds of a household, in the order of arrival."""
    return [row.type for row in await device.rows(household)]


async def test_a_household_is_handed_over_with_its_history_and_names(
    tmp_path: Path, database_url: str
) -> None:
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        household = await a_family_of(zaenal)
        await irna.sync()
        assert await held(irna, household) == []
        await district.assign(household, zaenal)
        handed = await district.assign(household, irna)

        outcome = await irna.sync()
        assert (outcome.why, outcome.incidents) == ("done", ())
        assert sorted(await held(irna, household)) == [
            "companion_assigned", "companion_assigned", "household_registered",
            "household_visited", "member_added",
        ]  # fmt: skip
        page = await irna.pages().household(StreamId(household), day_of_ms(irna.clock.at_ms))
        assert "Nana Sofinah" in page.names.values()
        assert page.answer.household.companion == irna.profile.actor
        assert [event.because for event in await district.scope_events()] == [handed.id] * 2
        await irna.written("household_visited", household, note="saya pendamping baru", **VISIT)
        assert (await irna.sync()).incidents == ()


async def test_what_a_lost_device_exposes_is_what_it_was_given(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The families to be told within 3x24 hours, those of its region and those beside it."""
    monkeypatch.setattr(limits, "REPAIR_HOUSEHOLDS_MAX", 2)
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        own = [await a_family_of(zaenal) for _ in range(3)]
        other = await a_family_of(irna, region=f"{ELSEWHERE}.2001")
        await district.assign(own[0], irna)
        for device in (zaenal, irna):
            await district.assign(other, irna)
            await device.sync()
            async with device.journal.reading() as reading:
                streams = [stream for stream in await reading.streams() if stream.held]
                given = {HouseholdId(stream.id) for stream in streams if stream.id != PROGRAMME}
            async with district.office.office.database.read() as transaction:
                found = await find_device(transaction, LOG, device.profile.device)
                assert found is not None
                view = await view_scope(transaction, LOG, found, listed=True)
            assert view.listed is not None
            assert set(view.listed) == given
            assert len(view.listed) == view.households == (3 if device is zaenal else 2)


async def test_the_former_phone_forgets_others_and_keeps_its_own_until_safe(
    tmp_path: Path, database_url: str
) -> None:
    clock = tmp_path / "clock"
    clock.write_text(str(FRIDAY_MS))
    async with a_district(tmp_path, database_url, clock) as (district, zaenal, irna):
        household = await a_family_of(zaenal)
        await district.assign(household, zaenal)
        await zaenal.sync()
        clock.write_text(str(FRIDAY_MS + limits.DAY_MS))
        zaenal.clock.at_ms = irna.clock.at_ms = FRIDAY_MS + limits.DAY_MS
        own = ["household_registered", "member_added", "household_visited"]
        assert await held(zaenal, household) == [*own, "companion_assigned"]
        await zaenal.written(
            "household_visited", household, note="belum terkirim", **VISIT, yes=True
        )
        unsent = (await zaenal.rows(household))[-1]
        handed = await district.assign(household, irna)

        outcome = await zaenal.sync()
        assert (outcome.why, outcome.committed, outcome.incidents) == ("done", 1, ())
        rows = await zaenal.rows(household)
        assert [row.type for row in rows] == [*own, "household_visited"]
        assert all(row.line and row.position is not None for row in rows)
        async with zaenal.journal.reading() as reading:
            assert await reading.keys(StreamId(household)) == []
            assert StreamId(household) not in await reading.stream_ids()
            left = await reading.stream(StreamId(household))
        assert left is not None
        assert left.left_on == "2018-12-15"
        with pytest.raises(DeviceRefused) as refused:
            await zaenal.pages().household(StreamId(household), day_of_ms(zaenal.clock.at_ms))
        assert refused.value.code == "household_left"
        seen, _ = await zaenal.pages().history(StreamId(household))
        assert ["outside_assignment" in line.flags for line in seen][-2:] == [False, True]

        await irna.sync()
        assert "outside_assignment" in await district.flags(household, unsent.id)
        assert "outside_assignment" not in await district.flags(household, rows[2].id)
        lines, _ = await irna.pages().history(StreamId(household))
        (late,) = [line for line in lines if line.event == unsent.id]
        assert (late.state, "outside_assignment" in late.flags) == ("standing", True)
        assert late.personal == {"note": "belum terkirim"}
        assert handed.position < (unsent.position or rows[-1].position or 0)


async def test_what_is_written_after_the_scope_was_left_still_reaches_the_office(
    tmp_path: Path, database_url: str
) -> None:
    """Two processes of one phone: one writes while the other is being told."""
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        household = await a_family_of(zaenal)
        await district.assign(household, zaenal)
        await district.assign(household, irna)
        await zaenal.sync()
        before = len(await zaenal.rows(household))
        assert (await zaenal.sync()).requests == 1
        assert len(await zaenal.rows(household)) == before


async def test_a_back_fill_that_is_cut_goes_on_where_it_was(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAGE_EVENTS_MAX", 4)
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        household = await a_family_of(zaenal, visits=18)
        await irna.sync()
        await district.assign(household, irna)

        replies = 0

        def third_is_cut(body: bytes) -> bytes:
            nonlocal replies
            replies += 1
            if replies == 4:
                raise httpx.ReadError("the tunnel")
            return body

        irna.way.mangle = third_is_cut
        with pytest.raises(OfficeUnreachable):
            await irna.sync()
        irna.way.mangle = None
        some = len(await held(irna, household))
        assert 0 < some < 21
        stream = StreamId(household)
        async with irna.journal.reading() as reading:
            (lacks,) = await reading.fillings(10)
            found = await reading.stream(stream)
        assert (lacks.household, lacks.start > 0) == (household, True)
        assert found is not None
        assert found.incomplete
        shown = await irna.pages().household(stream, day_of_ms(irna.clock.at_ms))
        assert shown.incomplete
        with pytest.raises(DeviceRefused) as refused:
            await irna.record("graduation_proposed", household, proposal="new", route="mandiri")
        assert refused.value.code == "household_incomplete"
        await irna.written("household_visited", household, note="kunjungan boleh", **VISIT)

        outcome = await irna.sync()
        assert (outcome.why, outcome.incidents) == ("done", ())
        assert outcome.items == 21 - some, "what had come is not sent again"
        assert len(await held(irna, household)) == 22
        async with irna.journal.reading() as reading:
            assert await reading.fillings(10) == []
        await zaenal.sync()
        assert (await zaenal.rows(household))[-1].type == "household_visited"


@pytest.mark.parametrize("write", ["insert", "filled", "save_digests", "save_sync_state"])
async def test_how_far_a_household_is_filled_never_runs_ahead_of_what_fills_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: str
) -> None:
    """The disk is full at one of the writes of the answer that brings the history."""
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    async with a_district(tmp_path, url) as (district, zaenal, irna):
        household = await a_family_of(zaenal, visits=3)
        await irna.sync()
        await district.assign(household, irna)
        irna.way.cut_at = (irna.way.requests + 2, "before")
        with pytest.raises(OfficeUnreachable):
            await irna.sync()
        async with irna.journal.reading() as reading:
            before = await reading.fillings(10)
        assert [one.household for one in before] == [household]

        async def full(*_: object) -> None:
            raise JournalFull("no room")

        with monkeypatch.context() as patched, pytest.raises(JournalFull):
            patched.setattr(SqliteWriting, write, full)
            await irna.sync()
        async with irna.journal.reading() as reading:
            assert await reading.fillings(10) == before
        assert await held(irna, household) == []
        outcome = await irna.sync()
        assert (outcome.why, outcome.incidents) == ("done", ())
        assert len(await held(irna, household)) == 6


async def test_an_assignment_begins_on_its_day(tmp_path: Path, database_url: str) -> None:
    clock = tmp_path / "clock"
    clock.write_text(str(FRIDAY_MS))
    async with a_district(tmp_path, database_url, clock) as (district, zaenal, irna):
        household = await a_family_of(zaenal)
        await district.assign(household, zaenal)
        await district.assign(household, irna, effective_on="2018-12-16")
        assert await district.sees(irna, household) == set()
        clock.write_text(str(FRIDAY_MS + limits.DAY_MS))
        await settle(district.office.desk.device)
        assert await district.sees(irna, household) == set()
        clock.write_text(str(FRIDAY_MS + 2 * limits.DAY_MS))
        assert await settle(district.office.desk.device) == 1
        assert await district.sees(irna, household) == {household}
        assert await district.sees(zaenal, household) == set()


async def test_an_assignment_that_does_not_count_gives_nobody_anything(
    tmp_path: Path, database_url: str
) -> None:
    """A companion who assigns families to themselves, by a program that lets them."""
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        household = await a_family_of(zaenal)
        await district.assign(household, zaenal)
        await district.assign(household, irna, by=irna.profile.actor)
        assert await district.sees(irna, household) == set()
        assert await district.sees(zaenal, household) == {household}


async def test_a_voided_hand_over_is_taken_back(tmp_path: Path, database_url: str) -> None:
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        household = await a_family_of(zaenal)
        await district.assign(household, zaenal)
        handed = await district.assign(household, irna)
        await zaenal.sync()
        await irna.sync()
        await district.say(household, EventVoided(target=handed.id, reason="wrong_household"))
        await irna.sync()
        outcome = await zaenal.sync()
        assert outcome.incidents == ()
        assert await held(irna, household) == []
        assert len(await held(zaenal, household)) == 6
        page = await zaenal.pages().household(StreamId(household), day_of_ms(zaenal.clock.at_ms))
        assert "Nana Sofinah" in page.names.values(), "its keys came back too"


async def test_two_assignments_that_contradict_leave_scopes_as_they_are(
    tmp_path: Path, database_url: str
) -> None:
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        household = await a_family_of(zaenal)
        await district.assign(household, zaenal, effective_on="2018-07-12")
        today = day_of_ms(zaenal.clock.at_ms).isoformat()
        async with (
            a_synced_device(
                district.office, tmp_path / "k2", "Dua", "koordinator_kabupaten", "36.03"
            ) as two,
            a_synced_device(
                district.office, tmp_path / "k3", "Tiga", "koordinator_kabupaten", "36.03"
            ) as three,
        ):
            for officer, companion in ((two, irna), (three, zaenal)):
                await officer.sync()
                await officer.written(
                    "companion_assigned", household, companion=companion.profile.actor,
                    effective_on=today, reason="balance",
                )  # fmt: skip
            await two.sync()
            await settle(district.office.desk.device)
            assert await district.sees(irna, household) == {household}
            await three.sync()
        await settle(district.office.desk.device)
        assert await district.sees(irna, household) == {household}
        assert len(await district.scope_events()) == 2, "one hand-over, and nothing after it"


async def test_only_assigned_households_and_those_it_registers_are_in_an_assigned_scope(
    tmp_path: Path, database_url: str
) -> None:
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        theirs, mine = await a_family_of(zaenal), await a_family_of(zaenal)
        await district.assign(mine, irna)
        async with a_synced_device(
            district.office, tmp_path / "second", "Irna", scope="assigned", seed="second"
        ) as second:
            await second.sync()
            async with second.journal.reading() as reading:
                state = await reading.sync_state()
            assert (state.scope_version, state.scope_region) == (1, "")
            assert (await held(second, theirs), len(await held(second, mine))) == ([], 4)
            own = await a_family_of(second)
            await settle(district.office.desk.device)
            await zaenal.sync()
            await zaenal.written("household_visited", own, note="saya lihat juga", **VISIT)
            await zaenal.sync()
            outcome = await second.sync()
            assert outcome.incidents == ()
            assert len(await held(second, own)) == 4
            assert await district.sees(second, theirs, mine, own) == {mine, own}


async def test_a_family_that_moves_to_another_kecamatan_goes_to_its_new_companion(
    tmp_path: Path, database_url: str
) -> None:
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        household = await a_family_of(zaenal)
        await district.assign(household, zaenal)
        await zaenal.written(
            "address_changed", household, region=f"{ELSEWHERE}.2001", kind="other_desa"
        )
        await zaenal.sync()
        assert await district.sees(irna, household) == set(), "a move alone shows nobody anything"
        await district.assign(household, irna)
        await irna.sync()
        page = await irna.pages().household(StreamId(household), day_of_ms(irna.clock.at_ms))
        assert page.answer.household.region == f"{ELSEWHERE}.2001"
        await zaenal.sync()
        assert await district.sees(zaenal, household) == set()


async def test_who_sees_a_household_sees_what_was_written_under_its_other_name(
    tmp_path: Path, database_url: str
) -> None:
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        survivor = await a_family_of(zaenal)
        merged = await a_family_of(irna, region=f"{ELSEWHERE}.2001")
        assert await district.sees(zaenal, merged) == set()
        act = HouseholdsMerged(
            act=an_id("one family"), survivor=HouseholdId(survivor), merged=HouseholdId(merged)
        )
        for stream in (survivor, merged):
            await district.say(stream, act)
        assert await district.sees(zaenal, survivor, merged) == {survivor, merged}
        await district.assign(survivor, zaenal)
        await district.assign(survivor, irna)
        assert await district.sees(irna, survivor, merged) == {survivor, merged}
        assert await district.sees(zaenal, survivor, merged) == set()
        await irna.sync()
        outcome = await irna.sync()
        assert (outcome.items, outcome.incidents) == (0, ())


@pytest.mark.parametrize("looked", [True, False], ids=["after it looked", "before it looks"])
async def test_a_household_registered_elsewhere_is_its_registrars_until_it_is_assigned(
    tmp_path: Path, database_url: str, looked: bool
) -> None:
    """Whether or not the office has looked in between, the registrar's phone does not keep it."""
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        household = await a_family_of(zaenal, region=f"{ELSEWHERE}.2001")
        if looked:
            await settle(district.office.desk.device)
            assert await district.sees(zaenal, household) == {household}
        body = CompanionAssigned(
            companion=irna.profile.actor, effective_on=date(2018, 7, 12), reason="new"
        )
        day = day_of_ms(district.office.office.now_ms()).isoformat()
        act = Act(body=body, by=district.koordinator, stream=StreamId(household), on=day)
        await district.office.desk.device.append(act)
        await settle(district.office.desk.device)
        outcome = await zaenal.sync()
        async with zaenal.journal.reading() as reading:
            assert StreamId(household) not in await reading.stream_ids()
        assert (outcome.incidents, await district.sees(zaenal, household)) == ((), set())
        await irna.sync()
        assert len(await held(irna, household)) == 4
