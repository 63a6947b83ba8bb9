"""How large an enterprise is: a class by date and scheme, never by one number for ever.

By law a class is told by a year's sales, or while nobody knows them by the capital; the statistics
office counts heads. The limits are figures with validity (`parameters.py`), so an office sets newer
ones by `parameter_set`. Before: reports (`income.py`). After: an enterprise's answer.
"""

from typing import Final, Literal

from msgspec import Struct

from events.folds.facts import Facts
from events.folds.income import report
from events.folds.months import complete_months
from events.types import EnterpriseStarted, EntityId, WorkforceRecorded

SizeClass = Literal["micro", "small", "medium", "large"]

_BELOW_LARGE: Final[tuple[SizeClass, ...]] = ("micro", "small", "medium")
_YEAR: Final = 12


class Size(Struct, frozen=True, gc=False):
    """The class by law and by the statistics office (BPS); None where it is unknown.

    `sales_year`: rupiah of the last twelve complete months; `heads`: the owner and all who work.
    """

    by_law: SizeClass | None
    by_heads: SizeClass | None
    sales_year: int | None
    heads: int | None


def size_of(facts: Facts, enterprise: EntityId) -> Size:
    """The size of an enterprise on the facts' day, by the limits that hold then."""
    started = facts.one(EnterpriseStarted, enterprise)
    sales = None if started is None else _sales_of_a_year(facts, enterprise, started.on[:7])
    capital = None if started is None else started.value.capital
    heads = _heads(facts, enterprise)
    by_law = _class_of(facts, "size_law_{}_sales", sales)
    if sales is None and isinstance(capital, int):
        by_law = _class_of(facts, "size_law_{}_capital", capital)
    return Size(by_law, _class_of(facts, "size_bps_{}_heads", heads), sales, heads)


def _class_of(facts: Facts, limit: str, value: int | None) -> SizeClass | None:
    """The smallest class whose limit a value does not exceed; None where a limit is unknown."""
    if value is None:
        return None
    for size in _BELOW_LARGE:
        figure = facts.figure(limit.format(size), facts.day[:7])
        if figure is None or figure.value is None:
            return None
        if value <= figure.value:
            return size
    return "large"


def _sales_of_a_year(facts: Facts, enterprise: EntityId, started: str) -> int | None:
    """What was sold in twelve months; those before it began count nothing, an unknown one all."""
    total = 0
    for month in reversed(complete_months(facts.day, _YEAR)):
        if month < started:
            break
        revenue = report(facts, enterprise, month).revenue
        if revenue is None:
            return None
        total += revenue
    return total


def _heads(facts: Facts, enterprise: EntityId) -> int | None:
    paid = facts.said(WorkforceRecorded, enterprise, "paid")
    family = facts.said(WorkforceRecorded, enterprise, "unpaid_family")
    if paid is None or family is None:
        return None
    if not isinstance(paid.value, int) or not isinstance(family.value, int):
        return None
    return 1 + paid.value + family.value
