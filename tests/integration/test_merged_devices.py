"""One family registered by two companions who never met: what phones and office say is the same.

The real device and the real office in one process, on both databases.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from events.dates import day_of_ms
from events.folds import Answer
from events.ids import ActorId, HouseholdId, StreamId
from events.types import CompanionAssigned
from server.answers.answering import Answering
from server.database import Row
from server.exchange.assigning import settle
from server.exchange.devices import find_device
from server.exchange.scoping import seen_of
from server.intake.office_device import Act
from server.officers import merging, splitting
from server.officers.duplicates import Basis, Case, Duplicates, persons_in_several
from server.officers.identities import catch_up
from tests.builders import NIK, a_body, a_household, an_id
from tests.office_app import LOG, OfficeApp, a_phone, an_office_app
from tests.synced import VISIT, SyncedDevice, a_synced_device

NANA: dict[str, Any] = {
    "nik_status": "stated",
    "sex": "p",
    "birth_year": 1978,
    "relation": "kepala",
    "in_same_kk": True,
    "name": "Nana Sofinah",
    "nik": NIK,
}


class Two:
    """An office with a koordinator, and two phones that each registered Nana."""

    def __init__(
        self, office: OfficeApp, by: ActorId, phones: list[SyncedDevice], names: list[str]
    ) -> None:
        self.office = office
        self.by = by
        self.phones = phones
        self.names = names

    async def merge(self) -> merging.Merged:
        one, other = (HouseholdId(name) for name in self.names)
        asked = merging.Asked(
            one=one, other=other, by=self.by, basis="same_nik", survivor=one, on="2018-12-01"
        )
        return await merging.merge(self.office.office, self.office.desk, asked)

    async def unmerge(self) -> None:
        one, other = (HouseholdId(name) for name in self.names)
        await merging.unmerge(self.office.office, self.office.desk, one, other, self.by)

    async def sync(self) -> None:
        for _ in range(2):
            for phone in self.phones:
                outcome = await phone.sync()
                assert outcome.incidents == ()

    async def at_office(self, household: str) -> Answer:
        day = day_of_ms(self.office.office.now_ms())
        async with self.office.office.database.read() as transaction:
            found = await Answering().household(transaction, LOG, HouseholdId(household), day, None)
        assert found is not None
        return found

    async def on_phone(self, phone: SyncedDevice, household: str) -> Answer:
        day = day_of_ms(self.office.office.now_ms())
        return (await phone.pages().household(StreamId(household), day)).answer

    async def sees(self, phone: int) -> set[str]:
        """Which of the two a phone's device may see."""
        names = [HouseholdId(name) for name in self.names]
        async with self.office.office.database.read() as transaction:
            device = await find_device(transaction, LOG, self.phones[phone].profile.device)
            assert device is not None
            return set(await seen_of(transaction, LOG, device, names))

    async def say_the_same(self) -> None:
        for phone in self.phones:
            for household in self.names:
                assert await self.on_phone(phone, household) == await self.at_office(household)


@asynccontextmanager
async def two_registrations(
    tmp_path: Path, url: str, region: str = "36.03.06"
) -> AsyncIterator[Two]:
    """Zaenal's Nana, and Irna's, whose desa is perhaps another one."""
    clock = tmp_path / "clock"
    clock.write_text("1544752800000")
    async with (
        an_office_app(tmp_path, url, clock) as office,
        a_synced_device(office, tmp_path / "d1", "Zaenal") as zaenal,
        a_synced_device(office, tmp_path / "d2", "Irna", region=region) as irna,
    ):
        sri = await office.actor("Sri", "koordinator_kabupaten", "36.03")
        names = []
        for phone, place in ((zaenal, "36.03.06"), (irna, region)):
            registered = await phone.written(
                "household_registered", region=f"{place}.2001", source="companion",
                notice_given=True, yes=True,
            )  # fmt: skip
            household = registered.stream
            await phone.written("member_added", household, **NANA)
            await phone.sync()
            names.append(household)
        made = Two(office, sri.id, [zaenal, irna], names)
        await made.sync()
        yield made


