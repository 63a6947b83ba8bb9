"""What a device holds wrongly of its own: what was sent comes back, what was not is left alone."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from client_sync.exchange.own_again import bring_back
from client_sync.storage.held import Link
from events.entry import Item
from events.errors import LogCorrupt
from events.ids import EventId, StreamId, event_id
from tests.integration.repairing import DAMAGE, FORGET_DIGEST, by_place
from tests.office_app import an_office_app
from tests.synced import (
    VISIT,
    SyncedDevice,
    a_family_of_two_phones,
    a_synced_device,
    behind_its_back,
)

SENT = "head IS NOT NULL AND position IS NOT NULL AND stream = ?1"
OWN = f"entry = (SELECT max(entry) FROM event WHERE {SENT})"
OWN_DAMAGE = {
    "a bit of a line": "UPDATE event SET line = CAST(replace(CAST(line AS TEXT), 'met', 'nit') AS"
    f" BLOB) WHERE {OWN}",
    "a row is gone": f"DELETE FROM event WHERE {OWN}",
    "all rows are gone": f"DELETE FROM event WHERE {SENT}",
}


@pytest.mark.parametrize("damage", OWN_DAMAGE.values(), ids=OWN_DAMAGE.keys())
async def test_an_own_entry_that_was_sent_and_is_damaged_comes_back_to_its_place(
    tmp_path: Path, database_url: str, damage: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        async with (
            a_synced_device(office, tmp_path / "d1") as one,
            a_synced_device(office, tmp_path / "d2", "Irna") as two,
        ):
            household = await a_family_of_two_phones(one, two)
            right = by_place(await one.rows(household))
            chain = await links_of(one)
            unsent = await one.written("household_visited", household, note="baru", **VISIT)
            whole = await one.rows(household)
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute(damage, (household,))
            journal.execute(FORGET_DIGEST, (household,))
        async with a_synced_device(office, tmp_path / "d1") as one:
            outcome = await one.sync()
            codes = {incident.code for incident in outcome.incidents}
            assert codes == {"digest_differs", "household_mended"}
            rows = await one.rows(household)
            assert by_place([row for row in rows if row.id != unsent.event]) == right
            assert {row.id: row.head for row in rows} == {row.id: row.head for row in whole}
            assert (await links_of(one))[: len(chain)] == chain
            again = await one.sync()
            assert (again.incidents, again.requests) == ((), 1)


async def links_of(device: SyncedDevice) -> list[Link]:
    async with device.journal.reading() as reading:
        return await reading.links(0, 1, 1_000)


async def test_what_the_office_says_of_an_own_place_is_refused_when_the_chain_does_not_go_on(
    tmp_path: Path,
) -> None:
    """An office that was taken over cannot slip another entry into the place of a missing one."""
    async with an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            household = await one.a_household()
            for note in ("satu", "dua"):
                await one.written("household_visited", household, note=note, **VISIT)
            await one.sync()
            rows = [row for row in await one.rows(household) if row.type == "household_visited"]
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute("DELETE FROM event WHERE id = ?", (rows[0].id,))
        other = rows[0].line.replace(b'"met"', b'"nit"')
        assert other != rows[0].line
        async with (
            a_synced_device(office, tmp_path / "d1") as one,
            one.journal.writing() as writing,
        ):
            place = rows[0]
            assert place.position is not None
            assert place.received is not None
            assert place.verdict is not None
            said = (place.position, place.received, place.device, place.epoch, place.sequence)
            items = [Item(*said, place.verdict, line, None) for line in (other, place.line)]
            assert await bring_back(writing, one.profile, [(StreamId(household), items[0])]) == []
            back = await bring_back(writing, one.profile, [(StreamId(household), items[1])])
            assert [(row.id, row.head) for row in back] == [(place.id, place.head)]


async def test_the_schema_lets_nothing_take_the_place_of_an_unsent_entry(tmp_path: Path) -> None:
    async with (
        an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office,
        a_synced_device(office, tmp_path / "d1") as one,
    ):
        household = await one.a_household()
        (row,) = await one.rows(household)
        with pytest.raises(LogCorrupt, match="what is unsent is never put right"):
            async with one.journal.writing() as writing:
                await writing.put_right(row)
        await one.sync()
        (row,) = await one.rows(household)
        forged: dict[str, dict[str, Any]] = {
            "an event is never rewritten": {"id": EventId("e" * 32)},
            "another event of this device stands": {
                "line": b"{}", "id": event_id(b"{}"), "head": bytes(32)
            },
            "this event is another device": {"device": "e" * 32},
        }  # fmt: skip
        for refusal, changes in forged.items():
            with pytest.raises(LogCorrupt, match=refusal):
                async with one.journal.writing() as writing:
                    await writing.put_right(msgspec.structs.replace(row, **changes))


async def test_an_own_entry_that_differs_is_reported_and_not_touched(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        async with (
            a_synced_device(office, tmp_path / "d1") as one,
            a_synced_device(office, tmp_path / "d2", "Irna") as two,
        ):
            household = await a_family_of_two_phones(one, two)
        own = DAMAGE["a verdict"].replace("head IS NULL", "head IS NOT NULL")
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute(own, (household,))
            before = journal.execute("SELECT * FROM event ORDER BY entry").fetchall()
            journal.execute(FORGET_DIGEST, (household,))
        async with a_synced_device(office, tmp_path / "d1") as one:
            outcome = await one.sync()
            assert [i.code for i in outcome.incidents] == ["digest_differs", "own_differs"]
            again = await one.sync()
            assert again.incidents == ()
        with behind_its_back(tmp_path / "d1") as journal:
            assert journal.execute("SELECT * FROM event ORDER BY entry").fetchall() == before
