"""What a check finds: a verdict with the facts it rests on and what would change it.

A fact of the world that nobody recorded is unknown; an act of the programme that nobody recorded
is not met. Inside an indicator one *not met* decides, else one *unknown*.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from events.folds.merge import Fact
from events.types import IndicatorVerdict, Rule

NeedCode = Literal[
    # to be asked or looked at
    "attendance",
    "birth_year",
    "closet",
    "costs",
    "debt",
    "debt_to",
    "floor",
    "food",
    "health_schedule",
    "instalment",
    "livelihood",
    "members",
    "nib",
    "roof",
    "sales",
    "savings",
    "septic",
    "toilet",
    "wall",
    "waste_distance",
    "water",
    # left open by a death, a move or a silence
    "enterprise_news",
    "head",
    "no_kk",
    "owner",
    "payee",
    "rt_rw",
    # to be done, or to come about
    "care",
    "fewer_instalments",
    "food_for_all",
    "higher_income",
    "housing_referral",
    "more_savings",
    "nib_referral",
    "no_moneylender",
    "request",
    "school_days",
    "second_buyer",
    "second_source",
    "three_good_months",
    "toilet_fit",
    "visits_to_health",
    "water_fit",
    # agreed, and to be asked about
    "goal_due",
    "referral_open",
    # only the family, the office or time can
    "declined",
    "figure",
    "livelihood_then",
    "newer_release",
    "resolve",
    "until",
]


class Need(Struct, frozen=True, omit_defaults=True, gc=False):
    """One thing that would change a verdict. `about`: a month, day, entity or conflict.

    `amount`: the rupiah (of income: per person) or percent that lack, where the rule counts.
    """

    code: NeedCode
    about: str | None = None
    amount: int | None = None


class Finding(Struct, frozen=True, gc=False):
    """The outcome of one check, before freshness.

    `facts` are the evidence; `since` the date whose age decides whether a *met* is stale (None: it
    does not age); `parameter` the version of the figure compared with.
    """

    verdict: IndicatorVerdict
    value: int | str | None
    threshold: int | str | None
    facts: Sequence[Fact[object]]
    needs: tuple[Need, ...] = ()
    since: str | None = None
    parameter: str | None = None


def setting(rule: Rule, name: str, default: int, most: int) -> int:
    """A number of a rule, kept to what can be looked at: a rule set is data, and may be odd."""
    value = rule.settings.get(name, default)
    return value if 1 <= value <= most else min(max(value, 1), most)


def all_of(parts: Iterable[bool | None]) -> bool | None:
    """Whether all hold: one no decides, else one unknown."""
    unknown = False
    for part in parts:
        if part is False:
            return False
        unknown = unknown or part is None
    return None if unknown else True


def any_of(parts: Iterable[bool | None]) -> bool | None:
    """Whether one holds: one yes decides, else one unknown."""
    denied = all_of(None if part is None else not part for part in parts)
    return None if denied is None else not denied


def is_known(fact: Fact[object] | None) -> bool:
    """True when a survey's answer was given, be it none."""
    return fact is not None and fact.value not in ("unknown", "declined")


def ask(fact: Fact[object] | None, code: NeedCode) -> Need:
    """What would make an answer known: to ask, or to wait until the family likes to say."""
    declined = fact is not None and fact.value == "declined"
    return Need("declined", code) if declined else Need(code)


def verdict_of(holds: bool | None) -> IndicatorVerdict:
    """The verdict of a yes, a no, or neither."""
    if holds is None:
        return "unknown"
    return "met" if holds else "not_met"
