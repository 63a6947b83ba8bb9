"""Whatever the disk makes of a row, its device syncs: what waits arrives, the rest is mended."""

from pathlib import Path

import pytest

from events.errors import LogCorrupt
from tests.contract.raw import run
from tests.integration.examining import examined, found
from tests.office_app import an_office_app
from tests.synced import (
    VISIT,
    a_family_of_two_phones,
    a_synced_device,
    behind_its_back,
)

OTHERS = "WHERE entry = (SELECT max(entry) FROM event WHERE head IS NULL)"
SENT = "WHERE entry = (SELECT max(entry) FROM event WHERE head IS NOT NULL AND position NOT NULL)"
NO_TEXT = "CAST(x'6eff' AS TEXT)"
MENDED = {
    "another's device": f"UPDATE event SET device = 'zzz' {OTHERS}",
    "another's epoch": f"UPDATE event SET epoch = -1 {OTHERS}",
    "another's position": f"UPDATE event SET position = 1 << 60 {OTHERS}",
    "letters of a type": f"UPDATE event SET type = {NO_TEXT} {OTHERS}",
    "letters of an id": f"UPDATE event SET id = {NO_TEXT} {OTHERS}",
    "letters of a household": f"UPDATE event SET stream = {NO_TEXT} {OTHERS}",
    "letters of an own type": f"UPDATE event SET type = {NO_TEXT} {SENT}",
    "a key's name in an entry": f"UPDATE event SET key = 'zzz' {SENT}",
    "a key's name": "UPDATE data_key SET id = 'zzz' WHERE id = (SELECT max(id) FROM data_key)",
    "the household of keys": "UPDATE data_key SET stream = 'z' WHERE stream <> 'programme'",
    "what the newest checkpoint is": "UPDATE checkpoint SET kind = 'safe'",
    "a checkpoint's size": "UPDATE checkpoint SET size = size + 1",
    "a checkpoint's root": "UPDATE checkpoint SET root = zeroblob(32)",
    "a checkpoint's note": "UPDATE checkpoint SET note = 'zzz'",
}


@pytest.mark.parametrize("damage", MENDED.values(), ids=MENDED.keys())
async def test_a_damaged_row_keeps_nobody_from_syncing_and_is_mended(
    tmp_path: Path, damage: str
) -> None:
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    async with an_office_app(tmp_path, url) as office:
        async with (
            a_synced_device(office, tmp_path / "d1") as one,
            a_synced_device(office, tmp_path / "d2", "Irna") as two,
        ):
            household = await a_family_of_two_phones(one, two)
            waits = await one.written("household_visited", household, note="menunggu", **VISIT)
            whole = {row.id: row.device for row in await one.rows(household)}
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute(damage)
        async with a_synced_device(office, tmp_path / "d1") as one:
            assert not (await examined(one)).is_sound
            await examined(one, repair=True)
            assert (await one.sync()).why == "done"
            assert (await one.sync()).why == "done"
            (newest,) = await run(url, "SELECT id FROM event ORDER BY position DESC LIMIT 1")
            assert newest[0] == waits.event
            assert {row.id: row.device for row in await one.rows(household)} == whole
            await examined(one, repair=True)
            assert found(await examined(one)) == []
            assert (await one.sync()).requests == 1


@pytest.mark.parametrize("column", ["device = 'zzz'", "epoch = -1"])
async def test_an_own_row_of_an_impossible_place_is_said_and_what_waits_arrives(
    tmp_path: Path, column: str
) -> None:
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    async with an_office_app(tmp_path, url) as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            household = await one.a_household()
            await one.written("household_visited", household, note="terkirim", **VISIT)
            await one.sync()
            waits = await one.written("household_visited", household, note="menunggu", **VISIT)
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute(f"UPDATE event SET {column} {SENT}")
        async with a_synced_device(office, tmp_path / "d1") as one:
            assert not (await examined(one)).is_sound
            await examined(one, repair=True)
            await one.sync()
            assert (await one.sync()).why == "done"
            (newest,) = await run(url, "SELECT id FROM event ORDER BY position DESC LIMIT 1")
            assert newest[0] == waits.event


async def test_an_unsent_row_of_an_epoch_that_was_never_begun_arrives(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    async with an_office_app(tmp_path, url) as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            household = await one.a_household()
            await one.sync()
            first, second = [
                (await one.written("household_visited", household, note=note, **VISIT)).event
                for note in ("satu", "dua")
            ]
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute("UPDATE event SET epoch = 7 WHERE id = ?", (first,))
        async with a_synced_device(office, tmp_path / "d1") as one:
            assert (await one.sync()).why == "done"
            found_there = await run(url, "SELECT id FROM event ORDER BY position DESC LIMIT 2")
            assert sorted(row[0] for row in found_there) == sorted([first, second])
            assert (await one.sync()).incidents == ()


async def test_a_note_from_where_to_send_that_cannot_be_holds_up_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    async with an_office_app(tmp_path, url) as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            household = await one.a_household()
            await one.sync()
            await one.written("household_visited", household, **VISIT)
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute("UPDATE sync_state SET send_from = -1")
        async with a_synced_device(office, tmp_path / "d1") as one:
            outcome = await one.sync()
            assert (outcome.why, outcome.committed) == ("done", 1)


async def test_rows_that_are_gone_or_are_none_are_damage_and_no_fault_of_ours(
    tmp_path: Path,
) -> None:
    """Of what left, the hash of a line; how far was read; what a checkpoint is."""
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    async with an_office_app(tmp_path, url) as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            await one.a_household()
            await one.sync()
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute("PRAGMA ignore_check_constraints = ON")
            journal.execute("UPDATE checkpoint SET kind = 'z'")
            journal.execute("INSERT INTO gone VALUES (0, 9, x'', zeroblob(32), 7)")
        async with a_synced_device(office, tmp_path / "d1") as one:
            assert "file" in found(await examined(one, repair=True))
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute("DELETE FROM sync_state")
        async with a_synced_device(office, tmp_path / "d1") as one:
            with pytest.raises(LogCorrupt):
                await examined(one)
