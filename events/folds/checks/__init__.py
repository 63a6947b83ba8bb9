"""The checks of readiness by the name a rule set calls them; each a pure function of facts.

A new check is a function in one of these modules and a line here; which indicator uses it, with
which numbers, is data (`rule_set.py`, or an event in the programme stream).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from events.folds.checks.agreements import care_arranged, family_asked, licence_held
from events.folds.checks.commitments import health_schedule, school_attended
from events.folds.checks.finding import Finding, NeedCode
from events.folds.checks.home import house_durable, water_and_toilet_fit
from events.folds.checks.income import income_above_line, income_above_wage
from events.folds.checks.livelihood import (
    debt_bearable,
    food_secure,
    savings_held,
    several_sources,
)
from events.folds.facts import Facts
from events.types import Rule

Check = Callable[[Facts, Rule], Finding]

CHECKS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "income_above_line": income_above_line,
        "income_above_wage": income_above_wage,
        "several_sources": several_sources,
        "food_secure": food_secure,
        "school_attended": school_attended,
        "health_schedule": health_schedule,
        "savings_held": savings_held,
        "debt_bearable": debt_bearable,
        "water_and_toilet_fit": water_and_toilet_fit,
        "house_durable": house_durable,
        "licence_held": licence_held,
        "family_asked": family_asked,
        "care_arranged": care_arranged,
    }
)

RENEWED_BY: Final[Mapping[str, tuple[NeedCode, ...]]] = MappingProxyType(
    {
        "several_sources": ("livelihood",),
        "food_secure": ("food",),
        "school_attended": ("attendance",),
        "health_schedule": ("health_schedule",),
        "savings_held": ("savings",),
        "debt_bearable": ("debt",),
        "water_and_toilet_fit": ("water", "toilet"),
        "house_durable": ("roof", "wall", "floor"),
        "family_asked": ("request",),
        "care_arranged": ("care",),
    }
)
"""What to ask again when a *met* has become stale."""
