"""One family registered twice: what phones and office say is the same, merged, undone or split."""

from datetime import date
from pathlib import Path

from events.dates import day_of_ms
from events.ids import HouseholdId, StreamId
from events.types import CompanionAssigned
from server.answers.answering import Answering
from server.exchange.assigning import settle
from server.intake.office_device import Act
from server.officers import splitting
from server.officers.duplicates import Duplicates, persons_in_several
from server.officers.identities import catch_up
from tests.integration.two_registrations import NANA, two_registrations
from tests.office_app import LOG
from tests.synced import VISIT


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
