"""A family that was handed over, on the phone of its former companion."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from client_sync.device import JOURNAL_FILE
from client_sync.reading.findings import Checkup
from client_sync.storage.held import Row
from server.keeping.backup import back_up
from tests.integration.district import District, a_district, a_family_of
from tests.integration.examining import examined
from tests.synced import SyncedDevice


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
