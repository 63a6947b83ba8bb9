"""Two koordinators of two kecamatan, and a family whose registration an officer let count."""

from pathlib import Path

from events.folds import HistoryEntry
from events.ids import EventId, HouseholdId, StreamId, event_id
from events.types import Role
from server.answers.answering import Answering
from server.exchange.assigning import settle
from server.exchange.enrolling import revoke
from tests.builders import a_body
from tests.integration.district import ELSEWHERE, District, a_district, a_family_of
from tests.integration.test_placing import NEAR, let_count, place_of
from tests.office_app import LOG, a_phone
from tests.synced import SyncedDevice, a_synced_device

COUNTS = ("standing", ())
NOT_COUNTED = ("not_counted", ("outside_region",))


async def as_told_by_the_office(district: District, household: str) -> dict[EventId, HistoryEntry]:
    async with district.office.office.database.read() as transaction:
        return await Answering().history(transaction, LOG, HouseholdId(household), None)


async def as_told_by(
    device: SyncedDevice, household: str
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """How each entry stands on a phone, and what is said of it there."""
    lines, _ = await device.pages().history(StreamId(household))
    return {line.event: (str(line.state), tuple(line.flags)) for line in lines}


async def test_a_koordinator_of_another_kecamatan_decides_nothing_over_a_family_let_count(
    tmp_path: Path, database_url: str
) -> None:
    role: Role = "koordinator_kecamatan"
    async with (
        a_district(tmp_path, database_url) as (district, zaenal, irna),
        a_synced_device(district.office, tmp_path / "own", "Kresek", role) as own,
    ):
        neighbour = await a_phone(district.office, "Gunung Kaler", role, ELSEWHERE)
        by = district.office.office.administrator
        await revoke(district.office.desk.device, zaenal.profile.device, "stolen", by)
        household = await a_family_of(zaenal, visits=2, region=NEAR)
        await let_count(district, database_url, household, own.profile.actor)
        assert await place_of(database_url, household) == [(NEAR,)]
        await own.sync()

        told = await as_told_by_the_office(district, household)
        registered, _, first, second = [
            entry.event for entry in told.values() if entry.type != "entry_reviewed"
        ]
        stream = StreamId(household)
        bodies = [
            a_body("event_voided", target=first),
            a_body("entry_reviewed", target=registered, outcome="returned"),
            a_body("companion_assigned", companion=irna.profile.actor, effective_on="2018-12-20"),
        ]
        lines = [
            neighbour.line(body.type, number, stream=stream, on="2018-12-20", body=body)
            for number, body in enumerate(bodies)
        ]
        await neighbour.write(*lines)
        await settle(district.office.desk.device)
        void = await own.written(
            "event_voided", household, target=second, reason="not_true", note="Salah", yes=True
        )
        await own.sync()

        told = await as_told_by_the_office(district, household)
        stands = {name: (entry.state, entry.flags) for name, entry in told.items()}
        for line in lines:
            assert stands[event_id(line)] == NOT_COUNTED
        assert stands[void.event] == COUNTS
        assert [stands[each][0] for each in (registered, first, second)] == [
            "standing", "standing", "voided",
        ]  # fmt: skip
        assert await district.sees(irna, household) == set()
        assert await as_told_by(own, household) == stands
