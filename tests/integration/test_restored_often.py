"""An office restored again and again, of its back-ups in any order: devices go on, or are told.

What a device holds as safe is in the office, or two officers have accepted that it is lost.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from client_sync.storage.held import Checkpoints
from events.ids import StreamId
from server.keeping.backup import back_up
from server.keeping.foreseeing import Changed, Loss
from server.keeping.marks import Restored, read_marks, remember
from server.keeping.restoring import Order, restore
from server.settings import Settings
from tests.contract.office import LOG
from tests.office_app import OfficeApp, a_serving_office, an_office_app
from tests.synced import VISIT, SyncedDevice, a_synced_device


class Office:
    """An office whose store is lost whenever one pleases, and a device that syncs with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.home = StreamId("")
        self._restored = 0

    @property
    def settings(self) -> Settings:
        store = "office" if self._restored == 0 else f"restored {self._restored}"
        return Settings(self.path / "office", f"sqlite://{self.path / store}.sqlite")

    def backup(self, name: str) -> Path:
        return self.path / f"{name}.backup"

    async def restore(self, name: str, *, accepts_loss: bool = False) -> Restored | Loss | Changed:
        self._restored += 1
        order = Order(self.backup(name), "Kantor banten", "Kabid", "drill", accepts_loss)
        (done,) = await restore(self.settings, order)
        return done

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[tuple[OfficeApp, SyncedDevice]]:
        async with (
            a_serving_office(self.settings) as office,
            a_synced_device(office, self.path / "d1") as device,
        ):
            yield office, device

    async def a_day(self, backup: str) -> int:
        """A visit, a back-up of it that the device hears of; how much is safe now."""
        async with self.serving() as (office, device):
            await device.written("household_visited", self.home, yes=True, **VISIT)
            assert (await device.sync()).why == "done"
            done = await back_up(office.office, self.backup(backup))
            assert (await device.sync()).why == "done"
            safe = (await checkpoints_of(device)).safe
            assert safe is not None
            assert safe.size == done.logs[0].size
            return safe.size


async def checkpoints_of(device: SyncedDevice) -> Checkpoints:
    async with device.journal.reading() as reading:
        return await reading.checkpoints()


@pytest.fixture
async def office(tmp_path: Path) -> Office:
    """It was backed up on two days."""
    story = Office(tmp_path)
    async with (
        an_office_app(tmp_path, story.settings.database) as app,
        a_synced_device(app, tmp_path / "d1") as device,
    ):
        await app.actor("Kabid", "koordinator_kabupaten", "36.03")
        story.home = StreamId(await device.a_household())
        await device.sync()
    await story.a_day("monday")
    await story.a_day("tuesday")
    return story


async def test_a_device_that_read_nothing_of_a_restored_office_goes_on_in_the_next(
    office: Office,
) -> None:
    """What an earlier restore went back to says nothing of a back-up that was made after it."""
    await office.restore("monday", accepts_loss=True)
    safe = await office.a_day("wednesday")
    for incarnation in (3, 4):
        await office.restore("wednesday")
        async with office.serving() as (_, device):
            assert (await device.sync()).why == "done"
            held = await checkpoints_of(device)
            assert held.safe is not None
            assert held.newest is not None
            assert (held.safe.size, held.newest.incarnation) == (safe, incarnation)


async def test_going_back_to_a_history_that_was_left_loses_what_was_safe_since(
    office: Office,
) -> None:
    """What it lacks is not seen by sizes: the other history is no longer than this one."""
    monday, tuesday = (held.size for held in read_marks(office.settings.data).held(LOG))
    await office.restore("monday", accepts_loss=True)
    async with a_serving_office(office.settings) as app:
        wednesday = (await back_up(app.office, office.backup("wednesday"))).logs[0].size
    assert wednesday <= tuesday, "a larger one than what it lacks"
    loss = Loss(LOG, monday, wednesday, str(office.backup("wednesday")))
    assert await office.restore("tuesday") == loss
    assert isinstance(await office.restore("tuesday", accepts_loss=True), Restored)
    async with office.serving() as (_, device):
        outcome = await device.sync()
        assert (outcome.why, [one.code for one in outcome.incidents]) == (
            "done", ["office_restored"],
        )  # fmt: skip


async def test_a_loss_that_was_accepted_is_not_asked_about_again(office: Office) -> None:
    await office.restore("monday", accepts_loss=True)
    await office.a_day("wednesday")
    assert isinstance(await office.restore("wednesday"), Restored)


async def test_a_restore_that_was_cut_off_hides_no_loss(office: Office) -> None:
    """It has a number, as one that was made: what was served before it is lost all the same."""
    monday, tuesday = (held.size for held in read_marks(office.settings.data).held(LOG))
    await office.restore("monday", accepts_loss=True)
    async with a_serving_office(office.settings) as app:
        await back_up(app.office, office.backup("wednesday"))
    await office.restore("tuesday", accepts_loss=True)
    remember(office.settings.data, restore=Restored(LOG, 4, monday, 1))
    loss = Loss(LOG, monday, tuesday, str(office.backup("tuesday")))
    assert await office.restore("wednesday") == loss


async def test_a_device_that_comes_late_is_told_what_each_restore_before_has_lost(
    office: Office,
) -> None:
    """It has seen Tuesday alone, and comes back after two more restores."""
    await office.restore("monday", accepts_loss=True)
    async with a_serving_office(office.settings) as app:
        await back_up(app.office, office.backup("wednesday"))
    await office.restore("wednesday")
    async with office.serving() as (_, device):
        assert (await device.sync()).why == "done"
        held = await checkpoints_of(device)
        assert held.newest is not None
        assert held.newest.incarnation == 3
