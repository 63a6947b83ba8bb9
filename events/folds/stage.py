"""The stage an enterprise is in, with the events that prove it.

Before: reports (`income.py`). After: the enterprise's answer, and the check of several sources. The
last three months are complete months before the day's own:

    idea             not started: trainings, a plan for a market, what speaks of it
    started          enterprise_started
    operating        something sold in 2 of the last 3 months: the reports
    stable           in all 3: sales, all costs known, and a net above zero
    growing          stable, and the mean net 1.2 times the 3 months before, or more paid workers
    dormant          no word of sales for 3 months and none of a pause: the last one; ask
    paused, closed   operation_changed
"""

from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple, cast

from events.folds.facts import Facts
from events.folds.income import Report, report
from events.folds.merge import Fact
from events.folds.months import complete_months, end_of
from events.ids import EventId
from events.types import (
    CATALOGUE,
    CostsReported,
    EnterpriseStarted,
    EntityId,
    OperationChanged,
    OrderReceived,
    PlanAgreed,
    SalesReported,
    SessionAttended,
    WorkforceRecorded,
)

Stage = Literal["idea", "started", "operating", "stable", "growing", "dormant", "paused", "closed"]

WINDOW: Final = 3
"""Months a stage looks back."""
OPERATING_MONTHS: Final = 2
_OF_ENTERPRISE: Final = tuple(body for body in CATALOGUE if "enterprise" in body.__struct_fields__)


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
    proof = evidence_of(reports)
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


def workers_paid(facts: Facts, enterprise: EntityId, day: str) -> Fact[object] | None:
    """How many are paid, as it stood on a day; None where nobody knows."""
    said = facts.said(WorkforceRecorded, enterprise, "paid", day)
    return said if said is not None and isinstance(said.value, int) else None


def evidence_of(reports: Iterable[Report]) -> tuple[EventId, ...]:
    """The events that reports rest on, each once."""
    return tuple(
        dict.fromkeys(name for each in reports for fact in each.facts() for name in fact.ids)
    )


def _last_word(facts: Facts, enterprise: EntityId) -> tuple[EventId, ...]:
    """The last report of sales there is."""
    for month, key in reversed(facts.claims.months(SalesReported, enterprise)):
        if month <= facts.day:
            sold = facts.one(SalesReported, key)
            return () if sold is None else sold.ids
    return ()


def _growth(
    facts: Facts, enterprise: EntityId, reports: list[Report]
) -> tuple[EventId, ...] | None:
    """What proves that a stable enterprise grew, beside its last months; None when it did not."""
    before = complete_months(facts.day, 2 * WINDOW)[:WINDOW]
    workers_before = workers_paid(facts, enterprise, end_of(before[-1]))
    workers = workers_paid(facts, enterprise, facts.day)
    if workers is not None and workers_before is not None:
        now, then = cast(int, workers.value), cast(int, workers_before.value)
        if now > then:
            return (*workers_before.ids, *workers.ids)
    earlier = [report(facts, enterprise, month) for month in before]
    known = [each.net for each in earlier if each.net is not None]
    if len(known) == WINDOW and 10 * sum(each.net or 0 for each in reports) >= 12 * sum(known):
        return evidence_of(earlier)
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
