"""One family registered by two companions who never met, and an office that knows of both.

The real device and the real office in one process, on both databases.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from events.dates import day_of_ms
from events.folds import Answer
from events.ids import ActorId, HouseholdId, StreamId
from server.answers.answering import Answering
from server.devices.enrolled import find_device
from server.devices.scoping import seen_of
from server.officers import merging
from tests.builders import NIK
from tests.office_app import LOG, OfficeApp, an_office_app
from tests.synced import SyncedDevice, a_synced_device

NANA: dict[str, Any] = {
    "nik_status": "stated",
    "sex": "p",
    "birth_year": 1978,
    "relation": "kepala",
    "in_same_kk": True,
    "name": "Nana Sofinah",
    "nik": NIK,
}


class Two:
    """An office with a koordinator, and two phones that each registered Nana."""

    def __init__(
        self, office: OfficeApp, by: ActorId, phones: list[SyncedDevice], names: list[str]
    ) -> None:
        self.office = office
        self.by = by
        self.phones = phones
        self.names = names

    async def merge(self) -> merging.Merged:
        one, other = (HouseholdId(name) for name in self.names)
        asked = merging.Asked(
            one=one, other=other, by=self.by, basis="same_nik", survivor=one, on="2018-12-01"
        )
        return await merging.merge(self.office.office, self.office.desk, asked)

    async def unmerge(self) -> None:
        one, other = (HouseholdId(name) for name in self.names)
        await merging.unmerge(self.office.office, self.office.desk, one, other, self.by)

    async def sync(self) -> None:
        for _ in range(2):
            for phone in self.phones:
                outcome = await phone.sync()
                assert outcome.incidents == ()

    async def at_office(self, household: str) -> Answer:
        day = day_of_ms(self.office.office.now_ms())
        async with self.office.office.database.read() as transaction:
            found = await Answering().household(transaction, LOG, HouseholdId(household), day, None)
        assert found is not None
        return found

    async def on_phone(self, phone: SyncedDevice, household: str) -> Answer:
        day = day_of_ms(self.office.office.now_ms())
        return (await phone.pages().household(StreamId(household), day)).answer

    async def sees(self, phone: int) -> set[str]:
        """Which of the two a phone's device may see."""
        names = [HouseholdId(name) for name in self.names]
        async with self.office.office.database.read() as transaction:
            device = await find_device(transaction, LOG, self.phones[phone].profile.device)
            assert device is not None
            return set(await seen_of(transaction, LOG, device, names))

    async def say_the_same(self) -> None:
        for phone in self.phones:
            for household in self.names:
                assert await self.on_phone(phone, household) == await self.at_office(household)


@asynccontextmanager
async def two_registrations(
    tmp_path: Path, url: str, region: str = "36.03.06"
) -> AsyncIterator[Two]:
    """Zaenal's Nana, and Irna's, whose desa is perhaps another one."""
    clock = tmp_path / "clock"
    clock.write_text("1544752800000")
    async with (
        an_office_app(tmp_path, url, clock) as office,
        a_synced_device(office, tmp_path / "d1", "Zaenal") as zaenal,
        a_synced_device(office, tmp_path / "d2", "Irna", region=region) as irna,
    ):
        sri = await office.actor("Sri", "koordinator_kabupaten", "36.03")
        names = []
        for phone, place in ((zaenal, "36.03.06"), (irna, region)):
            registered = await phone.written(
                "household_registered", region=f"{place}.2001", source="companion",
                notice_given=True, yes=True,
            )  # fmt: skip
            household = registered.stream
            await phone.written("member_added", household, **NANA)
            await phone.sync()
            names.append(household)
        made = Two(office, sri.id, [zaenal, irna], names)
        await made.sync()
        yield made
