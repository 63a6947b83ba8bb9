"""Which assignment to a companion holds on a day, of those that count.

The newest day decides; of one day the one whose author knew the others. Two that did not know each
other contradict, and then nobody does. Before: `decisions.py` says which assignments count. After:
whose entries are an outsider's (`doubts.py`), and whose devices see the household (`assigned.py`).
"""

from collections.abc import Iterable
from typing import NamedTuple

from events.entry import Entry
from events.folds.claims import knew
from events.ids import ActorId, DeviceId


class Assignment(NamedTuple):
    """A companion accompanies the household from a day on."""

    effective: str
    entry: Entry
    companion: ActorId


def companion_on(assignments: Iterable[Assignment], on: str) -> ActorId | None:
    """Who was assigned on a date; None when nobody, or when two assignments conflict."""
    named = {each.companion for each in newest_on(assignments, on)}
    return named.pop() if len(named) == 1 else None


def newest_on(assignments: Iterable[Assignment], on: str) -> list[Assignment]:
    """The assignments in effect on a date: those of the newest day, of which none knew another."""
    begun = [each for each in assignments if each.effective <= on]
    newest = max((each.effective for each in begun), default=None)
    last = [each for each in begun if each.effective == newest]
    # Of one device's the newest knew the others, so only that one can stand: thousands are few.
    by_device: dict[DeviceId, Assignment] = {}
    for each in last:
        held = by_device.setdefault(each.entry.device, each)
        if knew(each.entry, held.entry):
            by_device[each.entry.device] = each
    return [
        each
        for each in by_device.values()
        if not any(knew(other.entry, each.entry) for other in last if other is not each)
    ]
