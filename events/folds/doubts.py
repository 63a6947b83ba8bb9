"""What is odd about an entry, whether it counts or not: the flags that people look at.

Before: acts (`resolving.py`) and decisions (`decisions.py`) have flagged what does not count.
After: history shows the flags of every entry, the inbox (`inbox.py`) those that wait for a person.
A flag is no accusation: its author sees it first, and it enters no figure of anybody's work.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from events import limits
from events.amounts import is_implausible
from events.entry import Entry
from events.folds.acts import ACTS, Resolved
from events.folds.arrivals import author_of
from events.folds.basis import heads_to_confirm
from events.folds.companions import Assignment, companion_on
from events.folds.decisions import Decisions
from events.folds.household import Household
from events.folds.programme import Programme
from events.folds.rights import missing_right
from events.folds.surveys import doubt as survey_doubt
from events.ids import ActorId, EventId, HouseholdId
from events.regions import meets
from events.types import CATALOGUE, HouseholdRegistered, SurveyAnswered

TARGET_ABSENT: Final = "target_absent"
"""What an act names has not arrived, or never existed."""
FOREIGN_REGION: Final = "foreign_region"
"""A registration in a region of another log."""


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

    `asked` are the entries of which anything can be odd: those that were noticed as they arrived,
    and those by somebody whose right or assignment is not beyond question. Until the day it was
    merged, who accompanied a household under its other name was no stranger.
    """

    __slots__ = ("_arrivals", "_assigned_on", "_assignments", "_joined", "_programme", "asked")

    def __init__(
        self, programme: Programme, assignments: Sequence[Assignment], household: Household
    ) -> None:
        self._programme = programme
        self._assignments = assignments
        self._assigned_on: dict[str, ActorId | None] = {}
        self._joined = household.joined
        self._arrivals = household.arrivals()
        self.asked = {entry.id: entry for entry in self._arrivals.noticed}
        assigned = {each.companion for each in assignments}
        sure = programme.entitled()
        authors = self._arrivals.authors
        doubtful = authors - sure
        if len(assigned) == 1:
            doubtful |= {author for author in authors if author[0] not in assigned}
        elif assigned:
            doubtful = authors
        doubtful = {author for author in doubtful if author[2] not in _JUDGED_ELSEWHERE}
        if doubtful:
            for entry in household.entries.values():
                if author_of(entry) in doubtful:
                    self.asked[entry.id] = entry

    def of(self, entry: Entry) -> tuple[str, ...]:
        """What is odd about an entry that counts all the same."""
        return tuple(self.look_at(entry)) if entry.id in self.asked else ()

    def look_at(self, entry: Entry) -> Iterator[str]:
        """As `of`, whether the entry was asked or not."""
        event, received = entry.event, entry.received
        is_ahead = received is not None and event.at > received + limits.CLOCK_SKEW_FLAGGED_MS
        if is_ahead or self._arrivals.is_behind(entry):
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
        if isinstance(body, HouseholdRegistered) and not meets(self._programme.log, body.region):
            yield FOREIGN_REGION
        if isinstance(body, SurveyAnswered):
            unfit = survey_doubt(self._programme, body)
            if unfit is not None:
                yield unfit

    def _is_outside_assignment(self, entry: Entry) -> bool:
        """True for a companion's fact of a day when another one was assigned."""
        event = entry.event
        if event.on < self._joined.get(HouseholdId(event.stream), ""):
            return False
        assigned = self._companion(event.on)
        return assigned not in (None, event.by) and "pendamping" in self._programme.roles(
            event.by, event.on
        )

    def _companion(self, on: str) -> ActorId | None:
        if on not in self._assigned_on:
            self._assigned_on[on] = companion_on(self._assignments, on)
        return self._assigned_on[on]


_JUDGED_ELSEWHERE: Final = ACTS | {body for body in CATALOGUE if body.spec.merge.kind == "decision"}
"""Acts and decisions: where their author may not do them they do not count, and are flagged."""
