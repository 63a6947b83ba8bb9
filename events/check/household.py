"""What is held where a draft is written: the household under all its names, and the programme.

Before: a device's view or the office's fold. After: `held.py` and the rules beside it ask it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from events.check.draft import Draft
from events.entry import Entry
from events.folds.answer import Looked, look
from events.folds.household import Household
from events.folds.programme import Programme
from events.folds.stream import StreamState
from events.ids import EventId
from events.problems import Problem
from events.types import Body


class Held(NamedTuple):
    """What is held where a draft is written; `made` are the ids just made for it.

    `household` is None for a draft of the programme's stream.
    """

    household: Household | None
    programme: Programme
    today: str
    made: frozenset[str]

    def look(self) -> Looked:
        """The household as of today."""
        assert self.household is not None, "only drafts of a household's stream ask this"
        return look(self.household, self.programme, self.today)

    def names(self) -> tuple[Household, ...]:
        """The household's stream, and those of its other names."""
        return () if self.household is None else (self.household, *self.household.kin.values())

    def bodies(self) -> Iterator[Body]:
        """What is said of it under all its names, whether it counts by now or waits."""
        return (entry.event.body for each in self.names() for entry in each.entries.values())

    def entry(self, name: EventId) -> Entry | None:
        """The entry of an id in the stream that is asked; None when it is not here."""
        streams: tuple[StreamState, ...] = self.names() or (self.programme,)
        return next((held.entries[name] for held in streams if name in held.entries), None)


HeldRules = Mapping[str, Callable[[Draft, Held], Iterable[Problem]]]
"""What a type is asked, by its name."""
