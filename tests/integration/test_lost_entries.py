"""What this device wrote and its disk lost: the rest arrives once, and what comes back is its own.

Rows vanish behind the journal's back, several beside each other, as on a card that fails.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from client_sync.exchange.carrying import deliver, export
from client_sync.exchange.own_again import bring_back
from client_sync.storage.held import Row
from events.entry import Item
from events.ids import StreamId
from tests.contract.raw import run
from tests.integration.examining import examined, found
from tests.office_app import an_office_app
from tests.synced import VISIT, SyncedDevice, a_synced_device, behind_its_back


async def ids_at(url: str, device: SyncedDevice) -> list[str]:
    """What the office has of a device, in the order of the log."""
    found = await run(
        url, f"SELECT id FROM event WHERE device = '{device.profile.device}' ORDER BY position"
    )
    return [row[0] for row in found]


async def with_visits(device: SyncedDevice, notes: list[str]) -> list[str]:
    """A household that was sent, and visits that wait; their ids in the order of the chain."""
    household = await device.a_household()
    await device.sync()
    return [
        (await device.written("household_visited", household, note=note, **VISIT)).event
        for note in notes
    ]


def lost(directory: Path, *events: str) -> None:
    with behind_its_back(directory) as journal:
        for event in events:
            journal.execute("DELETE FROM event WHERE id = ?", (event,))


@pytest.mark.parametrize(
    ("which", "entries"),
    [([0], 1), ([1], 1), ([1, 2], 2), ([0, 2], 2)],
    ids=["the first", "in the middle", "two beside each other", "two apart"],
)
async def test_what_waits_beyond_a_lost_entry_arrives_once_and_the_loss_is_said(
    tmp_path: Path, database_url: str, which: list[int], entries: int
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            waits = await with_visits(one, ["satu", "dua", "tiga", "empat"])
        lost(tmp_path / "d1", *(waits[number] for number in which))
        left = [event for number, event in enumerate(waits) if number not in which]
        async with a_synced_device(office, tmp_path / "d1") as one:
            before = await ids_at(database_url, one)
            outcome = await one.sync()
            assert outcome.why == "done"
            assert await ids_at(database_url, one) == before + left
            (incident,) = outcome.incidents
            assert incident.code == "unsent_lost"
            assert msgspec.json.decode(incident.detail)["entries"] == entries
            assert (await one.sync()).requests == 1
            later = await one.written("household_visited", await one.a_household(), **VISIT)
            assert (await one.sync()).incidents == ()
            assert (await ids_at(database_url, one))[-1] == later.event


async def test_what_was_lost_at_the_end_is_said_once_something_follows(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            waits = await with_visits(one, ["satu", "dua"])
        lost(tmp_path / "d1", *waits)
        async with a_synced_device(office, tmp_path / "d1") as one:
            before = await ids_at(database_url, one)
            assert (await one.sync()).why == "done"
            household = await one.a_household()
            (row,) = await one.rows(household)
            outcome = await one.sync()
            assert (outcome.why, [one.code for one in outcome.incidents]) == (
                "done", ["unsent_lost"],
            )  # fmt: skip
            assert await ids_at(database_url, one) == [*before, row.id]


async def test_a_file_carries_what_waits_beyond_a_lost_entry(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            waits = await with_visits(one, ["satu", "dua", "tiga"])
        lost(tmp_path / "d1", waits[1])
        async with a_synced_device(office, tmp_path / "d1") as one:
            before = await ids_at(database_url, one)
            file = await export(one.parts)
            assert (file.entries, file.left) == (2, 0)
            await deliver(one.parts.transport, one.profile, file.data)
            assert await ids_at(database_url, one) == [*before, waits[0], waits[2]]
            assert (await one.sync()).why == "done"
            assert await ids_at(database_url, one) == [*before, waits[0], waits[2]]


@pytest.mark.parametrize("send_from", [-1, 99])
async def test_a_file_carries_what_waits_whatever_the_note_from_where_to_send(
    tmp_path: Path, send_from: int
) -> None:
    async with an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            await with_visits(one, ["satu", "dua"])
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute("UPDATE sync_state SET send_from = ?", (send_from,))
        async with a_synced_device(office, tmp_path / "d1") as one:
            assert (await export(one.parts)).entries == 2


async def own_rows(device: SyncedDevice) -> list[Row]:
    async with device.journal.reading() as reading:
        return await reading.own_rows(0, 1, 1_000)


def said_of(row: Row) -> tuple[StreamId, Item]:
    """What the office says of an own entry that it has."""
    assert row.position is not None
    assert row.received is not None
    assert row.verdict is not None
    place = row.position, row.received, row.device, row.epoch, row.sequence
    return row.stream, Item(*place, row.verdict, row.line, row.personal)


async def test_entries_beside_each_other_come_back_once_all_of_the_gap_has_come(
    tmp_path: Path,
) -> None:
    """An office that was taken over cannot forge the first, which nothing here goes on from."""
    async with an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            events = await with_visits(one, ["satu", "dua", "tiga"])
            await one.sync()
            whole = await own_rows(one)
        lost(tmp_path / "d1", *events[:2])
        first, second = (row for row in whole if row.id in events[:2])
        other = first.line.replace(b'"met"', b'"nit"')
        forged = msgspec.structs.replace(first, line=other, personal=None)
        async with a_synced_device(office, tmp_path / "d1") as one:
            both = [first, second]
            for said, comes_back in (
                ([first], []), ([second], []), ([forged, second], []), (both, events[:2]),
            ):  # fmt: skip
                async with one.journal.writing() as writing:
                    items = [said_of(row) for row in said]
                    back = await bring_back(writing, one.profile, items)
                    assert sorted(row.id for row in back) == sorted(comes_back)
            assert await own_rows(one) == whole


async def test_entries_of_two_families_beside_each_other_come_back(
    tmp_path: Path, database_url: str
) -> None:
    """Answers about the larger one come later; till then what came stands like another's."""
    async with an_office_app(tmp_path, database_url) as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            small, large = await one.a_household(), await one.a_household()
            for number in range(40):
                await one.written("household_visited", large, note=f"ke-{number}", **VISIT)
            events = [
                (await one.written("household_visited", household, note=note, **VISIT)).event
                for household, note in ((small, "satu"), (large, "dua"), (small, "tiga"))
            ]
            await one.written("household_visited", large, note="sesudahnya", **VISIT)
            await one.sync()
            whole = await own_rows(one)
        lost(tmp_path / "d1", *events)
        async with a_synced_device(office, tmp_path / "d1") as one:
            async with one.journal.writing() as writing:
                await writing.set_doubtful([StreamId(small), StreamId(large)], True)
            outcome = await one.sync()
            assert {incident.code for incident in outcome.incidents} == {"household_mended"}
            assert await own_rows(one) == whole


