"""An enterprise: its months, the stage it is in, and what threatens it.

Before: reports (`income.py`). After: the answer, and the check of several sources. Stages, each as
proved by the events it names; the last three months are complete months before the day's own:

    idea             not started: trainings, a plan for a market, what speaks of it
    started          enterprise_started
    operating        something sold in 2 of the last 3 months: the reports
    stable           in all 3: sales, all costs known, and a net above zero
    growing          stable, and the mean net 1.2 times the 3 months before, or more paid workers
    dormant          no word of sales for 3 months and none of a pause: the last one; ask
    paused, closed   operation_changed
"""

from collections.abc import Iterable, Iterator, Set
from typing import Final, Literal, NamedTuple, TypeVar, cast

from msgspec import Struct

from events.folds.facts import Facts, under_each_claim
from events.folds.income import Report, newest_known_net, report
from events.folds.merge import Fact
from events.folds.months import complete_months, end_of
from events.folds.size import Size, size_of
from events.ids import EventId
from events.types import (
    CATALOGUE,
    CostsReported,
    EnterpriseStarted,
    EntityId,
    OperationChanged,
    OrderReceived,
    OwnershipChanged,
    PlanAgreed,
    SalesReported,
    SessionAttended,
    WellbeingSurveyed,
    WorkforceRecorded,
)

Stage = Literal["idea", "started", "operating", "stable", "growing", "dormant", "paused", "closed"]
Risk = Literal["one_buyer", "no_book", "debt"]

_T = TypeVar("_T")

WINDOW: Final = 3
"""Months a stage looks back."""
OPERATING_MONTHS: Final = 2
ONE_BUYER_PERCENT: Final = 80
ORDERS_MONTHS: Final = 6
INSTALMENT_PERCENT: Final = 30


_OF_ENTERPRISE: Final = tuple(body for body in CATALOGUE if "enterprise" in body.__struct_fields__)


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


class Standing(NamedTuple):
    """A stage and what proves it."""

    stage: Stage
    proof: tuple[EventId, ...]


class Known(NamedTuple):
    """Yes, no, or None for unknown; and what says so."""

    holds: bool | None
    facts: tuple[Fact[SalesReported] | Fact[CostsReported] | Fact[OrderReceived], ...]


def stage(facts: Facts, enterprise: EntityId) -> Standing:
    """The stage of an enterprise, under one reading of open conflicts."""
    started = facts.one(EnterpriseStarted, enterprise)
    operation = facts.one(OperationChanged, enterprise)
    if operation is not None and operation.value.state != "resumed":
        return Standing(operation.value.state, operation.ids)
    if started is None:
        return Standing("idea", tuple(_plans(facts, enterprise)))
    months = complete_months(facts.day, WINDOW)
    reports = [report(facts, enterprise, month) for month in months]
    proof = _ids(reports)
    if all((each.net or 0) > 0 for each in reports):
        growth = _growth(facts, enterprise, reports)
        if growth is None:
            return Standing("stable", proof)
        return Standing("growing", tuple(dict.fromkeys((*proof, *growth))))
    if sum((each.quantity or 0) > 0 for each in reports) >= OPERATING_MONTHS:
        return Standing("operating", proof)
    silent = (
        not any(each.sales for each in reports)
        and not report(facts, enterprise, facts.day[:7]).sales
    )
    told = operation is not None and operation.on[:7] >= months[0]
    if silent and not told and started.on[:7] < months[0]:
        return Standing("dormant", _last_word(facts, enterprise) or started.ids)
    return Standing("started", started.ids)


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


def is_stable(facts: Facts, enterprise: EntityId) -> Known:
    """Whether the last three months prove a living: no as soon as one month speaks against it."""
    started = facts.one(EnterpriseStarted, enterprise)
    operation = facts.one(OperationChanged, enterprise)
    months = complete_months(facts.day, WINDOW)
    if started is None or started.on[:7] > months[0]:
        return Known(False, ())
    if operation is not None and operation.value.state != "resumed":
        return Known(False, ())
    reports = [report(facts, enterprise, month) for month in months]
    rests_on = tuple(fact for each in reports for fact in each.facts())
    nets = [each.net for each in reports]
    if any(each.quantity == 0 for each in reports) or any(
        net is not None and net <= 0 for net in nets
    ):
        return Known(False, rests_on)
    return Known(None if None in nets else True, rests_on)


