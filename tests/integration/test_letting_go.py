"""A former companion's own entries: kept until they are safe at the office, then gone for good.

What stays of each is its place in the chain, by which this device goes on, is restored, forks, is
copied and is looked through as if nothing had gone.
"""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from client_sync.device import JOURNAL_FILE
from client_sync.exchange.carrying import deliver, export
from client_sync.reading.findings import Checkup
from client_sync.refusals import DeviceRefused
from client_sync.storage.held import Row
from events import limits
from events.ids import StreamId
from server.exchange.cloning import approve
from server.exchange.devices import find_device
from server.exchange.orphans import orphans
from server.keeping.backup import back_up
from server.keeping.restoring import Order, restore
from server.settings import Settings
from tests.integration.district import District, a_district, a_family_of, held
from tests.integration.test_doctor import examined
from tests.office_app import LOG, a_serving_office
from tests.synced import (
    VISIT,
    SyncedDevice,
    a_synced_device,
    behind_its_back,
    bring_back,
    image_of,
)


class HandedOver:
    """A family of Zaenal's, now Irna's; his entries of it are at the office, and not yet safe."""

    def __init__(
        self, path: Path, district: District, zaenal: SyncedDevice, irna: SyncedDevice
    ) -> None:
        self.path = path
        self.district = district
        self.zaenal = zaenal
        self.irna = irna
        self.household = ""
        self.rows: list[Row] = []
        self._backups = 0

    async def back_up(self) -> Path:
        self._backups += 1
        file = self.path / f"backup {self._backups}.sqlite"
        await back_up(self.district.office.office, file)
        return file

    def in_journal(self, query: str) -> list[tuple[object, ...]]:
        """What the former companion's journal answers."""
        with sqlite3.connect(self.path / "zaenal" / JOURNAL_FILE) as raw:
            found = raw.execute(query).fetchall()
        raw.close()
        return found


@asynccontextmanager
async def a_hand_over(path: Path, url: str, visits: int = 1) -> AsyncIterator[HandedOver]:
    async with a_district(path, url) as (district, zaenal, irna):
        story = HandedOver(path, district, zaenal, irna)
        story.household = await a_family_of(zaenal, visits)
        await district.assign(story.household, zaenal)
        await zaenal.sync()
        story.rows = [row for row in await zaenal.rows(story.household) if row.head is not None]
        await district.assign(story.household, irna)
        await zaenal.sync()
        yield story


async def is_sound(device: SyncedDevice) -> Checkup:
    checkup = await examined(device)
    assert checkup.findings == ()
    return checkup


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


async def test_one_that_is_damaged_stays_and_keeps_nothing_from_going_on(
    tmp_path: Path, database_url: str
) -> None:
    """What stood there nobody can say, so its place cannot be kept without it."""
    async with a_hand_over(tmp_path, database_url) as story:
        zaenal, (first, *others) = story.zaenal, story.rows
        with behind_its_back(tmp_path / "zaenal") as journal:
            journal.execute("UPDATE event SET line = zeroblob(9) WHERE id = ?", (first.id,))
        checkup = await examined(zaenal, repair=True)
        assert [(one.what, one.mended) for one in checkup.findings] == [("own_entry", False)]
        await story.back_up()
        outcome = await zaenal.sync()
        assert (outcome.why, outcome.let_go, outcome.incidents) == ("done", len(others), ())
        assert [row.id for row in await zaenal.rows(story.household)] == [first.id]
        await a_family_of(zaenal)
        assert (await zaenal.sync()).requests == 1


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


