"""A signal that cuts every answer beyond a size: history comes in pages that it carries."""

from contextlib import suppress
from pathlib import Path
from typing import Final

import httpx

from client_sync.ports import OfficeUnreachable
from tests.integration.district import a_district, a_family_of, held
from tests.office_app import an_office_app
from tests.synced import VISIT, SyncedDevice, a_synced_device

VISITS: Final = 600
CARRIED_BYTES: Final = 12_000
TRIES_MAX: Final = 20


def weaken(device: SyncedDevice) -> list[int]:
    """From now on what is larger than the signal carries is cut; the sizes of what came through."""
    came: list[int] = []

    def cut(body: bytes) -> bytes:
        if len(body) > CARRIED_BYTES:
            raise httpx.ReadError("the signal went")
        came.append(len(body))
        return body

    device.way.mangle = cut
    return came


async def until_done(device: SyncedDevice) -> int:
    """How many syncs it takes, each tried once."""
    for tries in range(1, TRIES_MAX + 1):
        with suppress(OfficeUnreachable):
            assert (await device.sync()).why == "done"
            return tries
    raise AssertionError("it does not get through")


async def test_a_first_sync_gets_through_and_pages_grow_again_where_they_arrive(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "zaenal", "Zaenal") as zaenal,
        a_synced_device(office, tmp_path / "didi", "Didi") as didi,
    ):
        household = await a_family_of(zaenal, VISITS)
        came = weaken(didi)
        tries = await until_done(didi)
        assert tries > 2, "the first ones were cut"
        assert await didi.digest(household) == await zaenal.digest(household)
        assert max(came) > CARRIED_BYTES // 2, "pages become no smaller than they must"
        for _ in range(VISITS):
            await zaenal.written("household_visited", household, yes=True, **VISIT)
        await zaenal.sync()
        didi.way.mangle, before = None, didi.way.requests
        assert (await didi.sync()).why == "done"
        assert didi.way.requests - before <= 3


async def test_a_family_that_is_handed_over_arrives_whole(
    tmp_path: Path, database_url: str
) -> None:
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        household = await a_family_of(zaenal, VISITS)
        await irna.sync()
        await district.assign(household, irna)
        weaken(irna)
        assert await until_done(irna) > 2, "the first ones were cut"
        assert (await held(irna, household)).count("household_visited") == VISITS
        assert (await irna.sync()).incidents == (), "its digest is the office's"
