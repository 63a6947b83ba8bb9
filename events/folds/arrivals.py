"""The entries of a household as the office received them, and which of them deserve a second look.

Before: the set of entries (`household.py`). After: `doubts.py` says what is odd, `inbox.py` what
came late. Both are asked each time a household is answered, and of a history nearly nothing is
either: so each entry is looked at once, when it is new, and not for every answer again.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Final

from events import limits
from events.amounts import WITH_FIGURES, is_implausible
from events.entry import ACCEPTED, Entry
from events.ids import ActorId
from events.types import Body, HouseholdRegistered, SurveyAnswered

Author = tuple[ActorId, ActorId | None, type[Body]]
"""Whose statement it is, who typed it for somebody else, and what kind of statement."""

author_of: Final[Callable[[Entry], Author]] = attrgetter(
    "event.by", "event.entered_by", "event.body.__class__"
)
_position: Final[Callable[[Entry], int]] = attrgetter("position")
_received: Final[Callable[[Entry], int]] = attrgetter("received")
_SKEW_MS: Final = limits.CLOCK_SKEW_FLAGGED_MS
_BY_THE_PROGRAMME: Final = frozenset((HouseholdRegistered, SurveyAnswered))
"""Whether these are odd is not in them alone."""
_LOOKED_INTO: Final = WITH_FIGURES | _BY_THE_PROGRAMME


class Arrivals:
    """Entries in the order of their positions.

    `authors` are those of all; `noticed` the entries that may be odd whoever wrote them: not
    plainly accepted, not yet received, with a figure beyond belief, answers that may not fit their
    questions, a registration, whose region may be of another log, or by a clock that is off.
    `count` is how many entries are filed.
    """

    __slots__ = ("_committed", "authors", "count", "noticed")

    def __init__(self) -> None:
        self.authors: set[Author] = set()
        self.noticed: list[Entry] = []
        self.count = 0
        self._committed: list[Entry] = []

    def file(self, entries: Sequence[Entry]) -> bool:
        """Add entries; False for one that stands before what is filed, and all is void then."""
        self.count += len(entries)
        committed, notice, skew = self._committed, self.noticed.append, _SKEW_MS
        author = self.authors.add
        last = _position(committed[-1]) if committed else -1
        asked, latest = -1, 0
        for entry in entries:
            position, received, event = entry.position, entry.received, entry.event
            body = event.body
            kind = body.__class__
            author((event.by, event.entered_by, kind))
            if position is None or received is None:
                notice(entry)
                continue
            if position < last:
                return False
            last = position
            at, told, seen = event.at, 0, event.seen[1]
            if at < received - skew and seen <= position:
                # Written long before it came: what its author had seen says whether that is odd,
                # and one visit's entries have seen the same.
                if seen != asked:
                    asked, latest = seen, self._received_before(seen)
                told = latest
            if (
                at < told - skew
                or at > received + skew
                or (kind in _LOOKED_INTO and (kind in _BY_THE_PROGRAMME or is_implausible(body)))
                or entry.verdict != ACCEPTED
            ):
                notice(entry)
            committed.append(entry)
        return True

    def since(self, received_ms: int) -> list[Entry]:
        """What the office received at a moment or later; received never runs backwards."""
        return self._committed[bisect_left(self._committed, received_ms, key=_received) :]

    def is_behind(self, entry: Entry) -> bool:
        """True for a clock that says it was written before what its author had seen was received.

        Received never runs backwards along positions, so the last one seen is the latest. Who had
        seen more than there was says nothing: those positions were lost when the office was
        restored, or never were.
        """
        seen = entry.event.seen[1]
        if entry.position is not None and entry.position < seen:
            return False
        return entry.event.at < self._received_before(seen) - _SKEW_MS

    def _received_before(self, position: int) -> int:
        """When the newest entry before a position was received; 0 without any."""
        known = bisect_left(self._committed, position, key=_position)
        return _received(self._committed[known - 1]) if known else 0
