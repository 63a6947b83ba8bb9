"""What stays of an entry that was let go is its place in the chain.

By it the device goes on, is restored, forks, is copied and exports as if nothing had gone.
"""

import shutil
from pathlib import Path

import pytest

from client_sync.exchange.carrying import deliver, export
from events.ids import StreamId
from server.devices.enrolled import find_device
from server.exchange.cloning import approve
from server.exchange.orphans import orphans
from server.keeping.restoring import Order, restore
from server.settings import Settings
from tests.integration.district import a_family_of, held
from tests.integration.letting_go import a_hand_over, is_sound
from tests.office_app import LOG, a_serving_office
from tests.synced import VISIT, a_synced_device, bring_back, image_of


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
