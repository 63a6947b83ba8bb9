"""What every world's office is: its people, its secrets, and the disk of one that was just founded.

Its keys are the same in every world, so that a founded office is an image that each world starts
from. After: `office.py` runs it on a machine.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from events.dates import day_of_ms
from events.ids import PROGRAMME, ActorId, LogId, make_uuid7
from events.types import RegionCode
from events.types.programme import ActorRegistered
from server.database import Database, migrate, open_database
from server.intake.founding import found_log
from server.intake.office_device import Act
from server.keys import OfficeKeys, draw_keys
from server.office import Office
from server.settings import OfficeFile, Settings
from tests.simulation.disk import Disk, Image
from tests.simulation.ports import SeededChance, Time

LOG: Final = LogId("36.03")
FOUNDED_MS: Final = 1_547_078_400_000
"""2019-01-10."""
DATABASE_FILE: Final = "office.sqlite"
ADMINISTRATOR: Final = ActorId(make_uuid7(FOUNDED_MS, b"the office"))

OFFICERS: Final = (
    ActorId(make_uuid7(FOUNDED_MS, b"officer 1.")), ActorId(make_uuid7(FOUNDED_MS, b"officer 2.")),
)  # fmt: skip
"""Who decides that the office is made of a back-up; registered when the first one is made."""
OFFICE_FILE: Final = OfficeFile(1, "simulated", ADMINISTRATOR, (LOG,))


class WorldOffice(Office):
    """An office whose chance is the world's."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Callable[[], int],
        chance: SeededChance,
    ) -> None:
        self._chance = chance
        super().__init__(settings, OFFICE_FILE, office_keys(), database, clock)

    def draw(self, count: int) -> bytes:
        return self._chance.bytes(count)


@cache
def office_keys() -> OfficeKeys:
    """The secrets of every world's office."""
    return draw_keys(SeededChance("office keys").bytes)


async def founded(directory: Path) -> Image:
    """The disk of an office that was founded just now."""
    disk, clock = Disk(directory), Time(FOUNDED_MS).clock(lambda: 0)
    settings = Settings(directory, store_in(directory))
    database = await open_database(settings.database)
    try:
        await migrate(database)
        office = WorldOffice(settings, database, clock, SeededChance("founding"))
        device = office.desk(LOG).device
        await found_log(device, office.deployment, ADMINISTRATOR)
        koordinator = ActorRegistered(
            actor=ADMINISTRATOR, role="koordinator_kabupaten", region=RegionCode(LOG)
        )
        on = day_of_ms(FOUNDED_MS).isoformat()
        await device.append(Act(body=koordinator, by=ADMINISTRATOR, stream=PROGRAMME, on=on))
    finally:
        await database.close()
    return disk.image()


def store_in(directory: Path) -> str:
    """The database of an office whose disk this is."""
    return f"sqlite://{directory / DATABASE_FILE}"
