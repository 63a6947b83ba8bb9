"""R1, R1b: three months of income, per person above the poverty line or in all above the wage."""

from typing import Final

from msgspec import Struct

from events.folds.checks.finding import Finding, Need, all_of, setting, verdict_of
from events.folds.facts import Facts
from events.folds.income import Amount, net_of_enterprises, other_income
from events.folds.merge import Fact
from events.folds.months import complete_months, end_of
from events.folds.parameters import MINIMUM_WAGE, POVERTY_LINE, Parameter
from events.types import LivelihoodSurveyed, Rule

MONTHS_MAX: Final = 24


class _Income(Struct, frozen=True, gc=False):
    """What a household had in a month: in all, beside its enterprises, from them; None: unknown."""

    total: int | None
    other: int | None
    said: Fact[object] | None
    net: Amount
    people: int


class _Month(Struct, frozen=True, gc=False):
    """A month's income, and the figure it should reach."""

    month: str
    had: _Income
    figure: Parameter | None


def income_above_line(facts: Facts, rule: Rule) -> Finding:
    """In each month: income of at least the poverty line of that month for each person."""
    months = _months(facts, rule, POVERTY_LINE)
    return _judge(facts, months, [(month, month.had.people) for month in months], least=0)


def income_above_wage(facts: Facts, rule: Rule) -> Finding:
    """In each month: more income than the minimum wage, for the household as a whole."""
    months = _months(facts, rule, MINIMUM_WAGE)
    return _judge(facts, months, [(month, 1) for month in months], least=1)


def _months(facts: Facts, rule: Rule, figure: str) -> list[_Month]:
    found = []
    for month in complete_months(facts.day, setting(rule, "months", 3, MONTHS_MAX)):
        known = facts.memo.get((_income, month))
        if not isinstance(known, _Income):
            known = facts.memo[(_income, month)] = _income(facts, month)
        found.append(_Month(month, known, facts.figure(figure, month)))
    return found


def _income(facts: Facts, month: str) -> _Income:
    end = end_of(month)
    other, said = other_income(facts, end)
    net = net_of_enterprises(facts, month)
    income = None if other is None or net.value is None else other + net.value
    return _Income(income, other, said, net, len(facts.members_on(end)))


def _judge(
    facts: Facts, months: list[_Month], shared: list[tuple[_Month, int]], least: int
) -> Finding:
    """`shared`: among how many each month's income is shared; `least`: rupiah above the figure."""
    reached: list[bool | None] = []
    needs: list[Need] = []
    worst: tuple[int, int, Parameter] | None = None
    for month, people in shared:
        income, figure = month.had.total, month.figure
        if income is None or figure is None or figure.value is None or people == 0:
            reached.append(None)
            needs.extend(_unknown(facts, month))
            continue
        above = income - figure.value * people - least
        reached.append(above >= 0)
        if above < 0:
            needs.append(Need("higher_income", month.month, -(above // people)))
        if worst is None or above // people < worst[0]:
            worst = (above // people, income // people, figure)
    holds = all_of(reached)
    decided = worst if holds is not None else None
    parameter = decided[2] if decided is not None else months[-1].figure
    return Finding(
        verdict=verdict_of(holds),
        value=None if decided is None else decided[1],
        threshold=None if parameter is None else parameter.value,
        facts=_evidence(facts, months),
        needs=tuple(needs),
        since=months[-1].month,
        parameter=None if parameter is None else parameter.version,
    )


def _unknown(facts: Facts, month: _Month) -> list[Need]:
    needs = []
    if month.had.net.sales_missing:
        needs.append(Need("sales", month.month))
    if month.had.net.costs_missing:
        needs.append(Need("costs", month.month))
    if month.had.other is None:
        today = facts.said(LivelihoodSurveyed, "", "sources")
        asked = today is not None and today.value != "unknown"
        needs.append(Need("livelihood_then" if asked else "livelihood", month.month))
    if month.figure is None:
        needs.append(Need("figure", month.month))
    if month.had.people == 0:
        needs.append(Need("members", month.month))
    return needs


def _evidence(facts: Facts, months: list[_Month]) -> list[Fact[object]]:
    known = facts.memo.get((_evidence, len(months)))
    if isinstance(known, list):
        return known
    rests_on: list[Fact[object]] = [
        month.had.said for month in months if month.had.said is not None
    ]
    for month in months:
        rests_on.extend(month.had.net.facts)
    for member in facts.members():
        rests_on.append(member.added)
        if member.gone is not None:
            rests_on.append(member.gone)
    facts.memo[(_evidence, len(months))] = rests_on
    return rests_on