async def test_phones_and_office_say_the_same_of_a_merged_family(
    tmp_path: Path, database_url: str
) -> None:
    async with two_registrations(tmp_path, database_url) as two:
        survivor, merged = two.names
        await two.merge()
        late = await two.phones[1].written("household_visited", merged, **VISIT)
        await two.sync()

        await two.say_the_same()
        found = await two.at_office(survivor)
        assert (found.household.members, found.household.aliases) == (1, (merged,))
        assert found.household.last_met == "2018-12-14"
        assert (await two.at_office(merged)).household.alias_of == survivor
        lines, names = await two.phones[0].pages().history(StreamId(survivor))
        assert late.event in {line.event for line in lines}
        assert "Nana Sofinah" in names.values()


async def test_phones_and_office_say_the_same_once_it_is_undone(
    tmp_path: Path, database_url: str
) -> None:
    async with two_registrations(tmp_path, database_url) as two:
        await two.merge()
        await two.sync()
        await two.unmerge()
        await two.sync()

        await two.say_the_same()
        assert [(await two.at_office(name)).household.alias_of for name in two.names] == [None] * 2


async def test_the_companion_of_the_survivor_sees_an_alias_as_long_as_it_is_one(
    tmp_path: Path, database_url: str
) -> None:
    async with two_registrations(tmp_path, database_url, region="36.03.07") as two:
        survivor, merged = two.names
        for name, phone in zip(two.names, two.phones, strict=True):
            body = CompanionAssigned(
                companion=phone.profile.actor, effective_on=date(2018, 11, 1), reason="new"
            )
            act = Act(body=body, by=two.by, stream=StreamId(name), on="2018-11-01")
            await two.office.desk.device.append(act)
        await settle(two.office.desk.device)
        await two.sync()
        assert await two.sees(0) == {survivor}

        await two.merge()
        await two.sync()
        assert await two.sees(0) == {survivor, merged}
        assert await two.on_phone(two.phones[0], survivor) == await two.at_office(survivor)

        await two.unmerge()
        await two.sync()
        assert await two.sees(0) == {survivor}


async def test_a_phone_that_writes_before_it_knows_of_the_merge_loses_nothing(
    tmp_path: Path, database_url: str
) -> None:
    async with two_registrations(tmp_path, database_url) as two:
        _, merged = two.names
        await two.phones[1].written("household_visited", merged, **VISIT)
        await two.merge()
        await two.phones[1].written("note_written", merged, **{"for": "companion", "state": "open",
                                    "text": "tanya NIK"})  # fmt: skip
        await two.sync()

        await two.say_the_same()
        history = await two.phones[0].pages().history(StreamId(two.names[0]))
        kinds = [line.type for line in history[0]]
        assert {"household_visited", "note_written"} <= {*kinds}


async def test_a_split_family_is_the_same_on_phone_and_office(
    tmp_path: Path, database_url: str
) -> None:
    async with two_registrations(tmp_path, database_url) as two:
        old = two.names[0]
        child = await two.phones[0].written(
            "member_added", old, **{**NANA, "relation": "anak", "name": "Ujang", "nik": None}
        )
        await two.sync()
        asked = splitting.Asked(
            household=HouseholdId(old), members=(child.made["member"],),  # type: ignore[arg-type]
            head=child.made["member"], reason="married", by=two.by,  # type: ignore[arg-type]
        )  # fmt: skip
        done = await splitting.split(two.office.office, two.office.desk, asked)
        await two.sync()

        two.names = [old, done.new_household]
        await two.say_the_same()
        page = (
            await two.phones[0]
            .pages()
            .household(StreamId(done.new_household), day_of_ms(two.office.office.now_ms()))
        )
        assert page.head == "Ujang"
        [out_of] = page.answer.household.splits.out_of
        assert out_of.household == old


