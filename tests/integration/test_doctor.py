"""`jejak doctor` finds what is wrong in a journal, mends what it may, and touches no own entry."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from client_sync.device import JOURNAL_FILE
from client_sync.reading.caseload import Caseload
from client_sync.reading.doctor import Doctor
from client_sync.reading.findings import Checkup
from client_sync.reading.view import View
from client_sync.storage.held import Row
from client_sync.storage.sqlite_journal import open_journal
from events.dates import day_of_ms
from events.errors import LogCorrupt
from events.ids import StreamId
from tests.contract.raw import run
from tests.office_app import an_office_app
from tests.synced import (
    VISIT,
    SyncedDevice,
    a_family_of_two_phones,
    a_synced_device,
    behind_its_back,
    bring_back,
    image_of,
)

NEWEST_OF_OTHERS = "(SELECT max(entry) FROM event WHERE head IS NULL)"
NEWEST_OWN = "(SELECT max(entry) FROM event WHERE head IS NOT NULL)"


def today(device: SyncedDevice) -> date:
    return day_of_ms(device.clock.at_ms)


async def examined(device: SyncedDevice, repair: bool = False) -> Checkup:
    assert device.parts.sent is not None
    doctor = Doctor(device.journal, device.profile, device.ring, device.parts.sent, today(device))
    return await doctor.examine(repair)


def found(checkup: Checkup) -> list[str]:
    return sorted(finding.what for finding in checkup.findings)


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


SENT_OWN = "(SELECT max(entry) FROM event WHERE head IS NOT NULL AND position IS NOT NULL)"
OWN_DAMAGE: dict[str, tuple[str, list[str]]] = {
    "a bit of a line": (
        "UPDATE event SET line = CAST(replace(CAST(line AS TEXT), 'met', 'nit') AS BLOB)"
        f" WHERE entry = {SENT_OWN}",
        ["digest", "own_sent"],
    ),
    "a column": (f"UPDATE event SET type = 'x' WHERE entry = {SENT_OWN}", ["own_sent"]),
    "an id": (f"UPDATE event SET id = '{'e' * 32}' WHERE entry = {SENT_OWN}", ["own_sent"]),
    "a broken personal part": (
        f"UPDATE event SET personal = zeroblob(60) WHERE entry = {SENT_OWN}",
        ["own_sent"],
    ),
    "a head": (
        f"UPDATE event SET head = zeroblob(32) WHERE entry = {SENT_OWN}",
        ["chain_head"],
    ),
    "heads beside each other": (
        "UPDATE event SET head = zeroblob(32) WHERE head IS NOT NULL AND position IS NOT NULL",
        ["chain_head"] * 4,
    ),
    "a head that is gone": (
        f"UPDATE event SET head = NULL WHERE entry = {SENT_OWN}",
        ["entry", "missing"],
    ),
    "a missing row": (f"DELETE FROM event WHERE entry = {SENT_OWN}", ["digest", "missing"]),
    "a missing personal part": (
        f"UPDATE event SET personal = NULL WHERE entry = {SENT_OWN}",
        ["part"],
    ),
    "missing personal parts of others": (
        f"UPDATE event SET personal = NULL WHERE entry = {NEWEST_OF_OTHERS}",
        ["part"],
    ),
}


@pytest.mark.parametrize("case", OWN_DAMAGE.values(), ids=OWN_DAMAGE.keys())
@pytest.mark.parametrize("is_last", [True, False], ids=["the last", "one before an unsent one"])
async def test_what_was_sent_comes_back_and_what_is_unsent_stays(
    tmp_path: Path, case: tuple[str, list[str]], is_last: bool
) -> None:
    damage, expected = case
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        async with (
            a_synced_device(office, tmp_path / "d1") as one,
            a_synced_device(office, tmp_path / "d2", "Irna") as two,
        ):
            household = StreamId(await a_family_of_two_phones(one, two))
            if not is_last:
                await one.written("household_visited", household, note="baru", **VISIT)
            whole = by_id(await one.rows(household))
            unsent = [row for row in whole if row.position is None]
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute(damage)
        async with a_synced_device(office, tmp_path / "d1") as one:
            only = await examined(one)
            assert (found(only), only.is_helped_by_repair) == (expected, True)
            mended = await examined(one, repair=True)
            assert mended.is_sound
            assert mended.must_sync or set(expected) == {"chain_head"}
            assert [row for row in await one.rows(household) if row.position is None] == unsent
            outcome = await one.sync()
            assert outcome.why == "done"
            assert {incident.code for incident in outcome.incidents} <= {
                "digest_differs", "household_mended",
            }  # fmt: skip
            now = by_id(await one.rows(household))
            assert [said_before(row, unsent) for row in now] == whole
            assert found(await examined(one)) == []


def by_id(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.id)


def said_before(row: Row, unsent: list[Row]) -> Row:
    """A row as it was before the office said something of it."""
    return next((one for one in unsent if one.line == row.line and one.head == row.head), row)


async def test_where_the_offices_bytes_do_not_fit_the_doctor_says_to_call_it(
    tmp_path: Path,
) -> None:
    """Nothing that stands at the place says any more which line belongs there."""
    damage = f"UPDATE event SET id = '{'e' * 32}', head = zeroblob(32) WHERE entry = {SENT_OWN}"
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            await one.a_household()
            await one.sync()
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute(damage)
            before = journal.execute("SELECT * FROM event ORDER BY entry").fetchall()
        async with a_synced_device(office, tmp_path / "d1") as one:
            assert found(await examined(one, repair=True)) == ["chain", "own_sent"]
            assert [incident.code for incident in (await one.sync()).incidents] == ["own_differs"]
            now = await examined(one)
            assert (found(now), now.is_helped_by_repair) == (["chain", "own_entry"], False)
            assert (await one.sync()).requests == 1, "asked again it would say the same"
        with behind_its_back(tmp_path / "d1") as journal:
            assert journal.execute("SELECT * FROM event ORDER BY entry").fetchall() == before


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


async def test_a_sync_with_a_chain_that_seems_to_end_early_is_done_and_says_what_to_do(
    tmp_path: Path,
) -> None:
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            household = await one.a_household()
            await one.written("household_visited", household, note="terkirim", **VISIT)
            await one.sync()
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute("UPDATE chain SET sequence = 1, head = zeroblob(32)")
        async with a_synced_device(office, tmp_path / "d1") as one:
            outcome = await one.sync()
            assert (outcome.why, outcome.requests, outcome.incidents) == ("chain_short", 1, ())
            assert found(await examined(one, repair=True)) == ["chain_end"]
            assert (await one.sync()).why == "done"


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


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (
            "UPDATE event SET line = CAST(replace(CAST(line AS TEXT), 'met', 'nit') AS BLOB)"
            f" WHERE entry = {NEWEST_OWN}",
            {"chain", "own_entry"},
        ),
        (f"UPDATE event SET head = zeroblob(32) WHERE entry = {NEWEST_OWN}", {"unsent_head"}),
        ("UPDATE chain SET sequence = 9", {"chain"}),
    ],
)
async def test_an_own_entry_that_is_damaged_is_said_and_not_touched(
    tmp_path: Path, damage: str, expected: set[str]
) -> None:
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            household = await one.a_household()
            await one.sync()
            await one.written("household_visited", household, note="belum terkirim", **VISIT)
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute(damage)
            before = journal.execute("SELECT * FROM event ORDER BY entry").fetchall()
        async with a_synced_device(office, tmp_path / "d1") as one:
            checkup = await examined(one, repair=True)
            assert set(found(checkup)) == expected
            assert checkup.is_sound == (expected == {"unsent_head"}), "a sync mends that alone"
        with behind_its_back(tmp_path / "d1") as journal:
            assert journal.execute("SELECT * FROM event ORDER BY entry").fetchall() == before


async def test_a_chain_that_seems_to_end_early_ends_at_its_last_entry_again(
    tmp_path: Path,
) -> None:
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            household = await one.a_household()
            await one.written("household_visited", household, note="belum terkirim", **VISIT)
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute("UPDATE chain SET sequence = 1, head = zeroblob(32)")
        async with a_synced_device(office, tmp_path / "d1") as one:
            mended = await examined(one, repair=True)
            assert [(f.what, f.mended) for f in mended.findings] == [("chain_end", True)]
            await one.written("household_visited", household, note="sesudahnya", **VISIT)
            outcome = await one.sync()
            assert (outcome.why, outcome.committed, outcome.incidents) == ("done", 3, ())
            assert (await examined(one)).findings == ()


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
