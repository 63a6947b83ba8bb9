"""The acts that change scopes, and those that a new device's scope begins with.

Before: a code was used (`enrolling.py`), a copy became a device (`cloning.py`), or assignments say
something else than before (`assigning.py`). After: the tables follow each act in its transaction
(`server/devices/scoping.py`).
"""

from typing import Final, NamedTuple

from events.ids import OFFICE, ActorId, DeviceId, EventId, HouseholdId
from events.types.fields import RegionCode, Role
from events.types.office import ScopeChanged
from server.devices.enrolled import Device
from server.devices.scoping import span_of
from server.intake.office_device import Act, OfficeDevice
from server.intake.writing import Writing

NAMED_MAX: Final = 380
"""Households that one `scope_changed` names: as many ids as fit into its line."""
HANDS_OVER: Final[tuple[Role, ...]] = ("pendamping",)
"""Whose devices cease to see a household that another one accompanies; a koordinator's do not."""


class Because(NamedTuple):
    """Who causes a change of scopes, from which day on, by which event."""

    by: ActorId
    on: str
    event: EventId | None


def scope_change(
    device: DeviceId,
    version: int,
    region: str | None,
    because: Because,
    added: tuple[HouseholdId, ...] = (),
    removed: tuple[HouseholdId, ...] = (),
) -> Act:
    """The `scope_changed` that says it, in the office's own stream."""
    body = ScopeChanged(
        device=device,
        version=version,
        region=None if region is None else RegionCode(region),
        added=added,
        removed=removed,
        because=because.event,
    )
    return Act(body=body, by=because.by, stream=OFFICE, on=because.on)


async def scope_at_enrolment(
    office: OfficeDevice,
    writing: Writing,
    device: Device,
    by: ActorId,
    on: str,
    like: DeviceId | None = None,
) -> list[Act]:
    """What a new device sees beside its region, and what of it not: as those its holder had before.

    Households its holder accompanies elsewhere are added; those of the region that were handed over
    to somebody else are taken from it. `device.scope_region` None: the former alone, and that is
    said even when there are none. A copy sees what the device `like` sees; one that was revoked
    since was not told of what came and went.
    """
    span, transaction = span_of(device.scope_region), writing.transaction
    names: dict[HouseholdId, bool] = {}
    if like is not None:
        said = await transaction.fetch("scoping.said_since", office.log, like, -1)
        names = {HouseholdId(row["household"]): bool(row["is_in"]) for row in said}
    ways = [("scoping.of_actor", True)]
    if device.role in HANDS_OVER:
        ways.insert(0, ("scoping.handed_over_by", False))
    for query, is_in in ways:
        for row in await transaction.fetch(query, office.log, device.actor, *span):
            # The region says it already: what it shows is in, what it does not show is out.
            if bool(row["near"]) != is_in or row["household"] in names:
                names[HouseholdId(row["household"])] = is_in
    if not names and device.scope_region == device.region:
        return []
    ordered = sorted(names)
    parts = [ordered[at : at + NAMED_MAX] for at in range(0, len(ordered), NAMED_MAX)] or [[]]
    return [
        scope_change(
            device.id, version, device.scope_region, Because(by, on, None),
            added=tuple(name for name in part if names[name]),
            removed=tuple(name for name in part if not names[name]),
        )
        for version, part in enumerate(parts, start=1)
    ]  # fmt: skip
