"""One household with its members and enterprises: the set of its entries, ready to be asked.

Before: entries of its stream, and of its aliases once merged. After: `answer.py`, `history.py`.
"""

from collections.abc import Iterable
from typing import Self

from events.entry import Entry
from events.folds.acts import Resolved
from events.folds.programme import Programme
from events.folds.stream import StreamState
from events.ids import HouseholdId


class Household(StreamState):
    """The state of one household."""

    __slots__ = ("_resolved", "_resolved_at", "id")

    def __init__(self, household: HouseholdId) -> None:
        super().__init__()
        self.id = household
        self._resolved: Resolved | None = None
        self._resolved_at: tuple[int, Programme | None, int] | None = None

    @classmethod
    def load(cls, household: HouseholdId, data: bytes) -> Self:
        """A saved state, taken up again. Errors: ValueError when another release saved it."""
        state = cls(household)
        state.take_up(data)
        return state

    def resolved(self, programme: Programme) -> Resolved:
        """The claims as they count; roles in the programme say which acts do."""
        acted = bool(self.acts) or self.set_apart > 0
        at = (self.revision, programme, programme.revision) if acted else (self.revision, None, 0)
        if self._resolved is None or self._resolved_at != at:
            self._resolved, self._resolved_at = self.resolve(programme.roles), at
        return self._resolved

    def _empty(self) -> Self:
        return type(self)(self.id)


def fold(household: HouseholdId, entries: Iterable[Entry]) -> Household:
    """The state of a household from its entries, in any order."""
    state = Household(household)
    for entry in entries:
        state.add(entry)
    return state
