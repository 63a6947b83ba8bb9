"""What one household adds to the figures of a month: visits, sessions, checks, sales, money.

Before: the facts as of the month's last day. After: the office's monthly report, beside the figures
of where households stand (`rollup.py`). What is reported later of that month is added when the
figures are worked out again, and an accepted report then shows that it was revised.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from msgspec import Struct

from events.folds.checks.commitments import ALL, needed_percents
from events.folds.facts import Facts
from events.folds.income import enterprises, report
from events.folds.merge import Fact
from events.folds.payments import Disbursement
from events.types import Body, CommitmentVerified, HouseholdVisited, SessionAttended

_B = TypeVar("_B", bound=Body)


class Activity(Struct, frozen=True, gc=False):
    """Counts of a month that can be added up; `revenue`, `net` and the money are rupiah.

    `selling` enterprises reported sales; `revenue` and `net` are sums of what is known of them, and
    of `net_unknown` of them the net is not. `checks` are commitments with something required.
    """

    visits: int = 0
    met: int = 0
    attended: int = 0
    checks: int = 0
    checks_met: int = 0
    selling: int = 0
    revenue: int = 0
    net: int = 0
    net_unknown: int = 0
    ordered: int = 0
    paid: int = 0
    received: int = 0


def activity(facts: Facts, money: Iterable[Disbursement], month: str) -> Activity:
    """What happened in a month, of which the facts know by their day."""
    visits = [fact.value for fact in facts.every(HouseholdVisited) if fact.on[:7] == month]
    sessions = [fact.value.present for fact in _of_month(facts, SessionAttended, month)]
    checks = [
        (fact.value, asked)
        for fact in _of_month(facts, CommitmentVerified, month)
        if (asked := fact.value.required - (fact.value.excused or 0)) > 0
    ]
    percents = needed_percents(facts.programme.rule_set(facts.day)) if checks else {}
    reports = [report(facts, enterprise, month) for enterprise in enterprises(facts)]
    selling = [each for each in reports if each.sales]
    sides = [
        {
            name: side.amount or 0
            for name, side in (
                ("ordered", each.ordered), ("paid", each.paid), ("received", each.received),
            )
            if side is not None and side.on[:7] == month
        }
        for each in money
    ]  # fmt: skip
    return Activity(
        visits=len(visits),
        met=sum(visit.outcome == "met" for visit in visits),
        attended=sum(sessions),
        checks=len(checks),
        checks_met=sum(
            body.done * 100 >= percents.get(body.component, ALL) * asked for body, asked in checks
        ),
        selling=len(selling),
        revenue=sum(each.revenue or 0 for each in selling),
        net=sum(each.net or 0 for each in selling),
        net_unknown=sum(each.net is None for each in selling),
        **{
            name: sum(side.get(name, 0) for side in sides)
            for name in ("ordered", "paid", "received")
        },
    )


def _of_month(facts: Facts, kind: type[_B], month: str) -> Iterator[Fact[_B]]:
    for _, fact in facts.all(kind):
        if fact.on[:7] == month:
            yield fact
