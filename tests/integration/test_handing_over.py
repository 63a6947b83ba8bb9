"""A household is handed over with its history and without a loss, however late a phone hears."""

from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from client_sync.ports import OfficeUnreachable
from client_sync.refusals import DeviceRefused
from client_sync.storage.journal import JournalFull
from client_sync.storage.sqlite_writing import SqliteWriting
from events import limits
from events.dates import day_of_ms
from events.ids import PROGRAMME, HouseholdId, StreamId
from events.line import decode_event
from server.devices.enrolled import find_device
from server.exchange.scope_view import view_scope
from tests.integration.district import ELSEWHERE, FRIDAY_MS, a_district, a_family_of, held
from tests.office_app import LOG
from tests.synced import VISIT, SyncedDevice

WALLS: Final = {
    "tenure": "own", "roof_main": "genteng", "floor_main": "semen", "water": "protected_well",
    "toilet": "own", "light": "pln_metered",
}  # fmt: skip


async def claimed(device: SyncedDevice, household: str) -> tuple[int, int]:
    """What the newest entry of a household says that its author had seen."""
    event = decode_event((await device.rows(household))[-1].line)
    assert event is not None
    return event.seen


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


async def test_a_household_that_comes_back_can_be_read_at_once_and_nothing_seems_wrong(
    tmp_path: Path, database_url: str
) -> None:
    """Its own entries were kept while it was away, its key was not."""
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        household = await a_family_of(zaenal)
        await district.assign(household, irna)
        await zaenal.sync()
        await district.assign(household, zaenal)
        outcome = await zaenal.sync()
        assert (outcome.why, outcome.incidents) == ("done", ())
        lines, _ = await zaenal.pages().history(StreamId(household))
        assert [line.personal for line in lines if line.type == "household_visited"] == [
            {"note": "ke-0"}
        ]


async def test_who_writes_on_half_a_history_claims_to_know_no_more_than_that(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies in the half that lacks was not known, so the two do not agree: people decide."""
    monkeypatch.setattr(limits, "PAGE_EVENTS_MAX", 4)
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        household = await a_family_of(zaenal, visits=8)
        wall: dict[str, Any] = {**WALLS, "wall_main": "papan"}
        await zaenal.written("housing_surveyed", household, **wall)
        await zaenal.sync()
        await irna.sync()
        await district.assign(household, irna)
        irna.way.cut_at = (irna.way.requests + 4, "before")
        with pytest.raises(OfficeUnreachable):
            await irna.sync()
        async with irna.journal.reading() as reading:
            (lacks,) = await reading.fillings(10)
        assert lacks.start > 0
        wall["wall_main"] = "tembok"
        await irna.written("housing_surveyed", household, **wall)
        assert await claimed(irna, household) == (1, lacks.start)

        outcome = await irna.sync()
        assert (outcome.why, outcome.incidents) == ("done", ())
        page = await irna.pages().household(StreamId(household), day_of_ms(irna.clock.at_ms))
        assert [conflict.field for conflict in page.answer.conflicts] == ["wall_main"]
        await irna.written("household_visited", household, **VISIT)
        async with irna.journal.reading() as reading:
            cursor = (await reading.sync_state()).cursor
        assert await claimed(irna, household) == cursor


async def test_who_writes_on_a_household_that_left_claims_to_know_nothing_of_it(
    tmp_path: Path, database_url: str
) -> None:
    """Two processes of one phone: one had begun to write when the other was told."""
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        household = await a_family_of(zaenal)
        await district.assign(household, zaenal)
        await district.assign(household, irna)
        await zaenal.sync()
        await zaenal.written("household_visited", household, yes=True, **VISIT)
        assert await claimed(zaenal, household) == (1, 0)


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
