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

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, Literal, NamedTuple

from events.folds.basis import (
    changed_indicators,
    changed_unknown_to,
    heads_to_confirm,
    unconfirmed,
)
from events.folds.checks.commitments import ALL, last_periods, needed_percents
from events.folds.decisions import Change, Decisions, Proposal, What
from events.folds.facts import Facts, under_each_claim
from events.folds.household import Household
from events.folds.months import end_of, end_of_period, fresh_until
from events.types import AddressChanged, ComponentRecorded, HouseholdVisited

Status = Literal["candidate", "active", "proposed", "graduated", "closed", "exited", "merged"]
Flag = Literal[
    "at_risk",
    "unvisited",
    "disputed",
    "alamiah_due",
    "relapse",
    "decision_basis_changed",
    "to_confirm",
    "no_member",
    "out_of_province",
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
    household: Household,
    facts: Facts,
    decisions: Decisions,
    reached: Reached,
    disputed: bool,
) -> tuple[Flag, ...]:
    """What to watch, in the order of `Flag`. `disputed`: a must rests on an open conflict."""
    return tuple(_flags(household, facts, decisions, reached, disputed))


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
    """The day a year had passed and three visits found the household still above the line.

    From then on it is closed: what later visits find is a relapse, and coming back an enrolment.
    """
    by_day: dict[str, set[str]] = {}
    for on, state in found:
        by_day.setdefault(on, set()).add(state)
    held = [on for on, states in by_day.items() if states == {"still_above"}]
    year = fresh_until(graduated, AFTERCARE_MONTHS)
    return next((on for on in held[AFTERCARE_VISITS - 1 :] if on >= year), None)


def _flags(
    household: Household,
    facts: Facts,
    decisions: Decisions,
    reached: Reached,
    disputed: bool,
) -> Iterator[Flag]:
    in_programme = reached.status in ("active", "proposed")
    if in_programme and _under_some_claim(facts, _is_at_risk):
        yield "at_risk"
    if in_programme and _is_unvisited(facts) and not _is_empty(facts):
        yield "unvisited"
    if disputed:
        yield "disputed"
    if in_programme and _under_some_claim(facts, _ends_soon):
        yield "alamiah_due"
    if reached.status in ("graduated", "closed") and _fell_back(facts, decisions, reached):
        yield "relapse"
    if reached.proposal is not None and changed_indicators(facts, reached.proposal.body):
        yield "decision_basis_changed"
    if _is_to_confirm(household, facts, decisions, reached):
        yield "to_confirm"
    if in_programme:
        yield from _exits_due(facts)


def _under_some_claim(facts: Facts, test: Callable[[Facts], bool]) -> bool:
    """True when a claimed value gives cause for a warning: people look, nobody is judged by it."""
    if not facts.claims.contestable:
        return test(facts)
    return any(under_each_claim(facts, test).results)


def _fell_back(facts: Facts, decisions: Decisions, reached: Reached) -> bool:
    since = _graduated_on(decisions, reached)
    found = aftercare(facts, since) if since is not None else []
    newest = {state for on, state in found if on == found[-1][0]}
    return not newest.isdisjoint(("slipping", "fell_back"))


def _graduated_on(decisions: Decisions, reached: Reached) -> str | None:
    """The day the graduation that a household came from took effect."""
    return None if reached.proposal is None else reached.proposal.effective


def _is_to_confirm(
    household: Household, facts: Facts, decisions: Decisions, reached: Reached
) -> bool:
    """True while something a coordinator has to confirm is not confirmed."""
    resolved = household.resolved(facts.programme)
    if heads_to_confirm(resolved, facts.programme, facts.day):
        return True
    if decisions.readmissions and reached.status in ("graduated", "closed", "exited"):
        return True
    proposal = reached.proposal
    return proposal is not None and (
        bool(unconfirmed(facts, resolved, proposal.entry, proposal.body))
        or changed_unknown_to(household, facts, proposal)
    )


def _is_empty(facts: Facts) -> bool:
    """True when everybody who belonged to the household died or left."""
    return not facts.members_on(facts.day) and bool(facts.members())


def _exits_due(facts: Facts) -> Iterator[Flag]:
    """Why an exit should be proposed though nobody did anything wrong."""
    if _is_empty(facts):
        yield "no_member"
    if AddressChanged in facts.claims.buckets:
        moved = facts.said(AddressChanged, "", "kind")
        if moved is not None and moved.value == "out_of_province":
            yield "out_of_province"


def _is_at_risk(facts: Facts) -> bool:
    """A commitment not met in two of its last three periods."""
    components = facts.components()
    percents = needed_percents(facts.programme.rule_set(facts.day)) if components else {}
    for fact in components:
        component = fact.value.component
        periods = last_periods(facts, fact.value.member, component, RISK_PERIODS)
        percent = percents.get(component, ALL)
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
