"""Household status: what the named events made of a household, and what to watch.

Before: decisions and facts. After: the answer. Nothing else changes a status:

    candidate --programme_enrolled--> active --graduation_proposed--> proposed
    proposed --graduation_decided: approved by kabupaten and province--> graduated
    proposed --returned or rejected--> active
    graduated --three still_above, the last 12 months after--> closed
    active --programme_exited--> exited;  graduated, exited --enrolled again--> active
    any --households_merged--> merged --households_unmerged--> as before

A decision counts when its author may take it, by the role held on that day, and what it needs is
there; it is never undone by a later fact, only flagged.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal, NamedTuple

from events.folds.acts import Resolved
from events.folds.basis import changed_indicators, unconfirmed
from events.folds.checks.commitments import last_periods, needed_percent
from events.folds.decisions import Change, Decisions, Proposal, What
from events.folds.facts import Facts
from events.folds.months import end_of, end_of_period, fresh_until
from events.types import ComponentRecorded, HouseholdVisited

Status = Literal["candidate", "active", "proposed", "graduated", "closed", "exited", "merged"]
Flag = Literal[
    "at_risk",
    "unvisited",
    "disputed",
    "alamiah_due",
    "relapse",
    "decision_basis_changed",
    "to_confirm",
]

VISIT_DAYS: Final = 120
RISK_PERIODS: Final = 3
RISK_PERIODS_FAILED: Final = 2
ALAMIAH_MONTHS: Final = 6
AFTERCARE_MONTHS: Final = 12
AFTERCARE_VISITS: Final = 3


class Reached(NamedTuple):
    """A status, since when, and the proposal it is under or came from."""

    status: Status
    since: str | None
    proposal: Proposal | None


_PLAIN: Final[dict[What, tuple[tuple[Status, ...], Status]]] = {
    "enrolled": (("candidate",), "active"),
    "exited": (("active", "proposed"), "exited"),
    "readmitted": (("graduated", "exited"), "active"),
}
"""From which states a change leads where; any other it leaves as it is."""


class _Course:
    """A household on its way through the states, one change after the other."""

    def __init__(self) -> None:
        self.status: Status = "candidate"
        self.since: str | None = None
        self.under: str | None = None
        self._open: set[str] = set()

    def follow(self, change: Change) -> None:
        """Take a change where it leads; one that does not fit the state leads nowhere."""
        before = self.status
        if change.what == "proposed":
            self._propose(change.proposal)
        elif change.what == "ended" or change.what == "graduated":
            self._decide(change)
        else:
            states, reached = _PLAIN[change.what]
            if before in states:
                self.status = reached
        if self.status != before:
            self.since = change.on
        if self.status not in ("active", "proposed"):
            self._open.clear()

    def _propose(self, proposal: str) -> None:
        if self.status in ("active", "proposed"):
            self._open.add(proposal)
            self.under, self.status = proposal, "proposed"

    def _decide(self, change: Change) -> None:
        if change.proposal not in self._open:
            return
        self._open.remove(change.proposal)
        if change.what == "graduated":
            self.under, self.status = change.proposal, "graduated"
        elif not self._open:
            self.status = "active"


def status_of(facts: Facts, decisions: Decisions) -> Reached:
    """The status as of the facts' day."""
    if decisions.alias_of is not None:
        return Reached("merged", None, None)
    course = _Course()
    for change in decisions.changes:
        course.follow(change)
    status, since = course.status, course.since
    if status not in ("proposed", "graduated") or course.under is None:
        return Reached(status, since, None)
    proposal = decisions.proposals[course.under]
    if status == "graduated" and since is not None:
        closed = _closed_on(aftercare(facts, since), since)
        if closed is not None:
            return Reached("closed", closed, proposal)
    return Reached(status, since, proposal)


def statuses(decisions: Decisions) -> Iterator[tuple[Change, Status]]:
    """Every status a household came to, oldest first, each with the change that led there."""
    course = _Course()
    for change in decisions.changes:
        before = course.status
        course.follow(change)
        if course.status != before:
            yield change, course.status


def flags_of(
    facts: Facts, reached: Reached, resolved: Resolved, disputed: bool
) -> tuple[Flag, ...]:
    """What to watch, in the order of `Flag`. `disputed`: a must rests on an open conflict."""
    return tuple(_flags(facts, reached, resolved, disputed))


def last_met(facts: Facts) -> str | None:
    """When somebody of the household was last met at a visit."""
    for entry in reversed(facts.claims.of(HouseholdVisited).get("", ())):
        body = entry.event.body
        assert isinstance(body, HouseholdVisited)
        if entry.event.on <= facts.day and body.outcome == "met":
            return entry.event.on
    return None


def aftercare(facts: Facts, since: str) -> list[tuple[str, str]]:
    """What visits after a graduation found, oldest first: date, and how the household does."""
    found = []
    for entry in reversed(facts.claims.of(HouseholdVisited).get("", ())):
        body = entry.event.body
        assert isinstance(body, HouseholdVisited)
        if entry.event.on < since:
            break
        if entry.event.on <= facts.day and body.aftercare not in (None, "unknown"):
            found.append((entry.event.on, str(body.aftercare)))
    return found[::-1]


def _closed_on(found: list[tuple[str, str]], graduated: str) -> str | None:
    held = [on for on, state in found if state == "still_above"]
    if len(held) < AFTERCARE_VISITS or found[-1][1] != "still_above":
        return None
    return held[-1] if held[-1] >= fresh_until(graduated, AFTERCARE_MONTHS) else None


def _flags(facts: Facts, reached: Reached, resolved: Resolved, disputed: bool) -> Iterator[Flag]:
    in_programme = reached.status in ("active", "proposed")
    if in_programme and _is_at_risk(facts):
        yield "at_risk"
    if in_programme and _is_unvisited(facts):
        yield "unvisited"
    if disputed:
        yield "disputed"
    if in_programme and _ends_soon(facts):
        yield "alamiah_due"
    if reached.status in ("graduated", "closed") and reached.since is not None:
        found = aftercare(facts, reached.since)
        newest = {state for on, state in found if on == found[-1][0]}
        if not newest.isdisjoint(("slipping", "fell_back")):
            yield "relapse"
    if reached.proposal is not None:
        entry, proposed = reached.proposal.entry, reached.proposal.body
        if changed_indicators(facts, proposed):
            yield "decision_basis_changed"
        if unconfirmed(facts, resolved, entry, proposed):
            yield "to_confirm"


def _is_at_risk(facts: Facts) -> bool:
    """A commitment not met in two of its last three periods."""
    for fact in facts.components():
        component = fact.value.component
        periods = last_periods(facts, fact.value.member, component, RISK_PERIODS)
        percent = needed_percent(component)
        if sum(not period.reached(percent) for period in periods) >= RISK_PERIODS_FAILED:
            return True
    return False


def _is_unvisited(facts: Facts) -> bool:
    met = last_met(facts)
    if met is None:
        return True
    return (date.fromisoformat(facts.day) - date.fromisoformat(end_of(met))).days > VISIT_DAYS


def _ends_soon(facts: Facts) -> bool:
    """No component is open beyond the next six months, though there were some."""
    soon = fresh_until(facts.day, ALAMIAH_MONTHS)
    stated = [fact.value.ends for fact in facts.components()]
    if not stated:
        return next(facts.all(ComponentRecorded), None) is not None
    ends = [None if text is None else end_of_period(text) for text in stated]
    return all(end is not None and end <= soon for end in ends)