async def test_one_person_in_two_households_counts_once_until_people_decide(
    tmp_path: Path, database_url: str
) -> None:
    async with two_registrations(tmp_path, database_url) as two:
        office = two.office.office
        await catch_up(office, two.office.desk)
        async with office.database.read() as transaction:
            persons = await persons_in_several(transaction, LOG, Answering(), office.now_ms())
        assert {household for household, _ in persons} == set(two.names)
        assert len(set(persons.values())) == 1

        await two.merge()
        async with office.database.read() as transaction:
            looking = Duplicates(transaction, LOG, Answering(), office.now_ms())
            assert await looking.persons() == []


@pytest.mark.parametrize(
    ("role", "region", "households"),
    [
        ("koordinator_kabupaten", "36.03", 2),
        ("province", "36", 2),
        ("koordinator_kecamatan", "36.03.07", 0),
    ],
)
async def test_the_api_shows_cases_to_those_who_decide_them(
    tmp_path: Path, database_url: str, role: Any, region: str, households: int
) -> None:
    async with two_registrations(tmp_path, database_url) as two:
        token = await two.office.token(role, region)
        found = await two.office.http.get("/v1/duplicates", headers=token)

        assert found.status_code == 200, found.text
        items = found.json()["items"]
        assert sum(len(item["sides"]) for item in items) == households
        assert NIK not in found.text


async def test_a_side_in_another_region_is_told_by_its_kecamatan_alone(
    tmp_path: Path, database_url: str
) -> None:
    async with two_registrations(tmp_path, database_url) as two:
        away = await two.phones[0].written(
            "household_registered", region="36.03.07.2001", source="companion",
            notice_given=True, yes=True,
        )  # fmt: skip
        await two.phones[0].written("member_added", away.stream, **NANA)
        await two.phones[0].sync()
        token = await two.office.token("koordinator_kecamatan", "36.03.07")

        found = await two.office.http.get("/v1/duplicates?basis=same_nik", headers=token)

        [item] = found.json()["items"]
        shown = {side["household"]: side["region"] for side in item["sides"]}
        assert shown == {None: "36.03.06", away.stream: "36.03.07.2001"}
        assert item["survivor"] is None or item["survivor"] == away.stream


@pytest.mark.parametrize("role", ["pendamping", "operator", "auditor"])
async def test_the_api_shows_no_cases_to_others(
    tmp_path: Path, database_url: str, role: Any
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        token = await office.token(role, "36.03")
        found = await office.http.get("/v1/duplicates", headers=token)
        odd = await office.http.get(
            "/v1/duplicates?basis=guess", headers=await office.token("admin", "36.03")
        )

    assert (found.status_code, found.json()["code"]) == (403, "not_entitled")
    assert (odd.status_code, odd.json()["code"]) == (400, "bad_query")


async def test_a_personal_part_that_comes_late_is_found_too(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        names = [a_household("nana"), a_household("nana again")]
        for name in names:
            secret = phone.secret(name, name)
            phone.keys = (secret.grant,)
            part = secret.part(name="Nana", nik=NIK)
            body = a_body("member_added", member=an_id(name))
            line = secret.line(part, "member_added", body=body, on="2018-12-01")
            registered = phone.line(
                "household_registered", stream=name, on="2018-12-01", number=len(phone.lines)
            )
            if name == names[0]:
                await phone.write(registered, line, parts=[None, part])
            else:
                await phone.write(registered, line, parts=[None, None])
                late = (len(phone.lines), part)
        assert await cases_of(office) == []

        phone.parts[late[0] - 1] = late[1]
        await phone.sync(phone.batch(late[0]))

        assert len(await cases_of(office)) == 0, "it waits in review until somebody released it"
        [kept] = [row for row in await rows_of(office) if row["household"] == names[1]][:1]
        assert kept["kind"] in ("nik", "name")


async def cases_of(office: OfficeApp) -> list[Case]:
    await catch_up(office.office, office.desk)
    async with office.office.database.read() as transaction:
        looking = Duplicates(transaction, LOG, Answering(), office.office.now_ms())
        bases: tuple[Basis, ...] = ("same_nik",)
        return await looking.cases(bases)


async def rows_of(office: OfficeApp) -> list[Row]:
    names = [str(a_household("nana")), str(a_household("nana again"))]
    async with office.office.database.read() as transaction:
        return list(await transaction.fetch("identities.of_households", LOG, names))
