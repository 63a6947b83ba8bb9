"""What a device made later for somebody sees: what their devices saw when it was made.

An assignment takes a household from the former companion's devices; one that they get afterwards
must not have it back because it lies in its region.
"""

import shutil
from pathlib import Path

import pytest

from events.ids import HouseholdId
from events.types import HouseholdsMerged
from server.exchange.assigning import settle
from server.exchange.enrolling import revoke
from tests.builders import an_id
from tests.integration.district import ELSEWHERE, a_district, a_family_of
from tests.synced import a_synced_device


@pytest.mark.parametrize("phone", ["in use", "lost before", "lost after"])
async def test_a_new_device_does_not_see_what_its_holder_handed_over(
    tmp_path: Path, database_url: str, phone: str
) -> None:
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        handed, kept = await a_family_of(zaenal), await a_family_of(zaenal)
        for household in (handed, kept):
            await district.assign(household, zaenal)
        desk = district.office.desk.device
        if phone == "lost before":
            await revoke(desk, zaenal.profile.device, "lost", district.koordinator)
        await district.assign(handed, irna)
        if phone == "lost after":
            await revoke(desk, zaenal.profile.device, "lost", district.koordinator)
        async with a_synced_device(
            district.office, tmp_path / "second", "Zaenal", seed="second"
        ) as second:
            assert (await second.sync()).incidents == ()
            assert await district.sees(second, handed, kept) == {kept}
            async with second.journal.reading() as reading:
                assert await reading.keys_wanted() == []
                assert handed not in await reading.streams_of_events()
            await district.assign(handed, zaenal)
            assert (await second.sync()).incidents == ()
            assert await district.sees(second, handed, kept) == {handed, kept}
        async with a_synced_device(
            district.office, tmp_path / "third", "Zaenal", seed="third"
        ) as third:
            assert await district.sees(third, handed, kept) == {handed, kept}


async def test_a_copy_of_a_lost_phone_does_not_see_what_was_handed_over_meanwhile(
    tmp_path: Path, database_url: str
) -> None:
    """Within its region, and beyond it where it saw the household by name."""
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        near = await a_family_of(zaenal)
        far = await a_family_of(irna, region=f"{ELSEWHERE}.2001")
        for household in (near, far):
            await district.assign(household, zaenal)
        await zaenal.sync()
        shutil.copytree(tmp_path / "zaenal", tmp_path / "copy")
        desk = district.office.desk.device
        await revoke(desk, zaenal.profile.device, "lost", district.koordinator)
        for household in (near, far):
            await district.assign(household, irna)
        async with a_synced_device(district.office, tmp_path / "copy", "the copy") as copy:
            assert (await copy.sync()).why == "clone"
            async with copy.journal.reading() as reading:
                profile = await reading.profile()
            assert profile is not None
            copy.profile = profile
            assert await district.sees(copy, near, far) == set()


async def test_what_was_handed_over_is_not_seen_under_its_other_name_either(
    tmp_path: Path, database_url: str
) -> None:
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        survivor, merged = await a_family_of(zaenal), await a_family_of(zaenal)
        act = HouseholdsMerged(
            act=an_id("one family"), survivor=HouseholdId(survivor), merged=HouseholdId(merged)
        )
        for stream in (survivor, merged):
            await district.say(stream, act)
        await district.assign(survivor, zaenal)
        await district.assign(survivor, irna)
        assert await district.sees(zaenal, survivor, merged) == set()
        async with a_synced_device(
            district.office, tmp_path / "second", "Zaenal", seed="second"
        ) as second:
            assert await district.sees(second, survivor, merged) == set()


async def test_who_coordinates_sees_the_region_with_all_that_was_handed_over_in_it(
    tmp_path: Path, database_url: str
) -> None:
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        household = await a_family_of(zaenal)
        async with a_synced_device(
            district.office, tmp_path / "k", "Koordinator", "koordinator_kabupaten", "36.03"
        ) as first:
            await district.assign(household, first)
            await district.assign(household, irna)
            await settle(district.office.desk.device)
            assert await district.sees(first, household) == {household}
        async with a_synced_device(
            district.office, tmp_path / "k2", "Koordinator", "koordinator_kabupaten", "36.03",
            seed="second",
        ) as second:  # fmt: skip
            assert await district.sees(second, household) == {household}