def has_one_buyer(facts: Facts, enterprise: EntityId) -> Known:
    """Whether one buyer takes nearly all: as stated last, else by the orders of six months."""
    asked = facts.day[:7]
    for month, _ in reversed(facts.claims.months(SalesReported, enterprise)):
        if month >= asked:
            continue
        asked = month
        sales = report(facts, enterprise, month).sales
        shares = [
            fact.value.largest_buyer_pct
            for fact in sales
            if isinstance(fact.value.largest_buyer_pct, int)
        ]
        if shares:
            return Known(max(shares) >= ONE_BUYER_PERCENT, sales)
    since = complete_months(facts.day, ORDERS_MONTHS)[0]
    orders = tuple(
        fact
        for _, fact in facts.all(OrderReceived)
        if fact.value.enterprise == enterprise and fact.on[:7] >= since
    )
    if not orders:
        return Known(None, ())
    return Known(len({fact.value.buyer for fact in orders}) < 2, orders)


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
    workers = _workers(facts, enterprise, facts.day)
    return _Look(
        None if started is None else started.value.kind,
        owner_of(facts, enterprise),
        standing.stage,
        None if workers is None else cast(int, workers.value),
        tuple(_risks(facts, enterprise)),
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
        _ids(reports),
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
        _ids((reported,)),
    )


def _agreed(values: Set[_T]) -> _T | None:
    return next(iter(values)) if len(values) == 1 else None


def _last_word(facts: Facts, enterprise: EntityId) -> tuple[EventId, ...]:
    """The last report of sales there is."""
    for month, key in reversed(facts.claims.months(SalesReported, enterprise)):
        if month <= facts.day:
            sold = facts.one(SalesReported, key)
            return () if sold is None else sold.ids
    return ()


def _workers(facts: Facts, enterprise: EntityId, day: str) -> Fact[object] | None:
    said = facts.said(WorkforceRecorded, enterprise, "paid", day)
    return said if said is not None and isinstance(said.value, int) else None


def _growth(
    facts: Facts, enterprise: EntityId, reports: list[Report]
) -> tuple[EventId, ...] | None:
    """What proves that a stable enterprise grew, beside its last months; None when it did not."""
    before = complete_months(facts.day, 2 * WINDOW)[:WINDOW]
    workers_before = _workers(facts, enterprise, end_of(before[-1]))
    workers = _workers(facts, enterprise, facts.day)
    if workers is not None and workers_before is not None:
        now, then = cast(int, workers.value), cast(int, workers_before.value)
        if now > then:
            return (*workers_before.ids, *workers.ids)
    earlier = [report(facts, enterprise, month) for month in before]
    known = [each.net for each in earlier if each.net is not None]
    if len(known) == WINDOW and 10 * sum(each.net or 0 for each in reports) >= 12 * sum(known):
        return _ids(earlier)
    return None


def _plans(facts: Facts, enterprise: EntityId) -> Iterator[EventId]:
    """What speaks of an enterprise that nobody started: trainings, a plan, words about it."""
    for _, attended in facts.all(SessionAttended):
        if attended.value.kind == "training" and attended.value.present:
            yield from attended.ids
    plan = facts.one(PlanAgreed, "")
    if plan is not None and any(goal.goal == "market" for goal in plan.value.goals):
        yield from plan.ids
    for kind in _OF_ENTERPRISE:
        buckets = facts.claims.of(kind)
        for key in sorted(buckets, key=str):
            for entry in buckets[key]:
                named = getattr(entry.event.body, "enterprise", None)
                if named == enterprise and entry.event.on <= facts.day:
                    yield entry.id


def _risks(facts: Facts, enterprise: EntityId) -> Iterator[Risk]:
    if has_one_buyer(facts, enterprise).holds:
        yield "one_buyer"
    if _is_all_estimated(facts, enterprise):
        yield "no_book"
    instalment = facts.said(WellbeingSurveyed, "", "instalment_month")
    if instalment is not None and isinstance(instalment.value, int) and instalment.value > 0:
        newest = newest_known_net(facts)
        if newest is not None and exceeds(instalment.value, newest[1].value, INSTALMENT_PERCENT):
            yield "debt"


def exceeds(instalment: int, net: int | None, percent: int) -> bool:
    """True when an instalment is more than that share of a net."""
    return net is not None and instalment * 100 > percent * net


def _is_all_estimated(facts: Facts, enterprise: EntityId) -> bool:
    """True when no figure of the last three months comes from more than an estimate."""
    claims = facts.claims
    bases = {
        entry.event.basis
        for month in complete_months(facts.day, WINDOW)
        for kind in (SalesReported, CostsReported)
        for reported, key in claims.months(kind, enterprise)
        if reported == month
        for entry in claims.of(kind)[key]
    }
    return bases == {"estimated"}


def _ids(reports: Iterable[Report]) -> tuple[EventId, ...]:
    return tuple(
        dict.fromkeys(name for each in reports for fact in each.facts() for name in fact.ids)
    )
