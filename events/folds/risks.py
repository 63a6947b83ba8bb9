"""What threatens an enterprise: one buyer, no book, heavy instalments.

Before: reports (`income.py`). After: the enterprise's answer, the checks of sources and of debt.
"""

from collections.abc import Iterator
from typing import Final, Literal

from events.folds.facts import Facts
from events.folds.income import newest_known_net, report
from events.folds.months import complete_months
from events.folds.stage import WINDOW, Known
from events.types import (
    CostsReported,
    EntityId,
    OrderReceived,
    SalesReported,
    WellbeingSurveyed,
)

Risk = Literal["one_buyer", "no_book", "debt"]

ONE_BUYER_PERCENT: Final = 80
ORDERS_MONTHS: Final = 6
INSTALMENT_PERCENT: Final = 30


def risks_of(facts: Facts, enterprise: EntityId) -> Iterator[Risk]:
    """What threatens an enterprise, in the order of `Risk`."""
    if has_one_buyer(facts, enterprise).holds:
        yield "one_buyer"
    if _is_all_estimated(facts, enterprise):
        yield "no_book"
    instalment = facts.said(WellbeingSurveyed, "", "instalment_month")
    if instalment is not None and isinstance(instalment.value, int) and instalment.value > 0:
        newest = newest_known_net(facts)
        if newest is not None and exceeds(instalment.value, newest[1].value, INSTALMENT_PERCENT):
            yield "debt"


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
