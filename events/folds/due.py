"""Whom to see, and why: one household's reasons for a visit, and how they weigh together.

Before: status, flags, enterprises and questions. After: the companion's list on the phone and the
caseload at the office, both sorted by `need`, so that both name the same family first. A weight
orders visits and nothing else: it never enters a figure of anybody's work.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from msgspec import Struct

from events.entry import Entry
from events.folds.enterprise import Enterprise
from events.folds.facts import Facts
from events.folds.months import end_of
from events.folds.questions import Question
from events.folds.status import VISIT_DAYS, Flag, Status, last_met
from events.folds.voices import open_notes, open_statements
from events.types import HouseholdVisited, MemberDied, NoteWritten

Reason = Literal[
    "relapse",
    "at_risk",
    "unvisited",
    "promised",
    "aftercare",
    "statement",
    "disputed",
    "decision_basis_changed",
    "dormant",
    "to_confirm",
    "alamiah_due",
    "note",
    "questions",
]

NEED: Final[Mapping[Reason, int]] = MappingProxyType(
    {
        "relapse": 40,
        "at_risk": 30,
        "unvisited": 30,
        "promised": 25,
        "aftercare": 25,
        "statement": 20,
        "disputed": 20,
        "decision_basis_changed": 15,
        "dormant": 15,
        "to_confirm": 10,
        "alamiah_due": 10,
        "note": 10,
        "questions": 0,
    }
)
"""How much each reason weighs, the heaviest first. Beside them every open question counts one and
every month without a meeting one, so these only order families whose reasons weigh the same."""
MONTHS_UNSEEN_MAX: Final = 12
MOURNING_DAYS: Final = 7
"""A family in mourning is left alone by every alarm; what was promised to it is kept."""
ACCOMPANIED: Final[frozenset[Status]] = frozenset(("candidate", "active", "proposed", "graduated"))

_MONTH_DAYS: Final = 30


class Due(Struct, frozen=True, gc=False):
    """The weight of a visit and its reasons, the heaviest first; without one, none is needed."""

    need: int
    why: tuple[Reason, ...]


def due(
    facts: Facts,
    status: Status,
    flags: Sequence[Flag],
    enterprises: Iterable[Enterprise],
    questions: Sequence[Question],
) -> Due | None:
    """How much a household needs a visit on the facts' day; None once nobody accompanies it."""
    if status not in ACCOMPANIED:
        return None
    unseen = _days_unseen(facts)
    found: set[Reason] = {reason for reason in NEED if reason in flags}
    if status == "graduated" and unseen > VISIT_DAYS:
        found.add("aftercare")
    if any(each.stage == "dormant" for each in enterprises):
        found.add("dormant")
    if questions:
        found.add("questions")
    if open_statements(facts):
        found.add("statement")
    if any(_is_for_companion(entry) for entry in open_notes(facts)):
        found.add("note")
    if _is_mourning(facts):
        found.clear()
    promised = next_visit(facts)
    if promised is not None and promised <= facts.day:
        found.add("promised")
    if not found:
        return Due(0, ())
    months = min(unseen // _MONTH_DAYS, MONTHS_UNSEEN_MAX)
    need = sum(NEED[reason] for reason in found) + len(questions) + months
    return Due(need, tuple(reason for reason in NEED if reason in found))


def next_visit(facts: Facts) -> str | None:
    """The day promised at the newest visit; None when it promised none.

    Of several visits of the newest date the earliest promise stands: no clock says which was last.
    """
    newest: str | None = None
    promises = []
    for on, visit in _visits(facts):
        if newest is not None and on != newest:
            break
        newest = on
        if visit.next_visit is not None:
            promises.append(visit.next_visit.isoformat())
    return min(promises, default=None)


def _visits(facts: Facts) -> Iterator[tuple[str, HouseholdVisited]]:
    """The visits begun by the facts' day, newest first."""
    for entry in reversed(facts.claims.of(HouseholdVisited).get("", ())):
        body = entry.event.body
        assert isinstance(body, HouseholdVisited)
        if entry.event.on <= facts.day:
            yield entry.event.on, body


def _days_unseen(facts: Facts) -> int:
    met = last_met(facts)
    if met is None:
        return MONTHS_UNSEEN_MAX * _MONTH_DAYS
    return max(0, _days_since(facts, met))


def _is_for_companion(entry: Entry) -> bool:
    body = entry.event.body
    return isinstance(body, NoteWritten) and body.for_ == "companion"


def _is_mourning(facts: Facts) -> bool:
    return any(_days_since(facts, died.on) < MOURNING_DAYS for _, died in facts.all(MemberDied))


def _days_since(facts: Facts, on: str) -> int:
    return (date.fromisoformat(facts.day) - date.fromisoformat(end_of(on))).days
