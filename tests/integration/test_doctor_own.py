"""`jejak doctor` and own entries: what was sent comes back, what was not is said and left alone."""

from pathlib import Path

import pytest

from client_sync.storage.held import Row
from events.ids import StreamId
from tests.integration.examining import NEWEST_OF_OTHERS, examined, found
from tests.office_app import an_office_app
from tests.synced import VISIT, a_family_of_two_phones, a_synced_device, behind_its_back

NEWEST_OWN = "(SELECT max(entry) FROM event WHERE head IS NOT NULL)"

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


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (
            "UPDATE event SET line = CAST(replace(CAST(line AS TEXT), 'met', 'nit') AS BLOB)"
            f" WHERE entry = {NEWEST_OWN}",
            {"chain", "own_entry"},
        ),
        (f"UPDATE event SET head = zeroblob(32) WHERE entry = {NEWEST_OWN}", {"unsent_head"}),
        ("UPDATE chain SET sequence = 9, head = zeroblob(32)", {"chain"}),
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


@pytest.mark.parametrize("is_sent", [True, False])
async def test_a_chain_that_seems_to_end_beyond_its_last_entry_has_lost_none(
    tmp_path: Path, is_sent: bool
) -> None:
    """Its head is still that of the last: an entry that was lost would have moved it."""
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        async with a_synced_device(office, tmp_path / "d1") as one:
            household = await one.a_household()
            await one.sync()
            await one.written("household_visited", household, note="yang terakhir", **VISIT)
            if is_sent:
                await one.sync()
        for repair in (True, False):
            with behind_its_back(tmp_path / "d1") as journal:
                journal.execute("UPDATE chain SET sequence = sequence + 1")
            async with a_synced_device(office, tmp_path / "d1") as one:
                only = await examined(one, repair)
                assert [(f.what, f.mended) for f in only.findings] == [("chain_end", repair)]
                assert only.is_helped_by_repair is not repair
                await one.opened_to_write()
                note = f"sesudahnya {repair}"
                await one.written("household_visited", household, note=note, **VISIT)
                outcome = await one.sync()
                assert (outcome.why, outcome.incidents) == ("done", ())
                assert found(await examined(one)) == []
