"""Readiness: every indicator of a rule set judged, and what they come to together.

Before: checks (`checks/`). After: the answer, the questions of the next visit, and the proof that a
decision's basis still stands. An indicator whose conflicts are open is judged under every claimed
value: what all lead to is the verdict; else *unknown* if one leaves it unknown, else *disputed*.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from events.folds.checks import CHECKS, RENEWED_BY
from events.folds.checks.finding import Finding, Need, evidence
from events.folds.claims import key_text
from events.folds.facts import Contested, Facts, Readings, under_each_claim
from events.folds.months import end_of, fresh_until
from events.ids import EventId
from events.types import IndicatorVerdict, Rule, RuleSetPublished

ReadinessVerdict = Literal["ready", "near", "not_ready"]

SUPPORTS_NEEDED: Final = 3
SUPPORTS_FAILED_MAX: Final = 2
"""Of a rule set that does not say."""


class Indicator(Struct, frozen=True, gc=False):
    """One indicator as of a day.

    `value` and `threshold` are rupiah, percent or counts, or a word of the catalogue; None where
    unknown. `what_would_change_it` is empty when only a change in the family's life would.
    `imprecise`: part of the evidence is dated by a month or year that had not ended.
    """

    verdict: IndicatorVerdict
    value: int | str | None
    threshold: int | str | None
    evidence: tuple[EventId, ...]
    what_would_change_it: tuple[Need, ...]
    parameter: str | None
    fresh_until: str | None
    imprecise: bool


class Readiness(Struct, frozen=True):
    """What the indicators come to. `options` do not count; `supports_met` of `supports`."""

    verdict: ReadinessVerdict
    rule_set: str
    indicators: dict[str, Indicator]
    options: dict[str, Indicator]
    supports_met: int
    supports: int


class Judged(NamedTuple):
    """Readiness, and whether an indicator a graduation must meet rests on an open conflict."""

    readiness: Readiness
    disputed: bool


def judge(facts: Facts, rule_set: RuleSetPublished) -> Judged:
    """Readiness as of the facts' day."""
    indicators: dict[str, Indicator] = {}
    options: dict[str, Indicator] = {}
    weights: dict[str, list[IndicatorVerdict]] = {"must": [], "support": []}
    disputed = False
    for rule in rule_set.rules:
        readings = under_each_claim(facts, partial(_find, rule))
        indicator = _indicator(facts, rule, readings)
        if rule.weight == "option":
            options[rule.id] = indicator
            continue
        indicators[rule.id] = indicator
        weights[rule.weight].append(indicator.verdict)
        disputed = disputed or (rule.weight == "must" and bool(readings.rests_on))
    supports = weights["support"]
    readiness = Readiness(
        verdict=_verdict(rule_set, weights["must"], supports),
        rule_set=rule_set.rule_set,
        indicators=indicators,
        options=options,
        supports_met=supports.count("met"),
        supports=len(supports),
    )
    return Judged(readiness, disputed)


class _Aged(NamedTuple):
    """A finding with its verdict as it has aged, and the last day it is fresh."""

    finding: Finding
    verdict: IndicatorVerdict
    fresh_until: str | None


def _find(rule: Rule, facts: Facts) -> _Aged:
    check = CHECKS.get(rule.check)
    if check is None:
        return _Aged(Finding("unknown", None, None, (), (Need("newer_release"),)), "unknown", None)
    finding = check(facts, rule)
    if finding.verdict != "met" or finding.since is None or not rule.fresh_months:
        return _Aged(finding, finding.verdict, None)
    until = fresh_until(finding.since, rule.fresh_months)
    return _Aged(finding, "met" if facts.day <= until else "stale", until)


def _indicator(facts: Facts, rule: Rule, readings: Readings[_Aged]) -> Indicator:
    aged, rests_on = readings
    conflicts = tuple(Need("resolve", _name(contested)) for contested in rests_on)
    if not aged:  # more readings than are tried: people must decide first
        return Indicator("unknown", None, None, (), conflicts, None, None, False)
    first = aged[0].finding
    verdict = _agreed([each.verdict for each in aged])
    needs, rests = first.needs, first.facts
    if len(aged) > 1:
        rests = [fact for each in aged for fact in each.finding.facts]
        all_needs = [*conflicts, *(need for each in aged for need in each.finding.needs)]
        needs = tuple(dict.fromkeys(all_needs))
    if verdict == "met" and aged[0].fresh_until is not None:
        needs = (Need("until", aged[0].fresh_until),)
    elif verdict == "stale":
        needs = (*needs, *(Need(code) for code in RENEWED_BY.get(rule.check, ())))
    unended = [on for on in (facts.day[:4], facts.day[:7]) if end_of(on) > facts.day]
    return Indicator(
        verdict=verdict,
        value=first.value if all(each.finding.value == first.value for each in aged) else None,
        threshold=first.threshold,
        evidence=evidence(rests),
        what_would_change_it=needs,
        parameter=first.parameter,
        fresh_until=aged[0].fresh_until,
        imprecise=any(fact.on in unended for fact in rests),
    )


def _agreed(verdicts: Sequence[IndicatorVerdict]) -> IndicatorVerdict:
    """What all readings lead to; else unknown if one leaves it unknown, else disputed."""
    if all(verdict == verdicts[0] for verdict in verdicts):
        return verdicts[0]
    return "unknown" if "unknown" in verdicts else "disputed"


def _verdict(
    rule_set: RuleSetPublished, musts: list[IndicatorVerdict], supports: list[IndicatorVerdict]
) -> ReadinessVerdict:
    failed_max = rule_set.supports_failed_max
    if failed_max is None:
        failed_max = SUPPORTS_FAILED_MAX
    if "not_met" in musts or supports.count("not_met") > failed_max:
        return "not_ready"
    needed = rule_set.supports_needed
    if needed is None:
        needed = SUPPORTS_NEEDED
    settled = all(verdict in ("met", "not_applicable") for verdict in musts)
    return "ready" if settled and supports.count("met") >= needed else "near"


def _name(contested: Contested) -> str:
    return key_text(contested[0], contested[1])
