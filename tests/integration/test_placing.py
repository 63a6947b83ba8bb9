"""A household whose registration waited for an officer: where it is then, and who sees it."""

import shutil
from datetime import date
from pathlib import Path

from events.ids import ActorId, DeviceId, EventId, HouseholdId, StreamId
from events.types import CompanionAssigned, EntryReviewed
from events.types.acts import ReasonGiven
from server.answers.answering import Answering
from server.database.queries import SQL_DIRECTORY
from server.devices.enrolled import find_device
from server.devices.scoping import seen_of
from server.exchange.assigning import settle
from server.exchange.cloning import approve
from server.exchange.enrolling import revoke
from server.intake.office_device import Act
from tests.builders import a_body, a_household
from tests.contract.raw import run
from tests.integration.district import ELSEWHERE, District, a_district, a_family_of, held
from tests.office_app import a_phone, an_office_app
from tests.synced import SyncedDevice, a_synced_device

NEAR = "36.03.06.2001"
FAR = f"{ELSEWHERE}.2001"


async def place_of(url: str, household: str) -> list[tuple[object, ...]]:
    return await run(url, f"SELECT region FROM household WHERE household = '{household}'")


async def let_count(
    district: District, url: str, household: str, by: ActorId | None = None
) -> None:
    """A koordinator accepts what waits of a household, entry by entry."""
    for (id_,) in await run(url, f"SELECT id FROM event WHERE stream = '{household}'"):
        reviewed = EntryReviewed(target=EventId(str(id_)), outcome="accepted")
        reason = ReasonGiven(reason="Ditanyakan langsung")
        act = Act(
            body=reviewed, by=by or district.koordinator, stream=StreamId(household),
            on="2018-12-20", personal=reason,
        )  # fmt: skip
        await district.office.desk.device.append(act)
    await settle(district.office.desk.device)


async def a_copy_of(
    district: District, directory: Path, device: SyncedDevice, region: str
) -> tuple[str, DeviceId]:
    """A phone was copied with a new family unsent; the copy came first. The family, the copy."""
    household = (
        await device.written(
            "household_registered", region=region, source="companion", notice_given=True, yes=True
        )
    ).stream
    shutil.copytree(directory / "zaenal", directory / "copy")
    async with a_synced_device(district.office, directory / "copy", "the copy's chance") as copy:
        assert (await copy.sync()).why == "clone"
        async with copy.journal.reading() as reading:
            profile = await reading.profile()
        assert profile is not None
        return household, profile.device


async def test_a_family_that_a_copy_registered_elsewhere_is_seen_by_the_phone_too(
    tmp_path: Path, database_url: str
) -> None:
    """The same person's two phones: approved, what one registered is in the scope of both."""
    async with a_district(tmp_path, database_url) as (district, zaenal, _):
        household, copy = await a_copy_of(district, tmp_path, zaenal, FAR)
        assert await place_of(database_url, household) == [(None,)], "nobody let it count yet"
        desk = district.office.desk
        async with district.office.office.database.read() as transaction:
            found = await find_device(transaction, desk.log, copy)
        assert found is not None
        by = district.office.office.administrator
        assert await approve(desk.device, found, by, "Dua HP") == 1
        assert await place_of(database_url, household) == [(FAR,)]
        await zaenal.sync()
        assert await district.sees(zaenal, household) == {household}
        assert "household_registered" in await held(zaenal, household)
        async with a_synced_device(district.office, tmp_path / "copy") as device:
            assert (await device.sync()).why == "done"
            assert await district.sees(device, household) == {household}


async def test_a_family_of_a_revoked_phone_is_placed_when_an_officer_lets_it_count(
    tmp_path: Path, database_url: str
) -> None:
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        desk, by = district.office.desk, district.office.office.administrator
        await revoke(desk.device, zaenal.profile.device, "stolen", by)
        household = await a_family_of(zaenal, region=FAR)
        assert await place_of(database_url, household) == [(None,)]
        await let_count(district, database_url, household)
        assert await place_of(database_url, household) == [(FAR,)]
        assert await district.sees(irna, household) == {household}, "it is of her region"
        await irna.sync()
        assert len([type_ for type_ in await held(irna, household) if "entry" not in type_]) == 3
        assert await irna.incidents() == [], "nothing is wrong: it only counts late"


