"""What a device sees and since when, for the officer who asks; and a scope changed by hand.

Assignments change scopes by themselves (`server/exchange/assigning.py`); by hand an officer widens
or narrows a region, or adds and takes a household that nobody is assigned to. Before:
`server/cli/scope.py`, `server/cli/devices.py`. After: values to print.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from events import limits
from events.dates import day_of_ms
from events.ids import OFFICE, ActorId, DeviceId, HouseholdId, LogId
from events.regions import contains
from events.types import RegionCode, Role
from events.types.office import ScopeChanged
from server.database import Row, Transaction
from server.devices.enrolled import Device
from server.devices.scoping import sight_of
from server.intake.office_device import Act, OfficeDevice, Written

VERSIONS_MAX: Final = 50
"""Versions that are listed, the newest first; all of them are events of the log."""


class Version(msgspec.Struct, frozen=True):
    """One version of a scope; `since` is when the office knew it, ms since 1970 UTC."""

    version: int
    position: int
    region: str | None
    since: int | None


class ScopeView(msgspec.Struct, frozen=True):
    """What one device sees. `added` and `removed` are households beside its region."""

    device: DeviceId
    actor: ActorId
    role: Role
    region: str | None
    version: int
    since: int | None
    households: int
    added: tuple[HouseholdId, ...]
    removed: tuple[HouseholdId, ...]
    versions: tuple[Version, ...]
    listed: tuple[HouseholdId, ...] | None = None
    """Every household it sees, where they were asked for: what a lost device exposes."""


async def view_scope(
    transaction: Transaction, log: LogId, device: Device, *, listed: bool = False
) -> ScopeView:
    """A device's scope as it is, and how it came about; with every household, if asked for."""
    rows = await transaction.fetch("scoping.versions", log, device.id, VERSIONS_MAX)
    named = await transaction.fetch("scoping.said_since", log, device.id, -1)
    versions = tuple(Version(*row) for row in rows)
    return ScopeView(
        device=device.id,
        actor=device.actor,
        role=device.role,
        region=device.scope_region,
        version=device.scope_version,
        since=versions[0].since if versions else None,
        households=(await scope_sizes(transaction, log, [device]))[device.id],
        added=tuple(HouseholdId(row["household"]) for row in named if row["is_in"]),
        removed=tuple(HouseholdId(row["household"]) for row in named if not row["is_in"]),
        versions=versions,
        listed=tuple(await _households(transaction, log, device)) if listed else None,
    )


async def _households(transaction: Transaction, log: LogId, device: Device) -> list[HouseholdId]:
    """The households that a device is given, by id; in the pieces in which they are compared."""
    found: list[HouseholdId] = []
    while True:
        rows = await transaction.fetch(
            "repairing.scope", log, *sight_of(device), found[-1] if found else "",
            limits.REPAIR_HOUSEHOLDS_MAX,
        )  # fmt: skip
        found += [row["household"] for row in rows]
        if len(rows) < limits.REPAIR_HOUSEHOLDS_MAX:
            return found


async def scope_sizes(
    transaction: Transaction, log: LogId, devices: Sequence[Device]
) -> Mapping[DeviceId, int]:
    """How many households each of these devices sees, from counts by region."""
    everywhere = await transaction.fetch("scoping.households_by_region", log)
    regions = {row["region"]: row["households"] for row in everywhere}
    named: dict[str, list[Row]] = defaultdict(list)
    for row in await transaction.fetch("scoping.named_by_region", log):
        named[row["device"]].append(row)
    return {device.id: _size(device, regions, named[device.id]) for device in devices}


def _size(device: Device, regions: Mapping[str, int], named: Iterable[Row]) -> int:
    if device.role == "auditor":
        return sum(regions.values())
    total = sum(count for region, count in regions.items() if _reaches(device, region))
    for row in named:
        is_reached = row["region"] is not None and _reaches(device, row["region"])
        if bool(row["is_in"]) != is_reached:
            total += row["households"] if row["is_in"] else -row["households"]
    return total


def _reaches(device: Device, region: str) -> bool:
    return device.scope_region is not None and contains(
        RegionCode(device.scope_region), RegionCode(region)
    )


async def change_by_hand(
    office: OfficeDevice,
    device: Device,
    by: ActorId,
    region: str | None,
    added: Sequence[HouseholdId],
    removed: Sequence[HouseholdId],
) -> Written:
    """Give a device another scope. Errors: InputRefused, as `server/devices/scoping.py` says."""
    body = ScopeChanged(
        device=device.id,
        version=device.scope_version + 1,
        region=None if region is None else RegionCode(region),
        added=tuple(added),
        removed=tuple(removed),
    )
    on = day_of_ms(office.clock()).isoformat()
    return await office.append(Act(body=body, by=by, stream=OFFICE, on=on))
