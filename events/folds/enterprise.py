"""An enterprise as people see it: its months, stage, owner, size, and what threatens it.

Before: reports (`income.py`), `stage.py`, `risks.py`, `size.py`. After: the answer.
"""

from collections.abc import Set
from typing import NamedTuple, TypeVar, cast

from msgspec import Struct

from events.folds.facts import Facts, under_each_claim
from events.folds.income import Report, report
from events.folds.risks import Risk, risks_of
from events.folds.size import Size, size_of
from events.folds.stage import Stage, evidence_of, stage, workers_paid
from events.ids import EventId
from events.types import (
    CostsReported,
    EnterpriseStarted,
    EntityId,
    OwnershipChanged,
    SalesReported,
)

_T = TypeVar("_T")


class EnterpriseMonth(Struct, frozen=True, gc=False):
    """A month as reported; None where it is unknown, or where open claims differ."""

    period: str
    quantity: int | None
    unit_price: int | None
    revenue: int | None
    costs: int | None
    net: int | None
    evidence: tuple[EventId, ...]


class Enterprise(Struct, frozen=True):
    """How an enterprise stands. `stage` is None while open claims lead to different ones.

    `owner` is a member, or another household; None while open. `proved_by`: the stage's events.
    """

    id: EntityId
    kind: str | None
    stage: Stage | None
    workers_paid: int | None
    months: tuple[EnterpriseMonth, ...]
    flags: tuple[Risk, ...]
    proved_by: tuple[EventId, ...]
    owner: EntityId | None = None
    size_class: Size | None = None


def owner_of(facts: Facts, enterprise: EntityId) -> EntityId | None:
    """Who owns an enterprise: who started it, then as each change says."""
    owner: EntityId | None = None
    started = facts.one(EnterpriseStarted, enterprise)
    if started is not None:
        owner = started.value.owner
    if OwnershipChanged in facts.claims.buckets:
        changes = [
            fact for _, fact in facts.all(OwnershipChanged) if fact.value.enterprise == enterprise
        ]
        for fact in sorted(changes, key=lambda fact: fact.on):
            owner = fact.value.new_owner
    return owner


def enterprise_as_of(facts: Facts, enterprise: EntityId) -> Enterprise:
    """An enterprise as people see it; what open claims disagree on is None."""
    looks = under_each_claim(facts, lambda reading: _look(reading, enterprise)).results
    stages = {look.stage for look in looks}
    # A year of sales may be in dispute where the last months, which tell the stage, are not.
    sizes = under_each_claim(facts, lambda reading: size_of(reading, enterprise)).results
    return Enterprise(
        id=enterprise,
        kind=_agreed({look.kind for look in looks}),
        stage=_agreed(stages),
        workers_paid=_agreed({look.workers for look in looks}),
        months=months_of(facts, enterprise),
        flags=looks[0].flags
        if looks and all(look.flags == looks[0].flags for look in looks)
        else (),
        proved_by=looks[0].proof if len(stages) == 1 else (),
        owner=_agreed({look.owner for look in looks}),
        size_class=_agreed(set(sizes)),
    )


def months_of(facts: Facts, enterprise: EntityId) -> tuple[EnterpriseMonth, ...]:
    """The months something is reported of, begun by this day, ascending.

    Kept until the next report arrives, so that a long history costs nothing.
    """
    claims = facts.claims
    kept = claims.settled.get(("enterprise", enterprise))
    if kept is not None and kept[0] <= facts.day:  # type: ignore[operator]
        return cast(tuple[EnterpriseMonth, ...], kept[1])
    series = [*claims.months(SalesReported, enterprise), *claims.months(CostsReported, enterprise)]
    months = sorted({month for month, _ in series if len(month) == 7})
    made = tuple(_month(facts, enterprise, month) for month in months if month <= facts.day[:7])
    if made and len(made) == len(months):
        claims.settled[("enterprise", enterprise)] = (months[-1], made)
    return made


class _Look(NamedTuple):
    kind: str | None
    owner: EntityId | None
    stage: Stage
    workers: int | None
    flags: tuple[Risk, ...]
    proof: tuple[EventId, ...]


def _look(facts: Facts, enterprise: EntityId) -> _Look:
    started = facts.one(EnterpriseStarted, enterprise)
    standing = stage(facts, enterprise)
    workers = workers_paid(facts, enterprise, facts.day)
    return _Look(
        None if started is None else started.value.kind,
        owner_of(facts, enterprise),
        standing.stage,
        None if workers is None else cast(int, workers.value),
        tuple(risks_of(facts, enterprise)),
        standing.proof,
    )


def _month(facts: Facts, enterprise: EntityId, month: str) -> EnterpriseMonth:
    reports = under_each_claim(facts, lambda reading: report(reading, enterprise, month)).results
    shown = [_shown(month, each) for each in reports]
    if len(shown) == 1:
        return shown[0]
    return EnterpriseMonth(
        month,
        _agreed({each.quantity for each in shown}),
        _agreed({each.unit_price for each in shown}),
        _agreed({each.revenue for each in shown}),
        _agreed({each.costs for each in shown}),
        _agreed({each.net for each in shown}),
        evidence_of(reports),
    )


def _shown(month: str, reported: Report) -> EnterpriseMonth:
    revenue, costs = reported.revenue, reported.spent
    return EnterpriseMonth(
        month,
        reported.quantity,
        reported.unit_price,
        revenue,
        costs,
        None if revenue is None or costs is None else revenue - costs,
        evidence_of((reported,)),
    )


def _agreed(values: Set[_T]) -> _T | None:
    return next(iter(values)) if len(values) == 1 else None
