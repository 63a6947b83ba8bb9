"""Counting a month of work: what each household adds to the report of its companion.

Before: households as they looked on the month's last day (`answer.look`). After: a `MonthlyReport`.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeVar, get_args

from events.dates import last_day
from events.entry import Entry
from events.folds.answer import Looked
from events.folds.caseload import count
from events.folds.checks.commitments import ALL, needed_percents
from events.folds.claims import FILINGS
from events.folds.due import ACCOMPANIED
from events.folds.enterprise import enterprise_as_of
from events.folds.income import enterprises
from events.folds.merge import settle
from events.folds.report import (
    Business,
    Checked,
    MonthlyReport,
    Outcome,
    Paid,
    Session,
    Update,
    Visit,
    WayOut,
)
from events.folds.roster import Roster, roster
from events.ids import ActorId, HouseholdId
from events.types import (
    REGISTRY,
    AssistanceReceived,
    Body,
    CommitmentVerified,
    Component,
    ExitProposed,
    FactCorrected,
    FamilyStatement,
    GraduationProposed,
    GraduationRequested,
    HouseholdRegistered,
    HouseholdVisited,
    NoteWritten,
    Programme,
    ReferralUpdated,
    SessionAttended,
)

Tranche = tuple[Programme, int, int]

_B = TypeVar("_B", bound=Body)

_IN_OTHER_SECTIONS: Final[frozenset[type[Body]]] = frozenset(
    (
        AssistanceReceived,
        CommitmentVerified,
        ExitProposed,
        FamilyStatement,
        GraduationProposed,
        HouseholdVisited,
        NoteWritten,
        SessionAttended,
    )
)


class Attended(NamedTuple):
    """A person at a session."""

    on: str
    body: SessionAttended


def monthly(
    households: Iterable[tuple[HouseholdId, Looked]], month: str, by: ActorId | None = None
) -> MonthlyReport:
    """The report of a month (`YYYY-MM`) from households as they looked on its last day."""
    counting = _Counting(month, by)
    for household, looked in households:
        counting.add(household, looked)
    return counting.report()


class _Counting:
    """A report while households are added to it."""

    def __init__(self, month: str, by: ActorId | None) -> None:
        self._month = month
        self._by = by
        self._rosters: list[Roster] = []
        self._visits: list[Visit] = []
        self._sessions: dict[str, list[Attended]] = {}
        self._checked: dict[Component, list[bool]] = {}
        self._paid: dict[Tranche, list[AssistanceReceived]] = {}
        self._updates: dict[str, list[HouseholdId]] = {}
        self._ways_out: list[WayOut] = []
        self._businesses: list[Business] = []
        self._asked = {"requests": 0, "referrals": 0, "registered": 0, "unvisited": 0}

    def add(self, household: HouseholdId, looked: Looked) -> None:
        """Count one household; one that goes by another name counts under that."""
        if looked.reached.status == "merged":
            return
        visits = [
            Visit(household, entry.event.on, body.kind, body.outcome)
            for entry, body in self._told(looked, HouseholdVisited)
        ]
        self._visits += visits
        if looked.reached.status in ACCOMPANIED:
            self._rosters.append(roster(looked.facts))
            self._businesses += _businesses(household, looked, self._month)
            self._asked["unvisited"] += not any(each.outcome == "met" for each in visits)
        for on, attended in self._facts(looked, SessionAttended):
            self._sessions.setdefault(attended.session, []).append(Attended(on, attended))
        for _, paid in self._facts(looked, AssistanceReceived):
            self._paid.setdefault((paid.programme, paid.year, paid.tranche), []).append(paid)
        self._add_checks(looked)
        self._add_updates(household, looked)
        self._ways_out += self._leaving(household, looked)

    def report(self) -> MonthlyReport:
        """What was counted."""
        return MonthlyReport(
            month=self._month,
            counts=count(self._rosters, last_day(self._month)),
            visits=tuple(sorted(self._visits, key=lambda each: (each.on, each.household))),
            sessions=tuple(sorted(map(_session, self._sessions.values()), key=_by_date)),
            checked=tuple(
                Checked(component, len(self._checked[component]), sum(self._checked[component]))
                for component in get_args(Component)
                if component in self._checked
            ),
            paid=tuple(_paid(tranche, found) for tranche, found in sorted(self._paid.items())),
            updates=tuple(
                Update(kind, len(self._updates[kind]), len(set(self._updates[kind])))
                for kind in REGISTRY
                if kind in self._updates
            ),
            ways_out=tuple(sorted(self._ways_out, key=lambda each: (each.on, each.household))),
            businesses=tuple(self._businesses),
            **self._asked,
        )

    def _told(self, looked: Looked, kind: type[_B]) -> Iterator[tuple[Entry, _B]]:
        """The entries of a type that speak of the month, said by whom the report is of."""
        for entry in looked.facts.claims.entries(kind):
            if self._is_meant(entry):
                body = entry.event.body
                assert isinstance(body, kind)
                yield entry, body

    def _facts(self, looked: Looked, kind: type[_B]) -> Iterator[tuple[str, _B]]:
        """The facts of a type in the month, each once whoever else saw it too; conflicts left out.

        What people differ on is nobody's figure: it waits in the inbox.
        """
        claims, day = looked.facts.claims, looked.facts.day
        keys = {FILINGS[kind].key(entry): entry.event.on for entry, _ in self._told(looked, kind)}
        for key, on in keys.items():
            facts = settle(claims, kind, key, day)
            if len(facts) == 1:
                yield on, facts[0].value

    def _add_checks(self, looked: Looked) -> None:
        percents = needed_percents(looked.programme.rule_set(looked.facts.day))
        for _, checked in self._facts(looked, CommitmentVerified):
            asked = checked.required - (checked.excused or 0)
            if asked > 0:
                met = checked.done * 100 >= percents.get(checked.component, ALL) * asked
                self._checked.setdefault(checked.component, []).append(met)

    def _add_updates(self, household: HouseholdId, looked: Looked) -> None:
        for kind in looked.facts.claims.buckets:
            for _ in self._told(looked, kind):
                if kind is ReferralUpdated:
                    self._asked["referrals"] += 1
                elif kind is GraduationRequested:
                    self._asked["requests"] += 1
                elif kind not in _IN_OTHER_SECTIONS:
                    self._updates.setdefault(kind.type, []).append(household)
        for chain in looked.resolved.corrections.values():
            for correction in chain:
                if self._is_meant(correction):
                    self._updates.setdefault(FactCorrected.type, []).append(household)
        self._asked["registered"] += any(self._told(looked, HouseholdRegistered))

    def _is_meant(self, entry: Entry) -> bool:
        return entry.event.on[:7] == self._month and self._by in (None, entry.event.by)

    def _leaving(self, household: HouseholdId, looked: Looked) -> Iterator[WayOut]:
        day = looked.facts.day
        for proposal in looked.decisions.proposals.values():
            if self._is_meant(proposal.entry):
                approved = proposal.effective is not None and proposal.effective <= day
                outcome: Outcome = "approved" if approved else "waiting"
                yield WayOut(
                    household,
                    proposal.entry.event.on,
                    proposal.body.route,
                    "ended" if proposal.ended is not None else outcome,
                )
        exited = any(change.what == "exited" for change in looked.decisions.changes)
        for entry, body in self._told(looked, ExitProposed):
            yield WayOut(
                household, entry.event.on, body.reason, "approved" if exited else "waiting"
            )


def _session(attended: list[Attended]) -> Session:
    first = min(attended, key=lambda each: each.on)
    present = sum(each.body.present for each in attended)
    return Session(first.on, first.body.kind, first.body.topic, len(attended), present)


def _paid(tranche: Tranche, found: list[AssistanceReceived]) -> Paid:
    statuses = [each.status for each in found]
    return Paid(
        *tranche,
        households=len(found),
        full=statuses.count("full"),
        partial=statuses.count("partial"),
        not_received=statuses.count("not_received"),
        amount=sum(each.amount for each in found),
    )


def _businesses(household: HouseholdId, looked: Looked, month: str) -> Iterator[Business]:
    for name in enterprises(looked.facts):
        found = enterprise_as_of(looked.facts, name)
        months = [each for each in found.months if each.period == month]
        yield Business(
            household,
            name,
            found.kind,
            found.stage,
            months[0].revenue if months else None,
            months[0].net if months else None,
        )


def _by_date(session: Session) -> tuple[str, str, str]:
    return session.on, session.kind, session.topic
