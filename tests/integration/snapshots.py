"""An office with families enough for a snapshot of some chunks, and what a device has of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from events import limits
from events.ids import StreamId
from events.snapshot import Snapshot
from server.relaying.snapshots import DIRECTORY
from tests.office_app import OfficeApp, an_office_app
from tests.synced import NANA, VISIT, SyncedDevice, a_synced_device

HOUSEHOLDS = 3
EVENTS = HOUSEHOLDS * 6


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SNAPSHOT_EVENTS_MIN", 8)
    monkeypatch.setattr(limits, "SNAPSHOT_CHUNK_EVENTS_MAX", 4)
    monkeypatch.setattr(limits, "SNAPSHOT_TAIL_EVENTS_MAX", 2)


@asynccontextmanager
async def a_full_office(
    directory: Path, url: str
) -> AsyncIterator[tuple[OfficeApp, SyncedDevice, list[str]]]:
    """An office at which Zaenal has written some families down."""
    async with (
        an_office_app(directory, url) as office,
        a_synced_device(office, directory / "zaenal", "Zaenal") as zaenal,
    ):
        families = []
        for _ in range(HOUSEHOLDS):
            families.append(household := await zaenal.a_household())
            await zaenal.written("member_added", household, **NANA)
            for number in range(4):
                await zaenal.written(
                    "household_visited", household, note=f"ke-{number}", yes=True, **VISIT
                )
        await zaenal.sync()
        yield office, zaenal, families


def files(office: OfficeApp) -> list[Path]:
    return sorted((office.office.settings.data / DIRECTORY).glob("*.zst"))


def made(office: OfficeApp) -> Snapshot:
    """The one snapshot there is."""
    (index,) = (office.office.settings.data / DIRECTORY).glob("*.index")
    return msgspec.msgpack.decode(index.read_bytes()[32:], type=Snapshot)


async def agree(one: SyncedDevice, other: SyncedDevice, families: list[str]) -> None:
    """Both hold the same of these families, and can read it."""
    for family in families:
        mine = [(row.id, row.position, row.verdict, row.line) for row in await one.rows(family)]
        theirs = [(row.id, row.position, row.verdict, row.line) for row in await other.rows(family)]
        assert sorted(mine) == sorted(theirs)
        assert await one.digest(family) == await other.digest(family)
        lines, _ = await other.pages().history(StreamId(family))
        assert [line.personal for line in lines if line.type == "member_added"] == [
            {"name": "Nana Sofinah"}
        ]
