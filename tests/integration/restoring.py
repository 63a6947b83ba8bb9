"""A day after a back-up, and the office made of it: what every test of a restore begins with.

Each restore goes into the other kind of database than the back-up came from.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from events.ids import StreamId
from server.exchange.assigning import settle
from server.keeping.backup import back_up
from server.keeping.marks import Restored
from server.keeping.restoring import Order, restore
from server.settings import Settings
from tests.contract.raw import run
from tests.office_app import OfficeApp, a_serving_office, an_office_app
from tests.synced import NANA, VISIT, SyncedDevice, a_synced_device


class Story:
    """An office with a back-up of yesterday, and two devices that have lived a day since."""

    def __init__(self, tmp_path: Path) -> None:
        self.path = tmp_path
        self.backup = tmp_path / "yesterday.sqlite"
        self.size = 0
        self.newest = 0
        self.old_home = ""
        self.new_home = ""


async def a_day_after_the_back_up(tmp_path: Path, url: str) -> Story:
    """Both devices hold all of both days; the back-up holds the first."""
    story = Story(tmp_path)
    async with (
        an_office_app(tmp_path, url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        await office.actor("Kabid", "koordinator_kabupaten", "36.03")
        story.old_home = await one.a_household()
        await one.written("member_added", story.old_home, **NANA)
        await one.sync()
        await two.sync()
        done = await back_up(office.office, story.backup)
        story.size = done.logs[0].size
        await one.written("household_visited", story.old_home, note="zaenal, hari ini", **VISIT)
        story.new_home = await one.a_household()
        await one.written("member_added", story.new_home, **(NANA | {"name": "Siti Aminah"}))
        await one.sync()
        await two.sync()
        await two.written("household_visited", story.old_home, note="irna, hari ini", **VISIT)
        await two.written("household_visited", story.new_home, note="irna, baru", **VISIT)
        await two.sync()
        await one.sync()
        await two.sync()
        story.newest = await _cursor(two)
    return story


async def _cursor(device: SyncedDevice) -> int:
    async with device.journal.reading() as reading:
        return (await reading.sync_state()).cursor.size


@asynccontextmanager
async def restored(story: Story, other_url: str) -> AsyncIterator[OfficeApp]:
    """The office made of the back-up, serving."""
    settings = Settings(story.path / "office", other_url)
    order = Order(story.backup, "Kantor banten", "Kabid", "disk_failure")
    done = await restore(settings, order)
    assert [(one.log, one.incarnation, one.size) for one in done if isinstance(one, Restored)] == [
        ("36.03", 2, story.size)
    ]
    async with a_serving_office(settings) as office:
        yield office


async def notes(device: SyncedDevice, household: str) -> list[str]:
    lines, _ = await device.pages().history(StreamId(household))
    told = {str((line.personal or {}).get("note", "")) for line in lines}
    return sorted(told - {""})


async def settled(office: OfficeApp, *devices: SyncedDevice) -> None:
    """Sync until nobody has anything new, scopes followed in between."""
    for _ in range(3):
        for device in devices:
            assert (await device.sync()).why == "done"
        await settle(office.desk.device)


async def assert_alike(story: Story, one: SyncedDevice, two: SyncedDevice) -> None:
    for home in (story.old_home, story.new_home):
        assert await one.digest(home) == await two.digest(home)
        ids = [sorted({row.id for row in await device.rows(home)}) for device in (one, two)]
        assert ids[0] == ids[1]
    for device in (one, two):
        async with device.journal.reading() as reading:
            assert (await reading.outbox_count()).unsent == 0
            assert await reading.returning_count() == 0
        last = await device.sync()
        assert (last.requests, last.incidents) == (1, ())


async def region_of(url: str, household: str) -> str | None:
    rows = await run(url, f"SELECT region FROM household WHERE household = '{household}'")
    return str(rows[0][0]) if rows and rows[0][0] is not None else None
