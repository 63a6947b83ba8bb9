"""What a device sees: assignments, registrations, moves and mergers decide, each from its day."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from events import limits
from events.dates import day_of_ms
from events.errors import InputRefused
from events.ids import OFFICE, HouseholdId, StreamId
from events.types import CompanionAssigned, EventVoided, HouseholdsMerged, RegionCode
from events.types.office import ScopeChanged
from server.devices import scoping
from server.exchange.assigning import settle
from server.intake.office_device import Act
from tests.builders import an_id
from tests.integration.district import ELSEWHERE, FRIDAY_MS, a_district, a_family_of, held
from tests.synced import VISIT, a_synced_device


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


async def test_a_change_of_region_moves_so_many_families_and_no_more(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their names travel in one reply, which has to stay small enough to be read."""
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        families = [await a_family_of(zaenal) for _ in range(2)]
        office = district.office
        body = ScopeChanged(device=irna.profile.device, version=1, region=RegionCode("36.03.06"))
        act = Act(body=body, by=office.office.administrator, stream=OFFICE, on="2018-12-14")
        for version in (0, 2):
            other = replace(act, body=replace(body, version=version))
            with pytest.raises(InputRefused) as refused:
                await office.desk.device.append(other)
            assert refused.value.code == "scope_version"
        monkeypatch.setattr(scoping, "REGION_CHANGE_HOUSEHOLDS_MAX", 1)
        with pytest.raises(InputRefused) as refused:
            await office.desk.device.append(act)
        assert refused.value.code == "scope_too_large"
        assert await district.sees(irna, *families) == set()
        monkeypatch.setattr(scoping, "REGION_CHANGE_HOUSEHOLDS_MAX", 2)
        await office.desk.device.append(act)
        assert await district.sees(irna, *families) == set(families)
