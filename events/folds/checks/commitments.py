"""R4, R5: school and health commitments of the components that are open.

A period is a complete month in which something was required of the member; holidays count nowhere.
"""

from typing import Final

from msgspec import Struct

from events.folds.checks.finding import Finding, Need, NeedCode, all_of, setting, verdict_of
from events.folds.facts import Facts
from events.folds.merge import Fact
from events.types import CommitmentVerified, Component, EntityId, Rule, RuleSetPublished

SCHOOL: Final[frozenset[Component]] = frozenset(("sd", "smp", "sma"))
HEALTH: Final[frozenset[Component]] = frozenset(("hamil_nifas", "usia_dini"))
ALL: Final = 100
"""Percent of a commitment that no rule speaks of."""
_CHECKED: Final = {"school_attended": SCHOOL, "health_schedule": HEALTH}


class Period(Struct, frozen=True, gc=False):
    """A month of one component: what was asked of the member and what was done."""

    asked: int
    done: int
    fact: Fact[CommitmentVerified]

    @property
    def percent(self) -> int:
        """What was done of what was asked, rounded down."""
        return self.done * 100 // self.asked

    def reached(self, percent: int) -> bool:
        """True when at least that share was done."""
        return self.done * 100 >= percent * self.asked


def school_attended(facts: Facts, rule: Rule) -> Finding:
    """Every pupil came on enough of the days in the last periods."""
    return _judge(facts, rule, SCHOOL, "attendance", "school_days")


def health_schedule(facts: Facts, rule: Rule) -> Finding:
    """Every mother and small child had all checks of the last periods."""
    return _judge(facts, rule, HEALTH, "health_schedule", "visits_to_health")


def last_periods(facts: Facts, member: EntityId, component: Component, count: int) -> list[Period]:
    """The last complete months in which something was asked, newest first; may be fewer."""
    periods: list[Period] = []
    for month, key in reversed(facts.claims.months(CommitmentVerified, (member, component))):
        if month >= facts.day[:7]:
            continue
        fact = facts.one(CommitmentVerified, key)
        if fact is None:
            continue
        asked = fact.value.required - (fact.value.excused or 0)
        if asked > 0:
            periods.append(Period(asked, fact.value.done, fact))
            if len(periods) == count:
                break
    return periods


def needed_percents(rule_set: RuleSetPublished) -> dict[Component, int]:
    """The share of a commitment that meets it, as a rule set says; of all others, all of it."""
    found: dict[Component, int] = {}
    for rule in rule_set.rules:
        components = _CHECKED.get(rule.check)
        if components is not None:
            found.update(dict.fromkeys(components, setting(rule, "percent", ALL, most=ALL)))
    return found


def _judge(
    facts: Facts, rule: Rule, kinds: frozenset[Component], ask: NeedCode, act: NeedCode
) -> Finding:
    percent = setting(rule, "percent", ALL, most=ALL)
    count = setting(rule, "periods", 2, most=12)
    components = [fact for fact in facts.components() if fact.value.component in kinds]
    if not components:
        return Finding("not_applicable", None, percent, ())
    reached: list[bool | None] = []
    needs: list[Need] = []
    rests_on: list[Fact[object]] = []
    lowest: int | None = None
    oldest: str | None = None
    for component in components:
        rests_on.append(component)
        member = component.value.member
        periods = last_periods(facts, member, component.value.component, count)
        for period in periods:
            rests_on.append(period.fact)
            reached.append(period.reached(percent))
            lowest = period.percent if lowest is None else min(lowest, period.percent)
        if len(periods) < count:
            reached.append(None)
            needs.append(Need(ask, member))
        lacking = percent - min((period.percent for period in periods), default=percent)
        if lacking > 0:
            needs.append(Need(act, member, lacking))
        if periods:
            newest = periods[0].fact.on
            oldest = newest if oldest is None else min(oldest, newest)
    holds = all_of(reached)
    value = None if holds is None else lowest
    return Finding(verdict_of(holds), value, percent, rests_on, tuple(needs), oldest)
