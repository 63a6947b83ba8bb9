"""`jejak doctor` finds what is wrong in a journal, and mends what can be had again."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from client_sync.device import JOURNAL_FILE
from client_sync.reading.caseload import Caseload
from client_sync.reading.view import View
from client_sync.storage.sqlite_journal import open_journal
from events.errors import LogCorrupt
from events.ids import StreamId
from tests.contract.raw import run
from tests.integration.examining import NEWEST_OF_OTHERS, examined, found, today
from tests.office_app import an_office_app
from tests.synced import (
    VISIT,
    a_family_of_two_phones,
    a_synced_device,
    behind_its_back,
    bring_back,
    image_of,
)

DAMAGE: dict[str, tuple[str, Sequence[str]]] = {
    "a bit of another's line": (
        "UPDATE event SET line = CAST(replace(CAST(line AS TEXT), 'met', 'nit') AS BLOB)"
        f" WHERE entry = {NEWEST_OF_OTHERS}",
        ["digest", "entry"],
    ),
    "another's personal part": (
        f"UPDATE event SET personal = zeroblob(60) WHERE entry = {NEWEST_OF_OTHERS}",
        ["entry"],
    ),
    "a column": (
        f"UPDATE event SET type = 'note_written' WHERE entry = {NEWEST_OF_OTHERS}",
        ["entry"],
    ),
    "a digest": (
        "UPDATE stream SET sum = zeroblob(32) WHERE events > 0 AND id <> 'programme'",
        ["digest"],
    ),
    "a key from the office": (
        "UPDATE data_key SET sealed = zeroblob(80) WHERE grant_box IS NULL AND stream <> "
        "'programme'",
        ["key"],
    ),
}


@pytest.mark.parametrize("case", DAMAGE.values(), ids=DAMAGE.keys())
async def test_what_can_be_had_again_is_mended_and_fetched(
    tmp_path: Path, case: tuple[str, Sequence[str]]
) -> None:
    damage, expected = case
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        async with (
            a_synced_device(office, tmp_path / "d1") as one,
            a_synced_device(office, tmp_path / "d2", "Irna") as two,
        ):
            household = await a_family_of_two_phones(one, two)
            right, _ = await two.pages().history(household)
        with behind_its_back(tmp_path / "d2") as journal:
            journal.execute(damage)
            before = journal.execute("SELECT * FROM event ORDER BY entry").fetchall()
        async with a_synced_device(office, tmp_path / "d2", "Irna") as two:
            unsent = await two.written("household_visited", household, note="baru", **VISIT)
            only = await examined(two)
            assert found(only) == expected
            assert not only.is_sound
            with behind_its_back(tmp_path / "d2") as journal:
                kept = journal.execute("SELECT * FROM event ORDER BY entry").fetchall()
            assert kept[: len(before)] == before, "without --repair nothing changes"
            assert (await examined(two, repair=True)).is_sound
            await two.sync()
            assert found(await examined(two)) == []
            now, _ = await two.pages().history(household)
            assert [line for line in now if line.event != unsent.event] == right


async def test_a_sound_journal_has_no_findings(tmp_path: Path) -> None:
    async with (
        an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        await a_family_of_two_phones(one, two)
        await Caseload(one.journal, View(), one.ring).lines(today(one))
        checkup = await examined(one)
        assert checkup.findings == ()
        assert (checkup.households, checkup.entries > 6, checkup.keys > 1) == (1, True, True)


async def test_a_personal_part_that_the_office_has_not_either_is_asked_for_once(
    tmp_path: Path,
) -> None:
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        async with (
            a_synced_device(office, tmp_path / "d1") as one,
            a_synced_device(office, tmp_path / "d2", "Irna") as two,
        ):
            await a_family_of_two_phones(one, two)
        await run(f"sqlite://{tmp_path / 'office.sqlite'}", "DELETE FROM personal")
        with behind_its_back(tmp_path / "d2") as journal:
            journal.execute(f"UPDATE event SET personal = NULL WHERE entry = {NEWEST_OF_OTHERS}")
        async with a_synced_device(office, tmp_path / "d2", "Irna") as two:
            assert found(await examined(two, repair=True)) == ["part"]
            await two.sync()
            assert found(await examined(two)) == []
            assert (await two.sync()).requests == 1


@pytest.mark.parametrize("damage", ["UPDATE event SET line = zeroblob(9)", "DELETE FROM event"])
async def test_what_an_auditor_lacks_of_the_offices_own_acts_comes_back(
    tmp_path: Path, damage: str
) -> None:
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1", "Ahli", "auditor", "36.03") as auditor:
            await auditor.sync()
            whole = await auditor.rows("office")
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute(f"{damage} WHERE stream = 'office'")
        async with a_synced_device(office, tmp_path / "d1", "Ahli", "auditor", "36.03") as auditor:
            assert (await examined(auditor, repair=True)).must_sync
            assert (await auditor.sync()).why == "done"
            assert (await auditor.rows("office"), len(whole) > 0) == (whole, True)
            assert found(await examined(auditor)) == []


async def test_a_key_made_here_that_broke_comes_back_from_the_office(tmp_path: Path) -> None:
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            household = StreamId(await one.a_household())
            await one.written("household_visited", household, note="terbaca lagi", **VISIT)
            await one.sync()
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute("UPDATE data_key SET sealed = zeroblob(80) WHERE grant_box NOT NULL")
        async with a_synced_device(office, tmp_path / "d1") as one:
            assert (await examined(one, repair=True)).is_sound
            await one.sync()
            lines, _ = await one.pages().history(household)
            assert {"note": "terbaca lagi"} in [line.personal for line in lines]
            assert (await examined(one)).findings == ()


async def test_a_card_that_its_entries_do_not_say_is_made_anew(tmp_path: Path) -> None:
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            household = StreamId(await one.a_household())
            right = await Caseload(one.journal, View(), one.ring).lines(today(one))
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute(
                "UPDATE stream SET card = CAST(replace(CAST(card AS TEXT), '36.03.06', '36.03.07')"
                " AS BLOB) WHERE card IS NOT NULL"
            )
        async with a_synced_device(office, tmp_path / "d1") as one:
            checkup = await examined(one, repair=True)
            assert [(f.what, f.about, f.mended) for f in checkup.findings] == [
                ("card", household, True)
            ]
            assert await Caseload(one.journal, View(), one.ring).lines(today(one)) == right


async def test_a_directory_that_was_brought_back_is_named(tmp_path: Path) -> None:
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            household = await one.a_household()
            await one.sync()
        image = image_of(tmp_path / "d1")
        async with a_synced_device(office, tmp_path / "d1") as one:
            await one.written("household_visited", household, note="hari ini", **VISIT)
            await one.sync()
        bring_back(image, tmp_path / "d1")
        async with a_synced_device(office, tmp_path / "d1") as one:
            assert found(await examined(one)) == ["sent"]
            await one.sync()
            assert found(await examined(one)) == []


async def test_a_byte_of_the_file_that_flipped_is_a_clear_error_or_finding(tmp_path: Path) -> None:
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            household = await one.a_household()
            for number in range(40):
                note = f"kunjungan {number}"
                await one.written("household_visited", household, note=note, **VISIT)
        file = tmp_path / "d1" / JOURNAL_FILE
        whole = file.read_bytes()
        for at in range(0, len(whole), 4096):
            broken = bytearray(whole)
            broken[at] ^= 0xFF
            file.write_bytes(bytes(broken))
            try:
                journal = await open_journal(file)
            except LogCorrupt:
                continue
            await journal.close()
        file.write_bytes(whole)
        async with a_synced_device(office, tmp_path / "d1") as one:
            assert (await examined(one)).findings == ()


async def test_a_column_whose_name_has_changed_on_the_disk_is_damage_and_no_fault_of_ours(
    tmp_path: Path,
) -> None:
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            await one.a_household()
        file = tmp_path / "d1" / JOURNAL_FILE
        whole = file.read_bytes()
        at = whole.index(b"scope_region TEXT")
        file.write_bytes(whole[:at] + b"t" + whole[at + 1 :])
        with pytest.raises(LogCorrupt):
            async with a_synced_device(office, tmp_path / "d1") as one:
                await one.sync()
