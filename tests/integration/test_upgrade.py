"""A type, or its version, that only newer programs know is kept, relayed, read after the upgrade.

An older program is this one with the type taken out of what reads lines, a newer one is this one
with the next version of the type; every other part then meets it as it would meet next year's.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, Union

import msgspec
import pytest

from client_sync.reading import cards
from client_sync.reading.caseload import Caseload
from client_sync.reading.view import View
from events import limits, line
from events.dates import day_of_ms
from events.ids import HouseholdId, StreamId
from events.types import (
    EVENT_TYPES,
    EVENTS_DECODER,
    REGISTRY,
    Body,
    CompanionAssigned,
    Event,
    EventType,
    HouseholdRegistered,
    HouseholdVisited,
    MemberAdded,
)
from events.types.registry import _event_type
from server.answers.readmodels import ReadModels
from server.exchange.assigning import settle
from server.log import head
from server.office import Office
from server.officers.identities import catch_up
from server.projecting import projector, rebuilding
from server.projecting.generations import live
from server.projecting.tables import VERSION
from tests.contract.raw import run
from tests.integration.district import FRIDAY_MS, a_district, a_family_of
from tests.names import NIK
from tests.office_app import LOG, OfficeApp, a_serving_office, an_office_app
from tests.synced import NANA, VISIT, SyncedDevice, a_synced_device

TYPE: Final = HouseholdVisited.type


class Program(NamedTuple):
    """What makes a program know its types, and what it marks all that it keeps with.

    `changed`: the type of which it has the second version.
    """

    registry: Mapping[str, EventType]
    decoder: msgspec.json.Decoder[Event]
    version: str
    changed: type[Body] | None = None


def with_next_version(body: type[Body]) -> Program:
    """Next year's program, in which one type has changed."""
    spec = msgspec.structs.replace(body.spec, tv=2)
    made = {**EVENT_TYPES, body.type: _event_type(spec)}
    decoder = msgspec.json.Decoder(Union[tuple(made.values())])  # noqa: UP007 - made at run time
    return Program({**REGISTRY, body.type: spec}, decoder, "newer", body)


THIS: Final = Program(REGISTRY, EVENTS_DECODER, VERSION)
_OTHERS: Final = tuple(made for name, made in EVENT_TYPES.items() if name != TYPE)
WITHOUT_TYPE: Final = Program(
    {name: spec for name, spec in REGISTRY.items() if name != TYPE},
    msgspec.json.Decoder(Union[_OTHERS]),  # noqa: UP007 - made at run time
    "older",
)


@contextmanager
def running(program: Program) -> Iterator[None]:
    """Everything in this process reads and writes lines as this program does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line, "EVENTS_DECODER", program.decoder)
        patch.setattr(line, "REGISTRY", program.registry)
        if program.changed is not None:
            patch.setattr(program.changed, "tv", 2)
        for module in (cards, projector, rebuilding):
            patch.setattr(module, "VERSION", program.version)
        yield


async def what_a_phone_says(device: SyncedDevice, household: StreamId) -> dict[str, Any]:
    """Of the household, by a program that was started just now: its page, list and history."""
    day = day_of_ms(device.clock.at_ms)
    page = await device.pages().household(household, day)
    (listed,) = await Caseload(device.journal, View(), device.ring).lines(day)
    lines, _ = await device.pages().history(household)
    return {
        "unknown": page.unknown,
        "last_met": page.answer.household.last_met,
        "listed": listed.card.last_met,
        "state": {one.type: one.state for one in lines}[TYPE],
    }


async def what_the_office_says(
    office: OfficeApp, household: StreamId, program: Program
) -> tuple[str | None, str]:
    """When the read model says it was last met, and how the entry stands in the history."""
    async with asyncio.timeout(20):
        while True:
            last_met = await _last_met(office.office, household, program.version)
            if last_met is not None:
                break
            await asyncio.sleep(0.02)
    answer = await office.http.get(
        f"/v1/households/{household}/history", headers=await office.token("admin", "36.03")
    )
    states = {item["type"]: item["state"] for item in answer.json()["items"]}
    return last_met[0], states[TYPE]


async def _last_met(office: Office, household: StreamId, version: str) -> tuple[str | None] | None:
    """None before the office's own projector has come to the head with this program."""
    async with office.database.read() as transaction:
        now, models = await head(transaction, LOG), await live(transaction, LOG)
        if models is None or (models.version, models.position) != (version, now.size):
            return None
        card = await (await ReadModels.open(transaction, LOG)).card(HouseholdId(household))
    assert card is not None
    return (card.last_met,)


