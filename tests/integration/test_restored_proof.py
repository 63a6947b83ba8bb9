"""A restored office proves to devices that what it goes on from is what they had seen."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from client_sync.storage.held import Checkpoints
from events.checkpoint import Checkpoint, origin_of, sign_checkpoint
from events.errors import InputRefused
from events.ids import StreamId
from events.types.office import LogRestored
from server.devices.incidents import newest
from server.keeping.backup import back_up
from server.keeping.marks import Restored, known_roots, read_marks
from server.keeping.restoring import Order, restore
from server.projecting.verify import verify
from server.settings import Settings
from tests.contract.office import LOG
from tests.contract.raw import lose_tree, rewrite, run
from tests.integration.test_witness import held_by, made_anew
from tests.office_app import OfficeApp, a_phone, a_serving_office, an_office_app
from tests.synced import VISIT, SyncedDevice, a_synced_device


class Two:
    """Two back-ups of an office, of two days; a device synced after each."""

    def __init__(self, tmp_path: Path) -> None:
        self.path = tmp_path
        self.older, self.newer = tmp_path / "older.sqlite", tmp_path / "newer.sqlite"
        self.home = StreamId("")
        self.held: list[Checkpoints] = []

    def other(self) -> Settings:
        return Settings(self.path / "office", f"sqlite://{self.path / 'restored.sqlite'}")

    async def restore(self, file: Path, *, accepts_loss: bool = False) -> Restored:
        order = Order(file, "Kantor banten", "Kabid", "disk_failure", accepts_loss)
        (done,) = await restore(self.other(), order)
        assert isinstance(done, Restored)
        return done


async def checkpoints_of(device: SyncedDevice) -> Checkpoints:
    async with device.journal.reading() as reading:
        return await reading.checkpoints()


@pytest.fixture
async def two(tmp_path: Path) -> Two:
    story = Two(tmp_path)
    async with (
        an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        await office.actor("Kabid", "koordinator_kabupaten", "36.03")
        story.home = StreamId(await device.a_household())
        await device.sync()
        for file in (story.older, story.newer):
            await back_up(office.office, file)
            await device.sync()
            story.held.append(await checkpoints_of(device))
            await device.written("household_visited", story.home, yes=True, **VISIT)
            await device.sync()
        story.held.append(await checkpoints_of(device))
    return story


@asynccontextmanager
async def again(two: Two) -> AsyncIterator[tuple[OfficeApp, SyncedDevice]]:
    async with (
        a_serving_office(two.other()) as office,
        a_synced_device(office, two.path / "d1") as device,
    ):
        yield office, device


async def test_each_back_up_moves_what_is_safe(two: Two) -> None:
    sizes = [of.size for backup in read_marks(two.path / "office").backups for of in backup.logs]
    safe = [held.safe.size for held in two.held if held.safe is not None]
    assert safe[0] == sizes[0]
    assert safe[1] == safe[2] == sizes[1]
    assert two.held[2].newest is not None
    assert two.held[2].newest.size == sizes[1] + 1


async def test_the_safe_checkpoint_is_proved_and_the_newest_handed_up(two: Two) -> None:
    await two.restore(two.newer)
    before = two.held[2]
    async with again(two) as (office, device):
        outcome = await device.sync()
        assert outcome.why == "done"
        assert [one.code for one in outcome.incidents] == ["office_restored"]
        after = await checkpoints_of(device)
        assert after.orphan is None
        assert after.safe == before.safe
        assert after.newest is not None
        assert after.newest.incarnation == 2
        async with office.office.database.read() as transaction:
            [incident] = await newest(transaction, office.desk.log, 10)
    assert before.newest is not None
    assert (incident.code, incident.about) == (
        "orphaned_checkpoint", f"1/{before.newest.size}",
    )  # fmt: skip
    detail = msgspec.json.decode(incident.detail)
    assert detail == {"root": before.newest.root.hex(), "checkpoint": before.newest.note}


async def test_a_checkpoint_that_this_office_never_lost_says_nothing(two: Two) -> None:
    """One that it never signed, one of this incarnation, and what is none."""
    await two.restore(two.newer)
    async with again(two) as (office, _):
        phone = await a_phone(office, "Rina")
        seed = office.office.keys.signing_seed
        lost = Checkpoint(origin_of(office.office.deployment, LOG, 1), 10**6, bytes(32))
        here = Checkpoint(origin_of(office.office.deployment, LOG, 2), 10**6, bytes(32))
        signed = sign_checkpoint(seed, lost)
        for orphan in (
            sign_checkpoint(bytes(32), lost), sign_checkpoint(seed, here), signed[:-9], "x" * 9000,
        ):  # fmt: skip
            assert (await phone.sync(wire=2, orphan=orphan)).incarnation == 2
        async with office.office.database.read() as transaction:
            assert await newest(transaction, office.desk.log, 10) == []
        await phone.sync(wire=2, orphan=signed)
        async with office.office.database.read() as transaction:
            [incident] = await newest(transaction, office.desk.log, 10)
        assert (incident.code, incident.device) == ("orphaned_checkpoint", phone.id)


async def test_a_loss_that_was_declared_is_followed_and_its_proof_handed_up(two: Two) -> None:
    await two.restore(two.older, accepts_loss=True)
    async with again(two) as (office, device):
        assert (await device.sync()).why == "done"
        after = await checkpoints_of(device)
        assert (after.safe, after.orphan) == (None, None)
        async with office.office.database.read() as transaction:
            codes = [one.code for one in await newest(transaction, office.desk.log, 10)]
    assert codes == ["orphaned_checkpoint"]


async def test_a_loss_that_nobody_declared_stops_the_device(two: Two) -> None:
    await two.restore(two.older, accepts_loss=True)
    await run(two.other().database, "UPDATE incarnation SET lost = 0")
    async with again(two) as (_, device):
        before = await held_by(device)
        outcome = await device.sync()
        assert outcome.why == "history_differs"
        assert "safe_lost" in outcome.incidents[0].detail
        assert await held_by(device) == before


async def test_a_history_changed_on_the_way_through_a_restore_is_found(two: Two) -> None:
    await two.restore(two.newer)
    async with a_serving_office(two.other()) as office:
        change = "UPDATE event SET received = received + 1 WHERE position = 3"
        await made_anew(office, two.other().database, change)
    async with again(two) as (_, device):
        before = await held_by(device)
        outcome = await device.sync()
        assert (outcome.why, outcome.incidents[0].code) == ("history_differs", "history_differs")
        assert await held_by(device) == before


async def test_a_back_up_altered_since_it_was_verified_is_refused(two: Two) -> None:
    url = f"sqlite://{two.newer}"
    await rewrite(url, "UPDATE event SET received = received + 1 WHERE position = 3")
    await lose_tree(url)
    with pytest.raises(InputRefused) as refused:
        await two.restore(two.newer)
    assert refused.value.code == "backup_altered"


async def test_verify_knows_the_roots_of_back_ups_whatever_the_database_says(two: Two) -> None:
    await two.restore(two.older, accepts_loss=True)
    url = two.other().database
    marks = read_marks(two.path / "office")
    known = known_roots(marks, LOG, 2)
    assert known == [(of.size, of.root) for of in marks.backups[0].logs], "the newer is lost"
    async with a_serving_office(two.other()) as office:
        database, clock = office.office.database, office.office.now_ms
        assert (await verify(database, url, LOG, clock, 0, None, known)).is_sound
        change = "UPDATE event SET received = received + 1 WHERE position = 3"
        await made_anew(office, url, change)
        found = (await verify(database, url, LOG, clock, 0, None, known)).differences
    assert [(one.table, one.key, one.column) for one in found] == [
        ("backup", str(known[0][0]), "root"),
    ]  # fmt: skip


async def test_log_restored_names_both_roots(two: Two) -> None:
    done = await two.restore(two.older, accepts_loss=True)
    (line,) = (
        sqlite3.connect(two.path / "restored.sqlite")
        .execute("SELECT line FROM event WHERE position = ?", (done.size,))
        .fetchone()
    )
    body: dict[str, Any] = msgspec.json.decode(line)["body"]
    said = msgspec.convert(body, LogRestored)
    older, newer = (backup.logs[0] for backup in read_marks(two.path / "office").backups)
    assert (said.size, said.root) == (older.size, older.root)
    assert (said.newest_size, said.newest_root) == (newer.size, newer.root)
