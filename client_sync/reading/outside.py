"""Entries about days on which somebody else accompanied the household: they count, and are flagged.

The fold flags them where the assignment is here to see; of a household that was handed over, the
day it left says it of own entries. Before: folds of the view. After: `pages.py`, the outbox.
"""

from typing import Final

from client_sync.storage.held import Stream
from events.entry import standing
from events.folds.answer import Looked
from events.folds.doubts import Doubts

OUTSIDE: Final = "outside_assignment"


def count_outside(looked: Looked) -> int:
    """How many entries count that history flags so."""
    doubts = Doubts(looked.programme, looked.decisions.assignments, looked.household)
    resolved = looked.resolved
    return sum(
        OUTSIDE in doubts.of(entry)
        for entry in doubts.asked.values()
        if "accepted" in (standing(entry.verdict), resolved.outcome(entry.id))
        and entry.id not in resolved.voids
    )


def flags_outside(on: str, held: Stream) -> tuple[str, ...]:
    """The flag of an own entry about a day on which its household was handed over already.

    It counts, and is outside the assignment, which is not here to see any more.
    """
    return (OUTSIDE,) if held.left_on and on >= held.left_on else ()
