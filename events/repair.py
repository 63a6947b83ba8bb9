"""Finding where two holders of a household differ, with a few small messages, and only there.

    all households   ->  those whose digests differ
    a household      ->  its parts, one for each device and epoch that wrote in it
    a part           ->  smaller ranges of sequences, or the events themselves when they are few

The device states what it holds of each part; the office answers those it holds otherwise. Both
count what lies before the device's cursor, so events that come meanwhile do not matter. Before:
digests that differ (`events/digest.py`). After: `client_sync/exchange/repairing.py` replaces what
is wrong. Format: events/README.md, "Repair".
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import msgspec

from events import limits
from events.digest import Digest, add, item_hash
from events.entry import Item
from events.ids import DeviceId, HouseholdId

_NOTHING: Final = Digest()
ANY_DEVICE: Final = DeviceId("")
"""Of a part: the whole household, whoever wrote."""


class Part(msgspec.Struct, frozen=True, array_like=True):
    """The events of a household that a device wrote in an epoch, `first` to `last` by sequence.

    `events` and `digest` are what the sender holds of it; for `ANY_DEVICE`, of all the household.
    """

    household: HouseholdId
    device: DeviceId
    epoch: int
    first: int
    last: int
    events: int
    digest: bytes


class Found(msgspec.Struct, frozen=True, array_like=True):
    """What the office holds of a part that differs: smaller parts, or all its events.

    `events` and `digest` are the office's.
    """

    household: HouseholdId
    device: DeviceId
    epoch: int
    first: int
    last: int
    events: int
    digest: bytes
    parts: tuple[Part, ...] = ()
    items: tuple[Item, ...] | None = None


class Counted(NamedTuple):
    """One committed event as digests count it."""

    device: DeviceId
    epoch: int
    sequence: int
    hash: bytes


def counted(
    position: int, device: DeviceId, epoch: int, sequence: int, line_hash: bytes, verdict: str
) -> Counted:
    """An event as it is counted."""
    hash_ = item_hash(position, device, epoch, sequence, line_hash, verdict)
    return Counted(device, epoch, sequence, hash_)


def digest_of(events: Iterable[Counted], before: Digest = _NOTHING) -> Digest:
    """How many they are, and their sum, with what was counted `before`."""
    count, total = before.events, before.sum
    for event in events:
        count, total = count + 1, add(total, event.hash)
    return Digest(count, total, before.keys)


def whole(household: HouseholdId, digest: Digest) -> Part:
    """A household in one part."""
    return Part(household, ANY_DEVICE, 0, 0, 0, digest.events, digest.short())


def parts_of(household: HouseholdId, events: Sequence[Counted]) -> tuple[Part, ...]:
    """A household's parts, ascending by device and epoch."""
    by_writer: dict[tuple[DeviceId, int], list[Counted]] = {}
    for event in events:
        by_writer.setdefault((event.device, event.epoch), []).append(event)
    return tuple(
        _part(household, device, epoch, min(of).sequence, max(of).sequence, of)
        for (device, epoch), of in sorted(by_writer.items())
    )


def halves_of(part: Part | Found, events: Sequence[Counted]) -> tuple[Part, ...]:
    """Smaller ranges that together make up a part, each with about as many of these events."""
    ordered = sorted(events, key=lambda event: event.sequence)
    size = -(-len(ordered) // limits.REPAIR_RANGES)
    cuts = [ordered[at].sequence for at in range(size, len(ordered), size)]
    firsts = [part.first, *cuts]
    lasts = [*(cut - 1 for cut in cuts), part.last]
    return tuple(
        _part(part.household, part.device, part.epoch, first, last,
              [event for event in ordered if first <= event.sequence <= last])
        for first, last in zip(firsts, lasts, strict=True)
    )  # fmt: skip


def within(part: Part | Found, event: Counted) -> bool:
    """True when an event of the household belongs to a part of it."""
    if part.device == ANY_DEVICE:
        return True
    writer = (event.device, event.epoch) == (part.device, part.epoch)
    return writer and part.first <= event.sequence <= part.last


def part_place(part: Part | Found) -> tuple[HouseholdId, DeviceId, int, int, int]:
    """Which part it is."""
    return part.household, part.device, part.epoch, part.first, part.last


def states(part: Part, digest: Digest) -> bool:
    """True when what the sender holds of a part is this."""
    return (part.events, part.digest) == (digest.events, digest.short())


def _part(
    household: HouseholdId,
    device: DeviceId,
    epoch: int,
    first: int,
    last: int,
    events: Sequence[Counted],
) -> Part:
    digest = digest_of(events)
    return Part(household, device, epoch, first, last, digest.events, digest.short())
