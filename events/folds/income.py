"""What a household earns in a month: its enterprises' net, and what else it said it earns.

Before: facts (`facts.py`). After: enterprise stages and the checks of income and debt. A month's
net is revenue less costs; while costs are not all known it is unknown, never the revenue.
"""

from bisect import bisect_left
from typing import Final

from msgspec import Struct

from events.folds.facts import Facts
from events.folds.merge import Fact, settle
from events.types import (
    CostsReported,
    EnterpriseStarted,
    EntityId,
    HouseholdRegistered,
    LivelihoodSurveyed,
    OperationChanged,
    OwnershipChanged,
    SalesReported,
)

_LEAVING: Final = ("sale", "split")
"""Reasons for which an enterprise may go to somebody who is not of the household."""
_NONE_LEFT: Final[dict[EntityId, str]] = {}
KINDS_OF_COST: Final = ("materials", "wages", "rent", "transport", "utilities", "other")


class Report(Struct, frozen=True, gc=False):
    """What was reported of one month of one enterprise; one sales fact per product."""

    sales: tuple[Fact[SalesReported], ...]
    costs: Fact[CostsReported] | None

    @property
    def quantity(self) -> int | None:
        """What was sold, in sum; None without a report of sales."""
        if not self.sales:
            return None
        return sum(sale.quantity for fact in self.sales for sale in fact.value.sales)

    @property
    def unit_price(self) -> int | None:
        """The price, when all sales had the same one."""
        prices = {sale.unit_price for fact in self.sales for sale in fact.value.sales}
        price = prices.pop() if len(prices) == 1 else None
        return price if isinstance(price, int) else None

    @property
    def revenue(self) -> int | None:
        """The sum of quantity times price; None while one price is unknown."""
        if not self.sales:
            return None
        total = 0
        for fact in self.sales:
            for sale in fact.value.sales:
                if not isinstance(sale.unit_price, int):
                    return None
                total += sale.quantity * sale.unit_price
        return total

    @property
    def spent(self) -> int | None:
        """The sum of all costs; None unless all are reported and known."""
        if self.costs is None or not self.costs.value.complete:
            return None
        total = 0
        for kind in KINDS_OF_COST:
            amount = getattr(self.costs.value, kind)
            if not isinstance(amount, int):
                return None
            total += amount
        return total

    @property
    def net(self) -> int | None:
        """Revenue less costs; None while either is unknown."""
        revenue = self.revenue
        spent = None if revenue is None else self.spent
        return None if revenue is None or spent is None else revenue - spent

    def facts(self) -> tuple[Fact[SalesReported] | Fact[CostsReported], ...]:
        """Sales, then costs."""
        return self.sales if self.costs is None else (*self.sales, self.costs)


class Amount(Struct, frozen=True, gc=False):
    """A sum of rupiah, or None; what it rests on; the enterprises whose month lacks a report."""

    value: int | None
    facts: tuple[Fact[SalesReported] | Fact[CostsReported], ...]
    sales_missing: tuple[EntityId, ...]
    costs_missing: tuple[EntityId, ...]


def report(facts: Facts, enterprise: EntityId, month: str) -> Report:
    """What was reported of a month."""
    memo = (report, enterprise, month)
    known = facts.memo.get(memo)
    if isinstance(known, Report):
        return known
    sales = []
    series = facts.claims.months(SalesReported, enterprise)
    for at in range(bisect_left(series, (month,)), len(series)):
        reported, key = series[at]
        if reported != month:
            break
        fact = facts.one(SalesReported, key)
        if fact is not None:
            sales.append(fact)
    made = Report(tuple(sales), facts.one(CostsReported, (enterprise, month)))
    facts.memo[memo] = made
    return made


def enterprises(facts: Facts) -> list[EntityId]:
    """The enterprises of the household: started ones first, the earliest in front."""
    left = departures(facts)
    known = ever_enterprises(facts)
    return [enterprise for enterprise in known if enterprise not in left] if left else known


