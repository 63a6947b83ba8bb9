"""One household with its members and enterprises: the set of its entries, ready to be asked.

Before: entries of its stream. After: `family.py` unites it with its other names, where it has any;
`answer.py` and `history.py` ask.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Self

from events.entry import Entry
from events.folds.acts import Resolved
from events.folds.arrivals import Arrivals
from events.folds.programme import Programme
from events.folds.reach import Reach
from events.folds.stream import StreamState
from events.ids import HouseholdId


class Household(StreamState):
    """The state of one household.

    `kin` are the streams that its merges name, as far as `family.wanted` asked for them: whoever
    reads entries puts them there before asking. They are no part of what is saved.
    `joined` are other names whose entries are in here, with the day each was merged (`family.py`).
    """

    __slots__ = ("_arrivals", "_resolved", "_resolved_at", "id", "joined", "kin")

    def __init__(self, household: HouseholdId) -> None:
        super().__init__()
        self.id = household
        self.kin: dict[HouseholdId, Household] = {}
        self.joined: dict[HouseholdId, str] = {}
        self._arrivals: Arrivals | None = None
        self._resolved: Resolved | None = None
        self._resolved_at: tuple[int, Programme | None, int] | None = None

    @classmethod
    def load(cls, household: HouseholdId, data: bytes) -> Self:
        """A saved state, taken up again. Errors: ValueError when another release saved it."""
        state = cls(household)
        state.take_up(data)
        return state

    def known_at(self, known_at_ms: int) -> Self:
        """As of every state, with its kin as known at that moment too."""
        then = super().known_at(known_at_ms)
        if self.kin:
            if then is self:
                then = self._empty()
                for entry in self.places():
                    then.add(entry)
            then.kin = {name: state.known_at(known_at_ms) for name, state in self.kin.items()}
        return then

    def before(self, position: int) -> Self:
        """As of every state, with its kin as they were then too."""
        then = super().before(position)
        then.kin = {name: state.before(position) for name, state in self.kin.items()}
        return then

    def resolved(self, programme: Programme) -> Resolved:
        """The claims as they count; roles in the programme say which acts do."""
        acted = bool(self.acts) or self.set_apart > 0
        at = (self.revision, programme, programme.revision) if acted else (self.revision, None, 0)
        if self._resolved is None or self._resolved_at != at:
            reach = Reach(self.claims, programme)
            self._resolved, self._resolved_at = self.resolve(programme.roles, reach.missing), at
        return self._resolved

    def arrivals(self) -> Arrivals:
        """Its entries as they arrived; those that are new are filed when somebody asks."""
        held = self._arrivals
        if held is None:
            held = self._arrivals = Arrivals()
        if held.count < len(self.entries):
            new = tuple(islice(self.entries.values(), held.count, None))
            if not held.file(new):
                held = self._arrivals = Arrivals()
                held.file(sorted(self.entries.values(), key=lambda entry: entry.position or 0))
        return held

    def _refile(self, held: Entry, best: Entry) -> None:
        super()._refile(held, best)
        self._arrivals = None

    def _empty(self) -> Self:
        return type(self)(self.id)


def fold(household: HouseholdId, entries: Iterable[Entry]) -> Household:
    """The state of a household from its entries, in any order."""
    state = Household(household)
    for entry in entries:
        state.add(entry)
    return state
