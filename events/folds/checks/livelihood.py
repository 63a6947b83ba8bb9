"""R2, R3, R6, R7: what a household lives on, whether it eats, saves, and can bear its debt."""

from msgspec import Struct

from events.folds.checks.finding import (
    Finding,
    Need,
    all_of,
    any_of,
    ask,
    is_known,
    setting,
    verdict_of,
)
from events.folds.facts import Facts
from events.folds.income import enterprises, newest_known_net
from events.folds.merge import Fact
from events.folds.months import end_of
from events.folds.parameters import POVERTY_LINE
from events.folds.risks import exceeds, has_one_buyer
from events.folds.stage import is_stable, stage
from events.types import CapitalReceived, LivelihoodSurveyed, Rule, WellbeingSurveyed

_AT_WORK = ("started", "operating", "stable", "growing")


class _Livings(Struct, frozen=True, gc=False):
    """What the enterprises add to the sources of income."""

    at_work: int
    perhaps: int
    proven: bool | None
    """One is stable and does not hang on one buyer."""
    newest: str | None
    facts: list[Fact[object]]


def several_sources(facts: Facts, rule: Rule) -> Finding:
    """Enough sources of income, or one enterprise that is stable and not on one buyer alone."""
    needed = setting(rule, "sources", 2, most=50)
    said = facts.said(LivelihoodSurveyed, "", "sources")
    sources = len(said.value) if said is not None and isinstance(said.value, tuple) else None
    livings = _livings(facts)
    least = (sources or 0) + livings.at_work
    enough: bool | None = least >= needed
    if not enough and (sources is None or least + livings.perhaps >= needed):
        enough = None
    holds = any_of((enough, livings.proven))
    needs: list[Need] = []
    if holds is None and sources is None:
        needs.append(ask(said, "livelihood"))
    if not holds:
        needs.extend((Need("second_source"), Need("three_good_months"), Need("second_buyer")))
    return Finding(
        verdict=verdict_of(holds),
        value="stable_enterprise" if livings.proven and not enough else _or_none(sources, least),
        threshold=needed,
        facts=[*([] if said is None else [said]), *livings.facts],
        needs=tuple(needs),
        since=livings.newest if livings.proven or said is None else said.on,
    )


def food_secure(facts: Facts, rule: Rule) -> Finding:
    """Nobody went hungry in the last twelve months, as the family says."""
    said = facts.said(WellbeingSurveyed, "", "food_deficit_12m")
    if said is None or not is_known(said):
        return Finding("unknown", None, "none", _present(said), (ask(said, "food"),))
    holds = said.value == "none"
    needs = () if holds else (Need("food_for_all"),)
    return Finding(verdict_of(holds), str(said.value), "none", [said], needs, said.on)


def savings_held(facts: Facts, rule: Rule) -> Finding:
    """Savings of so many months' poverty line for all, by the line and people of the day stated."""
    said = facts.said(WellbeingSurveyed, "", "savings")
    if said is None or not isinstance(said.value, int):
        line = facts.figure(POVERTY_LINE, facts.day[:7])
        people = len(facts.members_on(facts.day))
        known = line is not None and line.value is not None
        threshold = line.value * people if known and line is not None and line.value else None
        return Finding("unknown", None, threshold, _present(said), (ask(said, "savings"),))
    day = min(end_of(said.on), facts.day)
    people = len(facts.members_on(day))
    line = facts.figure(POVERTY_LINE, day[:7])
    if line is None or line.value is None or not people:
        lacking = Need("figure", day[:7]) if people else Need("members", day)
        return Finding("unknown", said.value, None, [said], (lacking,), said.on)
    threshold = line.value * people * setting(rule, "months", 1, most=60)
    holds = said.value >= threshold
    needs = () if holds else (Need("more_savings", None, threshold - said.value),)
    return Finding(verdict_of(holds), said.value, threshold, [said], needs, said.on, line.version)


def debt_bearable(facts: Facts, rule: Rule) -> Finding:
    """No moneylender, and no debt or an instalment that leaves most of the newest known net."""
    percent = setting(rule, "percent", 30, most=100)
    debt = facts.said(WellbeingSurveyed, "", "debt")
    asked = "" if debt is None or not is_known(debt) else debt.on
    loans = [
        loan
        for loan in facts.every(CapitalReceived)
        if loan.value.source == "rentenir" and loan.on > asked
    ]
    if debt is None or not isinstance(debt.value, int):
        # What nobody repaid before anybody's eyes is still owed.
        needs = (ask(debt, "debt"), *([Need("no_moneylender")] if loans else []))
        verdict = verdict_of(False if loans else None)
        return Finding(verdict, None, percent, [*_present(debt), *loans], needs)
    lenders = facts.said(WellbeingSurveyed, "", "debt_to")
    free = _free_of_moneylenders(debt.value, lenders, bool(loans))
    burden = _burden(facts, debt.value, percent)
    lacking = []
    if free is None:
        lacking.append(ask(lenders, "debt_to"))
    elif not free:
        lacking.append(Need("no_moneylender"))
    if burden.bearable is not True:
        lacking.append(burden.need)
    rests_on: list[Fact[object]] = [debt, *_present(lenders), *burden.facts, *loans]
    return Finding(
        verdict_of(all_of((free, burden.bearable))),
        burden.percent,
        percent,
        rests_on,
        tuple(lacking),
        debt.on,
    )


class _Burden(Struct, frozen=True, gc=False):
    bearable: bool | None
    percent: int | None
    facts: tuple[Fact[object], ...]
    need: Need


def _burden(facts: Facts, debt: int, percent: int) -> _Burden:
    """The instalment as a share of the newest known month's net, rounded up."""
    said = facts.said(WellbeingSurveyed, "", "instalment_month")
    if debt == 0:
        return _Burden(True, 0, (), Need("debt"))
    if said is None or not isinstance(said.value, int):
        return _Burden(None, None, (), ask(said, "instalment"))
    if said.value == 0:
        return _Burden(True, 0, (said,), Need("debt"))
    newest = newest_known_net(facts)
    if newest is None or newest[1].value is None:
        return _Burden(None, None, (said,), Need("costs"))
    net = newest[1].value
    share = -(-said.value * 100 // net) if net > 0 else None
    bearable = not exceeds(said.value, net, percent)
    return _Burden(bearable, share, (said, *newest[1].facts), Need("fewer_instalments"))


def _free_of_moneylenders(debt: int, lenders: Fact[object] | None, lent: bool) -> bool | None:
    if lent:
        return False
    if debt == 0:
        return True
    if lenders is None or not isinstance(lenders.value, tuple):
        return None
    return "rentenir" not in lenders.value


def _livings(facts: Facts) -> _Livings:
    at_work, perhaps, newest = 0, 0, None
    proven: list[bool | None] = []
    rests_on: list[Fact[object]] = []
    for enterprise in enterprises(facts):
        at = stage(facts, enterprise).stage
        at_work += at in _AT_WORK
        perhaps += at == "dormant"
        stable, one_buyer = is_stable(facts, enterprise), has_one_buyer(facts, enterprise)
        several = None if one_buyer.holds is None else not one_buyer.holds
        proven.append(all_of((stable.holds, several)))
        if proven[-1]:
            newest = max(fact.on for fact in stable.facts)
        rests_on.extend((*stable.facts, *one_buyer.facts))
    return _Livings(at_work, perhaps, any_of(proven), newest, rests_on)


def _or_none(known: int | None, value: int) -> int | None:
    return None if known is None else value


def _present(fact: Fact[object] | None) -> list[Fact[object]]:
    return [] if fact is None else [fact]
