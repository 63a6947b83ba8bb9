"""A former companion's own entries: kept until they are safe at the office, then gone for good."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from client_sync.device import JOURNAL_FILE
from client_sync.exchange.letting_go import let_go
from client_sync.refusals import DeviceRefused
from events import limits
from events.ids import StreamId
from events.wire import Fork
from tests.integration.district import a_family_of, held
from tests.integration.examining import examined
from tests.integration.letting_go import a_hand_over, is_sound
from tests.synced import VISIT, behind_its_back


async def test_own_entries_stay_until_they_are_safe_and_then_only_their_places_do(
    tmp_path: Path, database_url: str
) -> None:
    async with a_hand_over(tmp_path, database_url) as story:
        zaenal, household = story.zaenal, story.household
        assert len(await held(zaenal, household)) == 3
        assert (await zaenal.sync()).let_go == 0
        await story.back_up()
        outcome = await zaenal.sync()
        assert (outcome.let_go, outcome.incidents) == (3, ())

        assert await held(zaenal, household) == []
        async with zaenal.journal.reading() as reading:
            assert (await reading.gone_count(), await reading.left_count()) == (3, 0)
            assert await reading.stream(StreamId(household)) is None
            links = await reading.links(0, 1, 10)
            assert [link.head for link in links] == [row.head for row in story.rows]
        assert story.in_journal("SELECT * FROM key_handed_in") == []
        await is_sound(zaenal)
        assert (await zaenal.sync()).let_go == 0
        other = await a_family_of(zaenal)
        await is_sound(zaenal)
        assert len(await held(zaenal, other)) == 3


async def test_none_goes_while_the_office_asks_for_it_again_or_holds_another_history(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        a_hand_over(tmp_path, database_url) as story,
        story.zaenal.journal.writing() as writing,
    ):
        state = replace(await writing.sync_state(), safe=(0, 3))
        for trouble in ({"send_from": 1}, {"fork": Fork(1, bytes(32), 0)}):
            await writing.save_sync_state(replace(state, **trouble))
            assert await let_go(writing) == 0
        await writing.save_sync_state(state)
        assert await let_go(writing) == 3


@pytest.mark.parametrize("bound", [1, 1_000])
@pytest.mark.parametrize("damage", ["line = zeroblob(9)", "type = 'x'", "personal = zeroblob(60)"])
async def test_one_that_is_damaged_goes_like_the_others_and_its_id_keeps_its_place(
    tmp_path: Path, database_url: str, damage: str, bound: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LET_GO_ENTRIES_MAX", bound)
    async with a_hand_over(tmp_path, database_url) as story:
        zaenal, (first, *others) = story.zaenal, story.rows
        with behind_its_back(tmp_path / "zaenal") as journal:
            journal.execute(f"UPDATE event SET {damage} WHERE id = ?", (first.id,))
        checkup = await examined(zaenal, repair=True)
        assert [(one.what, one.about) for one in checkup.findings] == [("own_left", first.id)]
        assert (checkup.is_sound, checkup.must_sync) == (True, True)
        assert (await zaenal.sync()).let_go == 0
        await story.back_up()
        outcome = await zaenal.sync()
        assert (outcome.why, outcome.let_go, outcome.incidents) == ("done", len(others) + 1, ())
        async with zaenal.journal.reading() as reading:
            assert [one.id for one in await reading.gone_since(0)] == [row.id for row in story.rows]
        await is_sound(zaenal)
        await a_family_of(zaenal)
        assert (await zaenal.sync()).requests == 1
        await story.district.assign(story.household, zaenal)
        await zaenal.sync()
        back = await zaenal.rows(story.household)
        assert [row.line for row in back if row.head is not None] == [
            row.line for row in story.rows
        ]
        await is_sound(zaenal)


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_of_one_that_is_lost_the_doctor_says_no_more_once_it_is_safe(
    tmp_path: Path, database_url: str, which: int
) -> None:
    async with a_hand_over(tmp_path, database_url) as story:
        zaenal, lost = story.zaenal, story.rows[which]
        with behind_its_back(tmp_path / "zaenal") as journal:
            journal.execute("DELETE FROM event WHERE id = ?", (lost.id,))
        for _ in range(2):
            checkup = await examined(zaenal, repair=True)
            assert [one.what for one in checkup.findings] == ["missing_left"]
            assert checkup.is_sound
            assert (await zaenal.sync()).incidents == ()
        await story.back_up()
        assert (await zaenal.sync()).incidents == ()
        await is_sound(zaenal)
        other = await a_family_of(zaenal)
        assert (await zaenal.sync()).why == "done"
        await is_sound(zaenal)
        assert len(await held(zaenal, other)) == 3


async def test_nothing_of_them_is_readable_in_the_files_any_more(
    tmp_path: Path, database_url: str
) -> None:
    """Neither on pages that became free, nor in the log that SQLite writes ahead."""
    async with a_hand_over(tmp_path, database_url, visits=40) as story:
        words = [row.line for row in story.rows]
        words += [row.personal for row in story.rows if row.personal]
        words += [story.household.encode()]
        files = [tmp_path / "zaenal" / f"{JOURNAL_FILE}{end}" for end in ("", "-wal")]

        def readable() -> list[bytes]:
            content = b"".join(file.read_bytes() for file in files)
            return [word for word in words if word in content]

        assert len(readable()) > 80
        await story.back_up()
        assert (await story.zaenal.sync()).let_go == 42
        assert readable() == []


@pytest.mark.parametrize("bound", [1, 2, 1_000])
async def test_many_go_in_several_transactions(
    tmp_path: Path, bound: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LET_GO_ENTRIES_MAX", bound)
    async with a_hand_over(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}", 5) as story:
        await story.back_up()
        assert (await story.zaenal.sync()).let_go == 7
        await is_sound(story.zaenal)


async def test_what_is_written_after_the_back_up_stays_and_what_lies_before_goes(
    tmp_path: Path, database_url: str
) -> None:
    """Late entries too: they count, flagged, and the former companion sees it until they go."""
    async with a_hand_over(tmp_path, database_url) as story:
        zaenal, household = story.zaenal, story.household
        await story.back_up()
        # Another process of this phone had begun to write before it was told.
        with behind_its_back(tmp_path / "zaenal") as journal:
            journal.execute("UPDATE stream SET held = 1 WHERE id = ?", (household,))
        late = await zaenal.written("household_visited", household, note="susulan", **VISIT)
        with behind_its_back(tmp_path / "zaenal") as journal:
            journal.execute("UPDATE stream SET held = 0 WHERE id = ?", (household,))
        outcome = await zaenal.sync()
        assert (outcome.committed, outcome.let_go) == (1, 3)
        (row,) = await zaenal.rows(household)
        assert (row.id, row.verdict) == (late.event, "accepted")
        (line,), _ = await zaenal.pages().history(StreamId(household))
        assert (line.event, line.standing) == (late.event, "accepted")
        assert "outside_assignment" in line.flags
        await story.irna.sync()
        lines, _ = await story.irna.pages().history(StreamId(household))
        assert ["outside_assignment" in each.flags for each in lines if each.event == late.event]
        await is_sound(zaenal)
        await story.back_up()
        assert (await zaenal.sync()).let_go == 1


async def test_nothing_is_written_of_a_household_of_which_nothing_is_here_any_more(
    tmp_path: Path,
) -> None:
    """It would be shown as this device's, and the office would not take it away once more."""
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    async with a_hand_over(tmp_path, url) as story:
        await story.back_up()
        await story.zaenal.sync()
        with pytest.raises(DeviceRefused) as refused:
            await story.zaenal.record("household_visited", story.household, **VISIT)
        assert refused.value.code == "no_such_household"
