"""A device's journal looked through by its doctor, and what was found."""

from datetime import date

from client_sync.reading.doctor import Doctor
from client_sync.reading.findings import Checkup
from events.dates import day_of_ms
from tests.synced import SyncedDevice

NEWEST_OF_OTHERS = "(SELECT max(entry) FROM event WHERE head IS NULL)"


def today(device: SyncedDevice) -> date:
    return day_of_ms(device.clock.at_ms)


async def examined(device: SyncedDevice, repair: bool = False) -> Checkup:
    assert device.parts.sent is not None
    doctor = Doctor(device.journal, device.profile, device.ring, device.parts.sent, today(device))
    return await doctor.examine(repair)


def found(checkup: Checkup) -> list[str]:
    return sorted(finding.what for finding in checkup.findings)
