"""What a device may see: a region, which may be none, households added to it and taken from it.

A scope changes by a `scope_changed` of the office's own device alone, in whose transaction the
tables follow (`change_scope`). Before: `server/exchange/assigning.py` or an officer says so. After:
pages, keys and digests hold just that (`server/relaying/pages.py`), and a device of an older
version is told what was added and what left (`changes_since`).
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from events.errors import InputRefused
from events.ids import DeviceId, HouseholdId, LogId
from events.types.office import ScopeChanged
from events.wire import Left, Scope
from server.database import Row, Transaction
from server.devices.enrolled import Device, find_device

REGION_CHANGE_HOUSEHOLDS_MAX: Final = 20_000
"""Households that may come or go with a change of region: their ids travel in one reply."""
_BEFORE_ALL: Final = -1
_SEES_ALL: Final = ("auditor",)
"""An auditor reads every line of the log, the office's own among them, and has no keys."""


class Sight(NamedTuple):
    """A device's scope as queries take it: all of the log, else codes from `first` to `after`."""

    all: bool
    first: str
    after: str
    device: DeviceId


class Span(NamedTuple):
    """The region codes of a scope: from `first` to `after`, exclusive."""

    first: str
    after: str


def span_of(region: str | None) -> Span:
    """The codes of a region and of all below it; `/` is what follows `.` in ASCII."""
    return Span("", "") if region is None else Span(region, region + "/")


def sight_of(device: Device) -> Sight:
    """What a device sees by the version in its row."""
    return Sight(device.role in _SEES_ALL, *span_of(device.scope_region), device.id)


async def begin_scope(
    transaction: Transaction, log: LogId, device: DeviceId, region: str, position: int
) -> None:
    """Remember the scope a device enrolled with, its version 0."""
    await transaction.execute("scoping.add_version", log, device, 0, position, region)


async def change_scope(
    transaction: Transaction, log: LogId, body: ScopeChanged, position: int, on: str
) -> None:
    """Make the tables follow a `scope_changed` at its position.

    Errors: InputRefused when there is no such device, the version is not its next, or a change of
    region would be too large.
    """
    device = await find_device(transaction, log, DeviceId(body.device))
    if device is None:
        raise InputRefused(
            "unknown_device", f"no device {body.device} is enrolled: `jejak-server devices`"
        )
    if body.version != device.scope_version + 1:
        raise InputRefused(
            "scope_version",
            f"the next version of this device's scope is {device.scope_version + 1}",
        )
    if body.region != device.scope_region:
        await _check_size(transaction, log, device, body.region)
    await transaction.execute("scoping.move_device", log, device.id, body.version, body.region)
    await transaction.execute(
        "scoping.add_version", log, device.id, body.version, position, body.region
    )
    said = [(household, True) for household in body.added]
    said += [(household, False) for household in body.removed]
    await transaction.execute_many(
        "scoping.say_household",
        [(log, device.id, household, body.version, is_in, on) for household, is_in in said],
    )


async def changes_since(
    transaction: Transaction, log: LogId, device: Device, version: int
) -> Scope:
    """What came and went since a version; everything the scope holds when that is not known."""
    region = "" if device.scope_region is None else device.scope_region
    before = await transaction.fetch_one("scoping.version", log, device.id, version)
    if before is None or version > device.scope_version:
        rows = await transaction.fetch("scoping.visible", log, *sight_of(device))
        held = tuple(HouseholdId(row["household"]) for row in rows)
        said = await transaction.fetch("scoping.said_since", log, device.id, _BEFORE_ALL)
        return Scope(device.scope_version, region, _left(said), held, whole=True)
    rows = await transaction.fetch("scoping.said_since", log, device.id, version)
    added = [HouseholdId(row["household"]) for row in rows if row["is_in"]]
    left = list(_left(rows))
    if before["region"] != device.scope_region:
        old, new = span_of(before["region"]), span_of(device.scope_region)
        added += await _only_in(transaction, log, device.id, new, old)
        left += [Left(name, "") for name in await _only_in(transaction, log, device.id, old, new)]
    return Scope(device.scope_version, region, tuple(left), tuple(added))


def _left(said: Sequence[Row]) -> tuple[Left, ...]:
    return tuple(Left(HouseholdId(row["household"]), row["on"]) for row in said if not row["is_in"])


async def seen_of(
    transaction: Transaction, log: LogId, device: Device, households: Sequence[HouseholdId]
) -> frozenset[HouseholdId]:
    """Those of these households that a device sees."""
    rows = await transaction.fetch("scoping.seen_of", log, *sight_of(device), list[str](households))
    return frozenset(HouseholdId(row["household"]) for row in rows)


async def _check_size(
    transaction: Transaction, log: LogId, device: Device, region: str | None
) -> None:
    for outer, inner in ((device.scope_region, region), (region, device.scope_region)):
        moved = await _only_in(transaction, log, device.id, span_of(outer), span_of(inner))
        if len(moved) > REGION_CHANGE_HOUSEHOLDS_MAX:
            raise InputRefused(
                "scope_too_large",
                f"{len(moved)} households would come or go at once: invite the device anew",
            )


async def _only_in(
    transaction: Transaction, log: LogId, device: DeviceId, outer: Span, inner: Span
) -> list[HouseholdId]:
    """Households of one region and not of another, of which the scope says nothing by name."""
    rows = await transaction.fetch("scoping.only_in", log, device, *outer, *inner)
    return [HouseholdId(row["household"]) for row in rows]
