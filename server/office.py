"""One open office: database, keys, clock, and for each log who writes into it.

The one thing a request or a command is given. Before: settings. After: `server/app.py` keeps it
open while it serves, a command while it runs; any number of processes open one office at a time.
"""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import msgspec

from events.errors import InputRefused
from events.ids import LogId
from server.clock import Clock, open_clock
from server.database import Database, migrate, open_database
from server.devices.contacts import Contacts
from server.intake.announcing import Growth
from server.intake.committer import Committer
from server.intake.office_device import OfficeDevice
from server.keys import OfficeKeys, read_keys
from server.relaying.pacing import Pacing
from server.relaying.room import PageRoom
from server.relaying.snapshots import DIRECTORY, Snapshots
from server.settings import KEYS_DIRECTORY, OfficeFile, Settings, read_office
from server.tree import OnGrowth, grow_tree


class Desk(msgspec.Struct, frozen=True):
    """Who writes into one log: devices through the committer, officers with the office's own."""

    log: LogId
    growth: Growth
    committer: Committer
    device: OfficeDevice
    pacing: Pacing
    room: PageRoom


class Office:
    """An open office; see `open_office`."""

    def __init__(
        self,
        settings: Settings,
        file: OfficeFile,
        keys: OfficeKeys,
        database: Database,
        now_ms: Clock,
    ) -> None:
        self.settings: Final = settings
        self.deployment: Final = file.deployment
        self.administrator: Final = file.administrator
        self.keys: Final = keys
        self.database: Final = database
        self.now_ms: Final = now_ms
        self.contacts: Final = Contacts(database)
        self.snapshots: Final = Snapshots(settings.data / DIRECTORY)
        self.logs: Final[Mapping[LogId, Desk]] = {log: self._desk(log) for log in file.logs}

    def draw(self, count: int) -> bytes:
        """That many random bytes."""
        return os.urandom(count)

    def desk(self, log: LogId) -> Desk:
        """Errors: InputRefused `unknown_log` when this office does not keep the log."""
        found = self.logs.get(log)
        if found is None:
            raise InputRefused("unknown_log", "this office does not keep the log that is named")
        return found

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Take batches from devices while open; of commands only `receive` needs it."""
        async with AsyncExitStack() as stack:
            for desk in self.logs.values():
                await desk.growth.follow(self.database)
                await stack.enter_async_context(desk.committer)
            yield

    def _desk(self, log: LogId) -> Desk:
        growth = Growth(log)
        given = (self.database, log, self.keys, growth, self.now_ms, self.draw)
        committer = Committer(*given)
        pacing = Pacing(committer, self.now_ms, self.draw, self.settings.workers)
        return Desk(log, growth, committer, OfficeDevice(*given), pacing, PageRoom())


@asynccontextmanager
async def open_office(settings: Settings, told: OnGrowth | None = None) -> AsyncIterator[Office]:
    """The office of these settings, its tables brought forward; `told` how far trees have grown.

    Errors: InputRefused when there is none, or something of it is missing or unsafe.
    """
    keys = read_keys(settings.data / KEYS_DIRECTORY)
    async with opened(settings, read_office(settings.data), keys, told) as office:
        await _check_held(office)
        yield office


async def _check_held(office: Office) -> None:
    """See that the database is this office's: an empty one would disown every device.

    Errors: InputRefused `log_missing`.
    """
    async with office.database.read() as transaction:
        held = {row["log"] for row in await transaction.fetch("copying.logs")}
    missing = sorted(office.logs.keys() - held)
    if missing:
        raise InputRefused(
            "log_missing",
            f"the database does not hold {', '.join(missing)}: name the right --database, or "
            "`jejak-server restore` a back-up into it",
        )


@asynccontextmanager
async def opened(
    settings: Settings, file: OfficeFile, keys: OfficeKeys, told: OnGrowth | None = None
) -> AsyncIterator[Office]:
    """An office whose file and keys are given; `init` opens one before it is written down."""
    now_ms = open_clock(settings)
    database = await open_database(settings.database)
    try:
        await migrate(database)
        for log in file.logs:
            await grow_tree(database, log, told)
        yield Office(settings, file, keys, database, now_ms)
    finally:
        await database.close()