@pytest.mark.parametrize(
    ("older", "newer"),
    [(WITHOUT_TYPE, THIS), (THIS, with_next_version(HouseholdVisited))],
    ids=["a type", "a version of a type"],
)
async def test_what_was_not_known_is_there_after_the_upgrade_without_a_download(
    older: Program, newer: Program, tmp_path: Path, database_url: str
) -> None:
    with running(older):
        async with (
            an_office_app(tmp_path, database_url) as office,
            a_synced_device(office, tmp_path / "d1") as author,
            a_synced_device(office, tmp_path / "d2", "Irna") as reader,
        ):
            settings = office.office.settings
            with running(newer):
                household = StreamId(await author.a_household())
                await author.written(TYPE, household, note="sehat", **VISIT)
            await author.sync()
            verdicts = [row.verdict for row in await author.rows(household)]
            assert verdicts == ["accepted", "accepted(unknown_type)"]
            assert (await reader.sync()).incidents == ()
            assert await what_a_phone_says(reader, household) == {
                "unknown": 1, "last_met": None, "listed": None, "state": "unknown_type"
            }  # fmt: skip
            assert await what_the_office_says(office, household, older) == (None, "unknown_type")
            assert await author.digest(household) == await reader.digest(household)

            reader.way.cut = "before"
            met = day_of_ms(author.clock.at_ms).isoformat()
            with running(newer):
                assert await what_a_phone_says(reader, household) == {
                    "unknown": 0, "last_met": met, "listed": met, "state": "standing"
                }  # fmt: skip
                lines, _ = await reader.pages().history(household)
                assert lines[-1].personal == {"note": "sehat"}, "its key came with it"
    with running(newer):
        async with a_serving_office(settings) as office:
            assert await what_the_office_says(office, household, newer) == (met, "standing")


async def test_a_family_registered_by_a_newer_program_is_sent_to_whom_it_concerns(
    tmp_path: Path, database_url: str
) -> None:
    """The office cannot read the registration yet, and knows by its region who sees the family."""
    newer = with_next_version(HouseholdRegistered)
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as author,
        a_synced_device(office, tmp_path / "d2", "Irna") as reader,
    ):
        with running(newer):
            household = StreamId(await author.a_household())
        await author.sync()
        assert [row.verdict for row in await author.rows(household)] == ["accepted(unknown_type)"]
        await reader.sync()
        assert await reader.digest(household) == await author.digest(household)
        with running(newer):
            page = await reader.pages().household(household, day_of_ms(reader.clock.at_ms))
        assert (page.unknown, page.answer.household.region) == (0, "36.03.06.2001")


async def test_an_assignment_that_the_office_could_not_read_opens_the_family_after_the_upgrade(
    tmp_path: Path, database_url: str
) -> None:
    """A koordinator's phone is newer than the office; who accompanies the family shows then."""
    newer, clock = with_next_version(CompanionAssigned), tmp_path / "clock"
    clock.write_text(str(FRIDAY_MS))
    async with (
        a_district(tmp_path, database_url, clock) as (district, zaenal, irna),
        a_synced_device(
            district.office, tmp_path / "kepala", "Siti", "koordinator_kabupaten", "36.03"
        ) as koordinator,
    ):
        household = await a_family_of(zaenal)
        await koordinator.sync()
        with running(newer):
            await koordinator.written(
                "companion_assigned", household, companion=irna.profile.actor,
                effective_on="2018-12-14", reason="balance",
            )  # fmt: skip
        await koordinator.sync()
        device = district.office.desk.device
        assert await settle(device) == 1, "once a day is enough"
        assert await district.sees(irna, household) == set()
        with running(newer):
            clock.write_text(str(FRIDAY_MS + limits.DAY_MS))
            assert await settle(device) == 1
            assert await district.sees(irna, household) == {household}
            clock.write_text(str(FRIDAY_MS + 2 * limits.DAY_MS))
            assert await settle(device) == 0, "all of it is read by now"


async def test_a_number_of_a_newer_entry_is_looked_for_after_the_upgrade(
    tmp_path: Path, database_url: str
) -> None:
    """Two families name one person, and the office can read neither entry yet."""
    newer, person = (
        with_next_version(MemberAdded),
        NANA | {"nik": NIK, "nik_status": "document_seen"},
    )
    kinds = "SELECT kind, count(*) FROM identity GROUP BY kind ORDER BY kind"
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as author,
    ):
        settings = office.office.settings
        with running(newer):
            for _ in range(2):
                household = await author.a_household()
                await author.written("member_added", household, **person, yes=True)
        await author.sync()
        assert await catch_up(office.office, office.desk) == 0
    with running(newer):
        async with a_serving_office(settings) as office:
            async with asyncio.timeout(20):
                while await run(database_url, kinds) != [("name", 2), ("nik", 2)]:
                    await asyncio.sleep(0.02)
                    await catch_up(office.office, office.desk)
