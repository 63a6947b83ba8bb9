"""A district: an office, and companions of two kecamatan whose households an officer assigns.

The real device and the real office in one process, on both databases. An assignment is what the
koordinator says; scopes follow by themselves.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from events.dates import day_of_ms
from events.ids import ActorId, EventId, HouseholdId, StreamId
from events.types import Body, CompanionAssigned
from events.types.office import ScopeChanged
from server.answers.answering import Answering
from server.devices.enrolled import find_device
from server.devices.scoping import seen_of
from server.exchange.assigning import settle
from server.intake.office_device import Act, Written
from tests.office_app import LOG, OfficeApp, an_office_app
from tests.synced import NANA, VISIT, SyncedDevice, a_synced_device

ELSEWHERE = "36.03.07"
FRIDAY_MS = 1_544_752_800_000
"""2018-12-14 in the morning."""


class District:
    """An office with a koordinator, and two companions in one kecamatan."""

    def __init__(self, office: OfficeApp, koordinator: ActorId) -> None:
        self.office = office
        self.koordinator = koordinator

    async def say(
        self, household: str, body: Body, on: str | None = None, by: ActorId | None = None
    ) -> Written:
        """An act of the koordinator about a household, and what follows from it."""
        day = on or day_of_ms(self.office.office.now_ms()).isoformat()
        act = Act(body=body, by=by or self.koordinator, stream=StreamId(household), on=day)
        written = await self.office.desk.device.append(act)
        await settle(self.office.desk.device)
        return written

    async def assign(
        self, household: str, to: SyncedDevice, effective_on: str | None = None, **how: Any
    ) -> Written:
        day = effective_on or day_of_ms(self.office.office.now_ms()).isoformat()
        body = CompanionAssigned(
            companion=to.profile.actor, effective_on=date.fromisoformat(day), reason="balance"
        )
        return await self.say(household, body, **how)

    async def sees(self, device: SyncedDevice, *households: str) -> set[str]:
        """Which of these households the office lets a device see."""
        async with self.office.office.database.read() as transaction:
            found = await find_device(transaction, LOG, device.profile.device)
            assert found is not None
            names = [HouseholdId(name) for name in households]
            return set(await seen_of(transaction, LOG, found, names))

    async def scope_events(self) -> list[ScopeChanged]:
        """What the log says of scopes, in order."""
        async with self.office.office.database.read() as transaction:
            rows = await transaction.fetch("log.stream", LOG, "office", 2**62)
        lines = [msgspec.json.decode(row["line"]) for row in rows]
        return [
            msgspec.convert(line["body"], ScopeChanged)
            for line in lines
            if line["type"] == "scope_changed"
        ]

    async def flags(self, household: str, event: EventId) -> tuple[str, ...]:
        """What the office's fold says of an entry."""
        async with self.office.office.database.read() as transaction:
            found = await Answering().history(transaction, LOG, HouseholdId(household), None)
        return tuple(found[event].flags)


@asynccontextmanager
async def a_district(
    directory: Path, url: str, clock: Path | None = None
) -> AsyncIterator[tuple[District, SyncedDevice, SyncedDevice]]:
    async with an_office_app(directory, url, clock) as office:
        koordinator = await office.actor("Kepala", "koordinator_kabupaten", "36.03")
        async with (
            a_synced_device(office, directory / "zaenal", "Zaenal") as zaenal,
            a_synced_device(office, directory / "irna", "Irna", region=ELSEWHERE) as irna,
        ):
            yield District(office, koordinator.id), zaenal, irna


async def a_family_of(device: SyncedDevice, visits: int = 1, region: str = "36.03.06.2001") -> str:
    """A household this device has registered, with a name and visits, at the office."""
    household = (
        await device.written(
            "household_registered", region=region, source="companion", notice_given=True, yes=True
        )
    ).stream
    await device.written("member_added", household, **NANA)
    for number in range(visits):
        await device.written("household_visited", household, note=f"ke-{number}", yes=True, **VISIT)
    await device.sync()
    return household


async def held(device: SyncedDevice, household: str) -> list[str]:
    """The types this device holds of a household, in the order of arrival."""
    return [row.type for row in await device.rows(household)]