async def test_an_unsent_entry_that_stands_under_another_family_is_sent_and_put_right(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            (event,) = await with_visits(one, ["satu"])
            whole = {row.id: row.stream for row in await own_rows(one)}
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute(f"UPDATE event SET stream = '{'0' * 32}' WHERE id = ?", (event,))
        async with a_synced_device(office, tmp_path / "d1") as one:
            assert (await one.sync()).why == "done"
            assert (await ids_at(database_url, one))[-1] == event
            assert {row.id: row.stream for row in await own_rows(one)} == whole
            assert (await one.sync()).requests == 1


HEAD_DAMAGE = {
    "of the last that was sent": "UPDATE event SET head = zeroblob(32) WHERE sequence = 1",
    "of one that waits": "UPDATE event SET head = zeroblob(32) WHERE sequence = 3",
    "of the last that waits": "UPDATE event SET head = zeroblob(32) WHERE sequence = 4",
    "in the note of the end": "UPDATE chain SET head = zeroblob(32)",
}


@asynccontextmanager
async def a_damaged_head(
    directory: Path, url: str, damage: str
) -> AsyncIterator[tuple[SyncedDevice, list[str]]]:
    """A device with three visits that wait, and what the office is to have of it in the end."""
    async with an_office_app(directory, url) as office:
        async with a_synced_device(office, directory / "d1") as one:
            waits = await with_visits(one, ["satu", "dua", "tiga"])
        with behind_its_back(directory / "d1") as journal:
            journal.execute(f"{damage} AND head IS NOT NULL" if "WHERE" in damage else damage)
        async with a_synced_device(office, directory / "d1") as one:
            yield one, [*await ids_at(url, one), *waits]


@pytest.mark.parametrize("damage", HEAD_DAMAGE.values(), ids=HEAD_DAMAGE.keys())
async def test_a_damaged_head_makes_no_other_history(
    tmp_path: Path, database_url: str, damage: str
) -> None:
    async with a_damaged_head(tmp_path, database_url, damage) as (one, whole):
        household = (await own_rows(one))[0].stream
        later = await one.written("household_visited", household, note="empat", **VISIT)
        assert (await examined(one)).is_helped_by_repair or (await examined(one)).must_sync
        for requests in (None, 1):
            outcome = await one.sync()
            assert (outcome.why, outcome.incidents) == ("done", ())
            assert outcome.requests == requests or requests is None
        assert await ids_at(database_url, one) == [*whole, later.event]
        await examined(one, repair=True)
        assert found(await examined(one)) == []
        await one.written("household_visited", household, note="lima", **VISIT)
        assert (await one.sync()).incidents == ()


@pytest.mark.parametrize("damage", HEAD_DAMAGE.values(), ids=HEAD_DAMAGE.keys())
async def test_of_a_damaged_head_a_file_makes_no_other_history(
    tmp_path: Path, database_url: str, damage: str
) -> None:
    async with a_damaged_head(tmp_path, database_url, damage) as (one, whole):
        file = await export(one.parts)
        (receipt,) = await deliver(one.parts.transport, one.profile, file.data)
        assert not receipt.forked
        assert await ids_at(database_url, one) == whole


async def test_a_damaged_line_keeps_nobody_from_recording(tmp_path: Path) -> None:
    async with an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            await with_visits(one, ["satu"])
            household = (await own_rows(one))[0].stream
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute("UPDATE event SET line = zeroblob(100) WHERE sequence = 2")
        async with a_synced_device(office, tmp_path / "d1") as one:
            await one.written("household_visited", household, note="dua", **VISIT)


@pytest.mark.parametrize("is_asked_for", [True, False])
async def test_a_damaged_head_before_a_lost_entry_makes_no_other_history(
    tmp_path: Path, database_url: str, is_asked_for: bool
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            sent = await with_visits(one, ["satu", "dua"])
            await one.sync()
            whole = await own_rows(one)
            household = whole[0].stream
            waits = await one.written("household_visited", household, note="tiga", **VISIT)
        lost(tmp_path / "d1", sent[1])
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute("UPDATE event SET head = zeroblob(32) WHERE id = ?", (sent[0],))
        async with a_synced_device(office, tmp_path / "d1") as one:
            before = await ids_at(database_url, one)
            if is_asked_for:
                await examined(one, repair=True)
            for _ in range(2):
                outcome = await one.sync()
                codes = {incident.code for incident in outcome.incidents}
                assert outcome.why == "done"
                assert codes <= {"digest_differs", "household_mended"}
            assert await ids_at(database_url, one) == [*before, waits.event]
            if is_asked_for:
                await examined(one, repair=True)
                assert (await own_rows(one))[: len(whole)] == whole
                assert found(await examined(one)) == []


async def test_of_an_entry_that_was_damaged_before_it_was_sent_the_person_is_told(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            waits = await with_visits(one, ["satu", "dua"])
            household = (await own_rows(one))[0].stream
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute(
                "UPDATE event SET line = CAST(replace(CAST(line AS TEXT), 'met', 'nit') AS BLOB)"
                " WHERE id = ?", (waits[0],),
            )  # fmt: skip
        async with a_synced_device(office, tmp_path / "d1") as one:
            outcome = await one.sync()
            assert [incident.code for incident in outcome.incidents] == ["unsent_damaged"]
            assert waits[0] in outcome.incidents[0].detail
            assert (await ids_at(database_url, one))[-1] == waits[1]
            later = await one.written("household_visited", household, note="tiga", **VISIT)
            assert (await one.sync()).committed == 1
            assert (await ids_at(database_url, one))[-1] == later.event
