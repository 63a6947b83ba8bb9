"""The grid of commitments: month by month, what was asked of each member and what was done.

Before: facts (`facts.py`), and when a component was first recorded. After: the phone's page of a
household, printed sheets, the office's exports. A component that is recorded late opens its grid
with the month it was recorded in: nobody could have kept, and nobody is owed, what came before.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from events.dates import add_months, day_of_ms
from events.folds.checks.commitments import ALL, HEALTH, SCHOOL, needed_percents
from events.folds.facts import Facts, under_each_claim
from events.folds.months import end_of_period
from events.ids import EventId
from events.types import (
    CommitmentVerified,
    Component,
    ComponentRecorded,
    EntityId,
    IndicatorVerdict,
)

MONTHS_MAX: Final = 60
"""Months of one grid: a school has six years, and five fill a sheet."""
_MONTHLY: Final = SCHOOL | HEALTH
"""Components of which something is verified every month; of others only what was reported is."""


class Commitment(Struct, frozen=True, gc=False):
    """One month of one component of a member.

    `required`, `done` and `excused` are None where nobody reported, or two reports differ. The
    verdict is `not_applicable` where nothing was asked, a holiday among others.
    """

    member: EntityId
    component: Component
    month: str
    required: int | None
    done: int | None
    excused: int | None
    unit: str | None
    verdict: IndicatorVerdict
    evidence: tuple[EventId, ...]


def commitments_grid(facts: Facts, months: int = 12) -> tuple[Commitment, ...]:
    """The last so many months up to the facts' day, by member, component and month.

    The running month is there once something of it is reported.
    """
    first = add_months(facts.day[:7], 1 - min(months, MONTHS_MAX))
    percents = needed_percents(facts.programme.rule_set(facts.day))
    found = [
        _cell(facts, member, component, month, percents.get(component, ALL))
        for member, component, month in sorted(_cells(facts, first))
    ]
    return tuple(found)


def _cells(facts: Facts, first: str) -> set[tuple[EntityId, Component, str]]:
    """The months a component was open in since it was recorded, and those something is known of."""
    cells: set[tuple[EntityId, Component, str]] = set()
    for _, fact in facts.all(ComponentRecorded):
        member, component = fact.value.member, fact.value.component
        for month, _ in facts.claims.months(CommitmentVerified, (member, component)):
            if first <= month <= facts.day[:7]:
                cells.add((member, component, month))
        if component in _MONTHLY:
            since = max(first, fact.value.starts[:7], _recorded(facts, member, component))
            cells.update((member, component, month) for month in _open(facts, since, fact.value))
    return cells


def _open(facts: Facts, since: str, component: ComponentRecorded) -> Iterator[str]:
    """The complete months from one on in which a component is open and its member there."""
    gone = next((each.gone for each in facts.members() if each.id == component.member), None)
    until = facts.day[:7]
    if gone is not None:
        until = min(until, gone.on[:7])
    ends = None if component.ends is None else end_of_period(component.ends)
    month = since if len(since) == len("2018-11") else f"{since[:4]}-01"
    while month < until and (ends is None or month <= ends[:7]):
        yield month
        month = add_months(month, 1)


def _recorded(facts: Facts, member: EntityId, component: Component) -> str:
    """The month a component was first recorded in: as its device says, or as the office received.

    The earlier of the two: a clock that is ahead must not close months that were kept.
    """
    bucket = facts.claims.of(ComponentRecorded)[(member, component)]
    written = (
        entry.event.at if entry.received is None else min(entry.event.at, entry.received)
        for entry in bucket
        if entry.event.on <= facts.day
    )
    return day_of_ms(min(written)).isoformat()[:7]


def _cell(
    facts: Facts, member: EntityId, component: Component, month: str, percent: int
) -> Commitment:
    cells = under_each_claim(
        facts, lambda reading: _read(reading, member, component, month, percent)
    ).results
    if len(cells) == 1:
        return cells[0]
    verdicts = {cell.verdict for cell in cells}
    return Commitment(
        member=member,
        component=component,
        month=month,
        required=_agreed({cell.required for cell in cells}),
        done=_agreed({cell.done for cell in cells}),
        excused=_agreed({cell.excused for cell in cells}),
        unit=cells[0].unit if cells else None,
        verdict=verdicts.pop() if len(verdicts) == 1 else "disputed",
        evidence=tuple(dict.fromkeys(name for cell in cells for name in cell.evidence)),
    )


def _read(
    facts: Facts, member: EntityId, component: Component, month: str, percent: int
) -> Commitment:
    fact = facts.one(CommitmentVerified, (member, component, month))
    if fact is None:
        return Commitment(member, component, month, None, None, None, None, "unknown", ())
    body, excused = fact.value, fact.value.excused or 0
    asked = body.required - excused
    verdict: IndicatorVerdict = "not_applicable"
    if asked > 0:
        verdict = "met" if body.done * 100 >= percent * asked else "not_met"
    return Commitment(
        member, component, month, body.required, body.done, excused, body.unit, verdict, fact.ids
    )


def _agreed(values: set[int | None]) -> int | None:
    return values.pop() if len(values) == 1 else None
