"""Readiness: every indicator of a rule set judged, and what they come to together.

Before: checks (`checks/`). After: the answer, the questions of the next visit, and the proof that a
decision's basis still stands. An indicator whose conflicts are open is judged under every claimed
value: what all lead to is the verdict; else *unknown* if one leaves it unknown, else *disputed*.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from events.folds.checks import CHECKS, RENEWED_BY
from events.folds.checks.finding import Finding, Need
from events.folds.claims import key_text
from events.folds.facts import Contested, Facts, Readings, under_each_claim
from events.folds.merge import Fact
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
    """What the indicators come to for the route of the able (mandiri).

    `options` do not count, as those of the other route; `supports_met` of `supports`.
    """

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
    unended = [on for on in (facts.day[:4], facts.day[:7]) if end_of(on) > facts.day]
    for rule in rule_set.rules:
        if facts.claims.contestable:
            readings = under_each_claim(facts, partial(_find, rule))
            indicator = _indicator(rule, readings, unended)
            disputed = disputed or (rule.weight == "must" and bool(readings.rests_on))
        else:
            indicator = _alone(rule, _find(rule, facts), unended)
        if rule.weight == "option" or rule.route == "alamiah":
            options[rule.id] = indicator
            continue
        indicators[rule.id] = indicator
        weights[rule.weight].append(indicator.verdict)
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


def verdict_by(
    rule_set: RuleSetPublished, verdicts: Mapping[str, IndicatorVerdict]
) -> ReadinessVerdict:
    """What verdicts by indicator come to; an indicator that is not among them is unknown."""
    musts: list[IndicatorVerdict] = []
    supports: list[IndicatorVerdict] = []
    for rule in rule_set.rules:
        if rule.route == "alamiah" or rule.weight == "option":
            continue
        weighed = musts if rule.weight == "must" else supports
        weighed.append(verdicts.get(rule.id, "unknown"))
    return _verdict(rule_set, musts, supports)


class _Aged(Struct, frozen=True, gc=False):
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


def _indicator(rule: Rule, readings: Readings[_Aged], unended: list[str]) -> Indicator:
    aged, rests_on = readings
    if len(aged) == 1:
        return _alone(rule, aged[0], unended)
    conflicts = tuple(Need("resolve", _name(contested)) for contested in rests_on)
    if not aged:  # more readings than are tried: people must decide first
        return Indicator("unknown", None, None, (), conflicts, None, None, False)
    values = [each.finding.value for each in aged]
    needs = (*conflicts, *(need for each in aged for need in each.finding.needs))
    return _shown(
        rule,
        aged[0],
        _agreed([each.verdict for each in aged]),
        values[0] if all(value == values[0] for value in values) else None,
        tuple(dict.fromkeys(needs)),
        [fact for each in aged for fact in each.finding.facts],
        unended,
    )


def _alone(rule: Rule, found: _Aged, unended: list[str]) -> Indicator:
    """The indicator of a finding that rests on no open conflict."""
    finding = found.finding
    return _shown(rule, found, found.verdict, finding.value, finding.needs, finding.facts, unended)


def _shown(
    rule: Rule,
    found: _Aged,
    verdict: IndicatorVerdict,
    value: int | str | None,
    needs: tuple[Need, ...],
    rests: Sequence[Fact[object]],
    unended: list[str],
) -> Indicator:
    if verdict == "met" and found.fresh_until is not None:
        needs = (Need("until", found.fresh_until),)
    elif verdict == "stale":
        needs = (*needs, *(Need(code) for code in RENEWED_BY.get(rule.check, ())))
    ids: dict[EventId, None] = {}
    imprecise = False
    for fact in rests:
        for name in fact.ids:
            ids[name] = None
        if fact.on in unended:
            imprecise = True
    finding = found.finding
    return Indicator(
        verdict, value, finding.threshold, tuple(ids), needs, finding.parameter,
        found.fresh_until, imprecise,
    )  # fmt: skip


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
    if not settled or "disputed" in supports:
        return "near"
    return "ready" if supports.count("met") >= needed else "near"


def _name(contested: Contested) -> str:
    return key_text(contested[0], contested[1])