async def test_a_household_that_comes_back_brings_its_entries_back_to_their_places(
    tmp_path: Path, database_url: str
) -> None:
    async with a_hand_over(tmp_path, database_url, visits=3) as story:
        zaenal, household = story.zaenal, story.household
        await story.back_up()
        await zaenal.sync()
        await story.irna.sync()
        await story.irna.written("household_visited", household, note="saya Irna", **VISIT)
        await story.irna.sync()
        await story.district.assign(household, zaenal)
        outcome = await zaenal.sync()
        assert (outcome.why, outcome.incidents) == ("done", ())

        back = [row for row in await zaenal.rows(household) if row.head is not None]
        assert sorted(back, key=lambda row: row.sequence) == story.rows
        async with zaenal.journal.reading() as reading:
            assert await reading.gone_count() == 0
            assert await reading.keys_wanted() == []
        lines, _ = await zaenal.pages().history(StreamId(household))
        notes = {str((line.personal or {}).get("note", "")) for line in lines}
        assert notes == {"", "ke-0", "ke-1", "ke-2", "saya Irna"}
        assert (await zaenal.sync()).requests == 1, "digests are equal"
        await is_sound(zaenal)
        await zaenal.written("household_visited", household, note="lagi", yes=True, **VISIT)
        assert (await zaenal.sync()).committed == 1


