"""What is odd about an entry, whether it counts or not: the flags that people look at.

Before: acts (`acts.py`) and decisions (`decisions.py`) have flagged what does not count. After:
history shows the flags of every entry, the inbox (`inbox.py`) those that wait for a person. A flag
is no accusation: its author sees it first, and it enters no figure of anybody's work.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from events import limits
from events.check import WITH_FIGURES, is_implausible
from events.entry import Entry
from events.folds.acts import ACTS, Resolved, missing_right
from events.folds.basis import heads_to_confirm
from events.folds.decisions import Assignment, Decisions, companion_on
from events.folds.household import Household
from events.folds.programme import Programme
from events.folds.surveys import doubt as survey_doubt
from events.ids import EventId, HouseholdId
from events.types import CATALOGUE, SurveyAnswered

TARGET_ABSENT: Final = "target_absent"
"""What an act names has not arrived, or never existed."""


def flags_by_entry(
    resolved: Resolved, decisions: Decisions, programme: Programme
) -> dict[EventId, list[str]]:
    """Why entries do not count: acts and decisions by who may not, dates in the future.

    And what of decisions that do count waits for a person: a proposal its copy does not bear out, a
    new head of the family that no coordinator confirmed.
    """
    flags = {name: [flag] for name, flag in decisions.flags.items()}
    for name, more in resolved.flags.items():
        flags.setdefault(name, []).extend(more)
    for name, doubt in decisions.doubts.items():
        flags.setdefault(name, []).append(doubt)
    for name in heads_to_confirm(resolved, programme):
        flags.setdefault(name, []).append("to_confirm")
    for name in resolved.waiting:
        flags.setdefault(name, []).append(TARGET_ABSENT)
    return flags


class Doubts:
    """Says what is odd about entries of one household; mostly nothing.

    Every entry is asked, each time a household is answered, so the first line of `of` is the one
    that matters. Until the day it was merged, who accompanied a household under its other name was
    no stranger.
    """

    __slots__ = (
        "_assigned", "_assignments", "_earliest", "_joined", "_positions", "_programme",
        "_received", "_sure",
    )  # fmt: skip

    def __init__(
        self, programme: Programme, assignments: Sequence[Assignment], household: Household
    ) -> None:
        self._received = {
            entry.position: entry.received
            for entry in household.entries.values()
            if entry.position is not None and entry.received is not None
        }
        self._positions = sorted(self._received)
        self._earliest: dict[int, int] = {}
        """What a right clock shows at the earliest to whoever has seen so many positions."""
        self._programme = programme
        self._assignments = assignments
        self._joined = household.joined
        self._assigned = {each.companion for each in assignments}
        self._sure = programme.entitled()

    def of(self, entry: Entry) -> tuple[str, ...]:
        """What is odd about an entry that counts all the same."""
        event, received = entry.event, entry.received
        by, kind = event.by, event.body.__class__
        if (
            (by, event.entered_by, kind) in self._sure
            and (received is None or event.at <= received + limits.CLOCK_SKEW_FLAGGED_MS)
            and not self._is_behind(entry)
            and (not self._assigned or by in self._assigned)
            and len(self._assigned) < 2
            and kind is not SurveyAnswered
            and (kind not in WITH_FIGURES or not is_implausible(event.body))
        ):
            return ()
        return tuple(self._looked_at(entry))

    def _looked_at(self, entry: Entry) -> Iterator[str]:
        event, received = entry.event, entry.received
        is_ahead = received is not None and event.at > received + limits.CLOCK_SKEW_FLAGGED_MS
        if is_ahead or self._is_behind(entry):
            yield "clock_suspect"
        body = event.body
        if body.__class__ in _JUDGED_ELSEWHERE:
            return
        flag = missing_right(entry, body.spec.writers, self._programme.roles)
        if flag is not None:
            yield flag
        elif self._is_outside_assignment(entry):
            yield "outside_assignment"
        if is_implausible(body):
            yield "implausible"
        if isinstance(body, SurveyAnswered):
            unfit = survey_doubt(self._programme, body)
            if unfit is not None:
                yield unfit

    def _is_behind(self, entry: Entry) -> bool:
        """True for a clock that says it was written before what its author had seen was received.

        Received never runs backwards along positions, so the last one seen is the latest.
        """
        seen = entry.event.seen[1]
        if entry.position is not None and entry.position < seen:
            seen = entry.position  # nobody saw what was not there yet
        earliest = self._earliest.get(seen)
        if earliest is None:
            known = bisect_left(self._positions, seen)
            received = self._received[self._positions[known - 1]] if known else 0
            earliest = self._earliest[seen] = received - limits.CLOCK_SKEW_FLAGGED_MS
        return entry.event.at < earliest

    def _is_outside_assignment(self, entry: Entry) -> bool:
        """True for a companion's fact of a day when another one was assigned."""
        event = entry.event
        if event.on < self._joined.get(HouseholdId(event.stream), ""):
            return False
        assigned = companion_on(self._assignments, event.on)
        return assigned not in (None, event.by) and "pendamping" in self._programme.roles(
            event.by, event.on
        )


_JUDGED_ELSEWHERE: Final = ACTS | {body for body in CATALOGUE if body.spec.merge.kind == "decision"}
"""Acts and decisions: where their author may not do them they do not count, and are flagged."""