async def test_families_that_count_late_are_told_of_together(
    tmp_path: Path, database_url: str
) -> None:
    """One entry of the office for each phone, however many families somebody invents."""
    async with an_office_app(tmp_path, database_url) as office:
        inventor, others = await a_phone(office), [await a_phone(office, one) for one in "ab"]
        families = [a_household(f"family {number}") for number in range(5)]
        body = a_body("household_registered", region=NEAR)

        async def scopes() -> list[list[tuple[object, ...]]]:
            return [
                await run(
                    database_url,
                    "SELECT household, version FROM scope_household "
                    f"WHERE device = '{phone.id}' ORDER BY household",
                )
                for phone in (inventor, *others)
            ]

        before = await scopes()
        await inventor.write(
            *(inventor.line(stream=one, number=at) for at, one in enumerate(families))
        )
        await inventor.write(
            *(
                inventor.line("household_registered", 100 + at, stream=one, body=body)
                for at, one in enumerate(families)
            )
        )
        await settle(office.desk.device)
        placed = await run(database_url, "SELECT region FROM household")
        assert (before, placed) == ([[], [], []], [(NEAR,)] * 5)
        assert await scopes() == [[(one, 1) for one in sorted(families)]] * 3


async def test_a_family_is_placed_by_the_first_registration_that_names_a_region(
    tmp_path: Path, database_url: str
) -> None:
    """Also where that comes late: else who once writes no region hides a family for ever."""
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        for number, region in enumerate(["Kresek", NEAR, FAR]):
            body = a_body("household_registered", region=region)
            await phone.write(phone.line("household_registered", number, body=body))
            await settle(office.desk.device)
        assert await place_of(database_url, a_household()) == [(NEAR,)]


async def test_a_family_that_is_placed_stays_where_it_is(tmp_path: Path, database_url: str) -> None:
    """Another phone that registers it again, elsewhere, moves it nowhere and sees nothing by it."""
    async with a_district(tmp_path, database_url) as (district, zaenal, irna):
        household = await a_family_of(zaenal, region=NEAR)
        await irna.written(
            "household_registered", household, region=FAR, source="companion", notice_given=True,
            yes=True,
        )  # fmt: skip
        await irna.sync()
        await settle(district.office.desk.device)
        assigned = CompanionAssigned(
            companion=zaenal.profile.actor, effective_on=date(2018, 7, 12), reason="new"
        )
        await district.say(household, assigned)
        assert await place_of(database_url, household) == [(NEAR,)]
        assert await district.sees(irna, household) == set()


# --- a region of another log ----------------------------------------------------------------------

FOREIGN = "36.04.01.2001"


async def test_a_family_of_a_region_of_another_log_is_seen_by_who_sees_all_of_this_one(
    tmp_path: Path, database_url: str
) -> None:
    """The program refuses it; another one may send it all the same, and its author keeps it."""
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "irna", "Irna", region=ELSEWHERE) as irna,
        a_synced_device(
            office, tmp_path / "whole", "Kepala", "koordinator_kabupaten", "36.03"
        ) as whole,
    ):
        phone = await a_phone(office)
        body = a_body("household_registered", region=FOREIGN)
        await phone.write(phone.line("household_registered", body=body), phone.line(number=1))
        await settle(office.desk.device)
        household = HouseholdId(a_household())
        assert await place_of(database_url, household) == [("36.03",)]
        for device, types in (
            (irna, []),
            (whole, ["household_registered", "household_visited"]),
        ):
            await device.sync()
            assert await held(device, household) == types
            assert await device.incidents() == []
        async with office.office.database.read() as transaction:
            author = await find_device(transaction, office.desk.log, phone.id)
            assert author is not None
            assert await seen_of(transaction, office.desk.log, author, [household]) == {household}
            told = await Answering().history(transaction, office.desk.log, household, None)
        assert [entry.flags for entry in told.values()] == [("foreign_region",), ()]


async def test_a_family_that_was_placed_in_another_log_is_placed_again_by_the_migration(
    tmp_path: Path, database_url: str
) -> None:
    """And who has read past its entries is told of it."""
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(
            office, tmp_path / "whole", "Kepala", "koordinator_kabupaten", "36.03"
        ) as whole,
    ):
        phone, household = await a_phone(office), a_household()
        body = a_body("household_registered", region=FOREIGN)
        await phone.write(phone.line("household_registered", body=body))
        await settle(office.desk.device)
        await run(database_url, f"UPDATE household SET region = '{FOREIGN}'")
        await whole.sync()
        assert await held(whole, household) == []
        dialect = "sqlite" if database_url.startswith("sqlite") else "postgresql"
        (step,) = (SQL_DIRECTORY / "migrations" / dialect).glob("*_regions_of_others.sql")
        for statement in step.read_text().split(";")[:-1]:
            await run(database_url, statement)
        await settle(office.desk.device)
        assert await place_of(database_url, household) == [("36.03",)]
        await whole.sync()
        assert await held(whole, household) == ["household_registered"]
