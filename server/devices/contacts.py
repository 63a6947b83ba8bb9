"""When each device last reached the office, told within the hour.

Before: a sync that the device signed (`server/exchange/sync.py`). After: the list of devices shows
who has not synced for a week. A device syncs many times a day, so a process writes one row an hour
for it.
"""

import msgspec

from events import limits
from events.ids import ActorId, DeviceId, LogId
from server.database import Database, Transaction
from server.devices.enrolled import all_devices


class Contacts:
    """What this process has written; as many entries as there are enrolled devices."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._written: dict[tuple[LogId, DeviceId], int] = {}

    async def note(self, log: LogId, device: DeviceId, now_ms: int) -> None:
        """A device is here."""
        if now_ms - self._written.get((log, device), 0) < limits.CONTACT_EVERY_MS:
            return
        async with self._database.write() as transaction:
            await transaction.execute("devices.keep_contact", log, device, now_ms)
        self._written[log, device] = now_ms


async def last_contacts(transaction: Transaction, log: LogId) -> dict[DeviceId, int]:
    """When each device that ever synced did so last (ms)."""
    return dict(tuple(row) for row in await transaction.fetch("devices.contacts", log))


class DeviceRow(msgspec.Struct, frozen=True):
    """A device in the office's list. `is_silent`: it may sync, and has not for a week."""

    device: DeviceId
    actor: ActorId
    role: str
    region: str
    enrolled_position: int
    revoked_position: int | None
    is_office: bool
    contact: int | None
    is_silent: bool
    scope_version: int
    scope_region: str | None
    cloned_from: DeviceId | None = None
    """It is a copy of this device; `waits`: no officer has approved it yet."""
    waits: bool = False


async def device_rows(
    transaction: Transaction, log: LogId, office: DeviceId, now_ms: int
) -> list[DeviceRow]:
    """Every device of a log, in the order of enrolment."""
    contacts = await last_contacts(transaction, log)
    silent_before = now_ms - limits.SILENT_AFTER_DAYS * limits.DAY_MS
    return [
        DeviceRow(
            each.id, each.actor, each.role, each.region, each.enrolled_position,
            each.revoked_position, each.id == office, contacts.get(each.id),
            each.revoked_position is None
            and each.id != office
            and contacts.get(each.id, 0) < silent_before,
            each.scope_version,
            each.scope_region,
            each.cloned_from,
            each.waits,
        )
        for each in await all_devices(transaction, log)
    ]  # fmt: skip