def departures(facts: Facts) -> dict[EntityId, str]:
    """Enterprises sold, or taken along in a split, by the day since when they are others'.

    The newest owner decides; while people name several of one day, all of them must be strangers.
    """
    if OwnershipChanged not in facts.claims.buckets:
        return _NONE_LEFT
    known = facts.memo.get(departures)
    if isinstance(known, dict):
        return known
    newest: dict[EntityId, list[Fact[OwnershipChanged]]] = {}
    for key in facts.claims.of(OwnershipChanged):
        for fact in settle(facts.claims, OwnershipChanged, key, facts.day):
            held = newest.setdefault(fact.value.enterprise, [])
            if held and held[0].on < fact.on:
                held.clear()
            if not held or held[0].on == fact.on:
                held.append(fact)
    if not newest:
        return _NONE_LEFT  # nothing was read of what people may differ on
    names = (OwnershipChanged, HouseholdRegistered)
    own = {EntityId(entry.event.stream) for kind in names for entry in facts.claims.entries(kind)}
    own |= {member.id for member in facts.members_on(facts.day)}
    left = {
        enterprise: held[0].on
        for enterprise, held in newest.items()
        if all(each.value.reason in _LEAVING and each.value.new_owner not in own for each in held)
    }
    facts.memo[departures] = left
    return left


def ever_enterprises(facts: Facts) -> list[EntityId]:
    """The enterprises spoken of by this day, those included that belong to others now."""
    known = facts.memo.get(enterprises)
    if isinstance(known, list):
        return known
    found = []
    for enterprise, spoken_of in facts.claims.enterprises.items():
        if spoken_of <= facts.day:
            started = facts.one(EnterpriseStarted, enterprise)
            found.append((started is None, "" if started is None else started.on, enterprise))
    made = [enterprise for _, _, enterprise in sorted(found)]
    facts.memo[enterprises] = made
    return made


def net_of_enterprises(facts: Facts, month: str) -> Amount:
    """The net of all enterprises in a month; one not yet, or no longer, there adds none."""
    memo = (net_of_enterprises, month)
    known = facts.memo.get(memo)
    if isinstance(known, Amount):
        return known
    total: int | None = 0
    rests_on: list[Fact[SalesReported] | Fact[CostsReported]] = []
    no_sales, no_costs = [], []
    for enterprise in ever_enterprises(facts):
        reported = report(facts, enterprise, month)
        rests_on.extend(reported.facts())
        if not reported.facts() and not _existed(facts, enterprise, month):
            continue
        net = reported.net
        total = None if total is None or net is None else total + net
        if reported.revenue is None:
            no_sales.append(enterprise)
        if reported.spent is None:
            no_costs.append(enterprise)
    made = Amount(total, tuple(rests_on), tuple(no_sales), tuple(no_costs))
    facts.memo[memo] = made
    return made


def newest_known_net(facts: Facts) -> tuple[str, Amount] | None:
    """The newest complete month whose net is known, and that net."""
    months = {
        month
        for enterprise in enterprises(facts)
        for month, _ in facts.claims.months(CostsReported, enterprise)
        if len(month) == 7 and month < facts.day[:7]
    }
    for month in sorted(months, reverse=True):
        net = net_of_enterprises(facts, month)
        if net.value is not None:
            return month, net
    return None


def other_income(facts: Facts, day: str) -> tuple[int | None, Fact[object] | None]:
    """What the household earns a month beside its enterprises, as it stood on a day."""
    said = facts.said(LivelihoodSurveyed, "", "sources", day)
    if said is None or not isinstance(said.value, tuple):
        return None, said
    total = 0
    for source in said.value:
        if not isinstance(source.net_month, int):
            return None, said
        total += source.net_month
    return total, said


def _existed(facts: Facts, enterprise: EntityId, month: str) -> bool:
    """True when an enterprise without a report was the household's in a month, and not closed."""
    started = facts.one(EnterpriseStarted, enterprise)
    if started is None or started.on[:7] > month:
        return False
    left = departures(facts).get(enterprise)
    if left is not None and left[:7] <= month:
        return False
    operation = facts.one(OperationChanged, enterprise)
    return operation is None or operation.value.state != "closed" or operation.on[:7] >= month