async def test_a_fold_kept_in_memory_is_not_taken_for_the_household_that_came_back(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    async with a_hand_over(tmp_path, url) as story:
        zaenal, household = story.zaenal, StreamId(story.household)
        async with zaenal.journal.reading() as reading:
            left = await reading.stream(household)
        assert left is not None
        await story.back_up()
        await zaenal.sync()
        await story.district.assign(household, zaenal)
        await zaenal.sync()
        async with zaenal.journal.reading() as reading:
            back = await reading.stream(household)
        assert back is not None
        assert (back.held, back.changes > left.changes) == (True, True)


async def test_a_phone_brought_back_from_before_lets_go_again(
    tmp_path: Path, database_url: str
) -> None:
    async with a_hand_over(tmp_path, database_url) as story:
        await story.zaenal.journal.close()
        image = image_of(tmp_path / "zaenal")
        async with a_synced_device(story.district.office, tmp_path / "zaenal") as zaenal:
            await story.back_up()
            assert (await zaenal.sync()).let_go == 3
            await a_family_of(zaenal)
        bring_back(image, tmp_path / "zaenal")
        async with a_synced_device(story.district.office, tmp_path / "zaenal") as zaenal:
            assert len(await held(zaenal, story.household)) == 3
            outcome = await zaenal.sync()
            assert (outcome.why, outcome.let_go) == ("done", 3)
            await is_sound(zaenal)
            async with zaenal.journal.reading() as reading:
                assert (await reading.chain()).sequence == 6, "the day that was lost came back"
            await a_family_of(zaenal)


async def test_a_fork_at_a_place_whose_entry_is_gone_goes_on_from_there(
    tmp_path: Path, database_url: str
) -> None:
    """Two directories of one installation: both let go, then each wrote something else."""
    async with a_hand_over(tmp_path, database_url) as story:
        office = story.district.office
        await story.back_up()
        await story.zaenal.sync()
        await story.zaenal.journal.close()
        image = image_of(tmp_path / "zaenal")
        async with a_synced_device(office, tmp_path / "zaenal") as zaenal:
            theirs = await a_family_of(zaenal)
        bring_back(image, tmp_path / "zaenal")
        async with a_synced_device(office, tmp_path / "zaenal", seed="another") as zaenal:
            async with zaenal.journal.reading() as reading:
                chain = await reading.chain()
                assert await reading.head_at(0, 3) == chain.head == story.rows[-1].head
            ours = await a_family_of(zaenal)
            assert "fork" in [incident.code for incident in await zaenal.incidents()]
            await zaenal.sync()
            assert (len(await held(zaenal, ours)), len(await held(zaenal, theirs))) == (3, 3)
            async with zaenal.journal.reading() as reading:
                assert (await reading.outbox_count()).unsent == 0
                assert await reading.gone_count() == 3
            await is_sound(zaenal)


async def test_a_copy_keeps_nothing_of_the_former_chain(tmp_path: Path, database_url: str) -> None:
    """Neither places that the device let go, nor entries of a household that left."""
    async with a_hand_over(tmp_path, database_url) as story:
        office = story.district.office
        await story.back_up()
        assert (await story.zaenal.sync()).let_go == 3
        second = await a_family_of(story.zaenal)
        await story.district.assign(second, story.zaenal)
        await story.district.assign(second, story.irna)
        await story.zaenal.sync()
        assert len(await held(story.zaenal, second)) == 3
        shutil.copytree(tmp_path / "zaenal", tmp_path / "copy")
        async with a_synced_device(office, tmp_path / "copy", "the copy") as copy:
            assert (await copy.sync()).why == "clone"
            assert await held(copy, second) == []
            async with copy.journal.reading() as reading:
                profile = await reading.profile()
                assert await reading.gone_count() == 0
                assert await reading.stream(StreamId(second)) is None
            assert profile is not None
        async with office.office.database.read() as transaction:
            found = await find_device(transaction, LOG, profile.device)
        assert found is not None
        await approve(office.desk.device, found, story.district.koordinator, "Salinan dikenal")
        async with a_synced_device(office, tmp_path / "copy", "the copy") as copy:
            assert (await copy.sync()).incidents == ()
            assert await held(copy, second) == []


async def test_what_waits_is_exported_from_after_what_is_gone(
    tmp_path: Path, database_url: str
) -> None:
    async with a_hand_over(tmp_path, database_url) as story:
        zaenal = story.zaenal
        await story.back_up()
        await zaenal.sync()
        await zaenal.a_household()
        exported = await export(zaenal.parts)
        assert (exported.entries, exported.left) == (1, 0)
        irna = story.irna
        (receipt,) = await deliver(irna.parts.transport, irna.profile, exported.data)
        assert (receipt.sequence, receipt.expected, receipt.forked) == (4, None, False)
        assert (await zaenal.sync()).committed == 1


# --- an office that was restored ------------------------------------------------------------------


@pytest.mark.parametrize("epoch", [0, 1])
async def test_a_restored_office_that_lost_what_was_gone_is_told_which_and_the_rest_goes_on(
    tmp_path: Path, epoch: int
) -> None:
    """An older back-up was chosen and its loss accepted: the one thing `safe` does not outlive."""
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    async with a_hand_over(tmp_path, url) as story:
        zaenal = story.zaenal
        kept = await a_family_of(zaenal)
        older = await story.back_up()
        await zaenal.sync()
        if epoch:  # as of a directory that was brought back: it begins with what will be lost
            assert zaenal.parts.sent is not None
            await zaenal.parts.sent.reach(0, 1_000)
            await zaenal.opened_to_write()
        lost = await a_family_of(zaenal)
        await story.district.assign(lost, zaenal)
        rows = [row for row in await zaenal.rows(lost) if row.head is not None]
        await story.district.assign(lost, story.irna)
        await story.back_up()
        assert (await zaenal.sync()).let_go == 3
        await zaenal.written("household_visited", kept, note="sesudahnya", **VISIT)
        await zaenal.sync()
    restored = Settings(tmp_path / "office", f"sqlite:///{tmp_path / 'restored.sqlite'}")
    order = Order(older, "Kantor banten", "Kepala", "disk_failure", accepts_loss=True)
    await restore(restored, order)
    async with (
        a_serving_office(restored) as office,
        a_synced_device(office, tmp_path / "zaenal") as zaenal,
    ):
        outcome = await zaenal.sync()
        assert outcome.why == "done"
        codes = [incident.code for incident in outcome.incidents]
        assert codes == ["office_restored", "own_lost"]
        assert all(row.id in outcome.incidents[1].detail for row in rows)
        await zaenal.sync()
        notes = [line.personal for line in (await zaenal.pages().history(StreamId(kept)))[0]]
        assert {"note": "sesudahnya"} in notes
        async with zaenal.journal.reading() as reading:
            assert (await reading.outbox_count()).unsent == 0
            assert await reading.returning_count() == 0
            assert (await reading.chain()).epoch == epoch + 1
        await is_sound(zaenal)
        assert (await zaenal.sync()).requests == 1
        await a_family_of(zaenal)
        async with office.office.database.read() as transaction:
            (earlier,) = await orphans(transaction, LOG)
        missing = {orphan.id for orphan in earlier.missing}
        assert missing >= {row.id for row in rows}
