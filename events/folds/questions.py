"""What to ask at the next visit: what is unknown, stale or disputed, and what was promised.

Before: readiness, plans and referrals. After: the companion's visit list. Each thing is asked once.
What the family declined to say is not asked again, what only the office can mend is not asked of
the family, and a wish (a second buyer, higher income) is no question.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from events.folds.checks.finding import NeedCode
from events.folds.facts import Facts
from events.folds.months import end_of
from events.folds.readiness import Indicator
from events.types import PlanAgreed, ReferralUpdated

NOT_ASKED: Final[frozenset[NeedCode]] = frozenset(
    (
        # Only the family, the office or time can.
        "declined",
        "figure",
        "livelihood_then",
        "members",
        "newer_release",
        "until",
        # To come about, not to be told.
        "fewer_instalments",
        "food_for_all",
        "higher_income",
        "more_savings",
        "no_moneylender",
        "school_days",
        "second_buyer",
        "second_source",
        "three_good_months",
        "toilet_fit",
        "visits_to_health",
        "water_fit",
    )
)
REFERRAL_DAYS: Final = 60
"""A referral without news for longer than this is asked about."""

Why = Literal["unknown", "stale", "disputed", "promised", "changed"]
"""`changed`: no indicator asks it, something that happened does (`left_open.py`)."""


class Question(Struct, frozen=True, gc=False):
    """One thing to ask or look at; `about` are months, members, conflicts, or words of choices."""

    code: NeedCode
    why: Why
    indicators: tuple[str, ...]
    about: tuple[str, ...]


def promised(facts: Facts) -> Iterator[Question]:
    """What was agreed with the family, and by the facts' day should have come about."""
    plan = facts.one(PlanAgreed, "")
    goals = [] if plan is None else [goal for goal in plan.value.goals if goal.by is not None]
    due = [goal.goal for goal in goals if str(goal.by) <= facts.day]
    if due:
        yield Question("goal_due", "promised", (), tuple(dict.fromkeys(due)))
    waiting = [
        fact.value.service
        for _, fact in facts.all(ReferralUpdated)
        if fact.value.state in ("made", "accepted") and _days_since(facts, fact.on) > REFERRAL_DAYS
    ]
    if waiting:
        yield Question("referral_open", "promised", (), tuple(dict.fromkeys(waiting)))


def _days_since(facts: Facts, on: str) -> int:
    return (date.fromisoformat(facts.day) - date.fromisoformat(end_of(on))).days


def questions(indicators: Mapping[str, Indicator]) -> tuple[Question, ...]:
    """The questions that would settle these indicators, in the order of the indicators."""
    found: dict[NeedCode, tuple[Why, dict[str, None], dict[str, None]]] = {}
    for name, indicator in indicators.items():
        verdict = indicator.verdict
        if verdict not in ("unknown", "stale", "disputed"):
            continue
        for need in indicator.what_would_change_it:
            if need.code in NOT_ASKED:
                continue
            why: Why = "disputed" if need.code == "resolve" else verdict
            _, asked_by, about = found.setdefault(need.code, (why, {}, {}))
            asked_by[name] = None
            if need.about is not None:
                about[need.about] = None
    return tuple(
        Question(code, why, tuple(asked_by), tuple(about))
        for code, (why, asked_by, about) in found.items()
    )
