"""`BANTEN-GRAD/1`: which indicators are looked at, how much each weighs, with which numbers.

Data, in the form an office publishes a rule set in (`rule_set_published`), so a new one is an event
and not a release. `check` names the test in `checks/`; months are how long a *met* stays fresh.
"""

from typing import Final

from events.types import Rule, RuleSetPublished

BANTEN_GRAD_1: Final = RuleSetPublished(
    rule_set="BANTEN-GRAD/1",
    rules=(
        Rule(
            id="R1",
            weight="must",
            check="income_above_line",
            fresh_months=3,
            settings={"months": 3},
        ),
        Rule(
            id="R1b",
            weight="option",
            check="income_above_wage",
            fresh_months=3,
            settings={"months": 3},
        ),
        Rule(
            id="R2",
            weight="must",
            check="several_sources",
            fresh_months=6,
            settings={"sources": 2},
        ),
        Rule(id="R3", weight="must", check="food_secure", fresh_months=12),
        Rule(
            id="R4",
            weight="must",
            check="school_attended",
            fresh_months=6,
            settings={"percent": 85, "periods": 2},
        ),
        Rule(
            id="R5",
            weight="must",
            check="health_schedule",
            fresh_months=6,
            settings={"percent": 100, "periods": 2},
        ),
        Rule(
            id="R6", weight="support", check="savings_held", fresh_months=6, settings={"months": 1}
        ),
        Rule(
            id="R7",
            weight="support",
            check="debt_bearable",
            fresh_months=6,
            settings={"percent": 30},
        ),
        Rule(
            id="R8",
            weight="support",
            check="water_and_toilet_fit",
            fresh_months=24,
            settings={"waste_distance_m": 10},
        ),
        Rule(id="R9", weight="support", check="house_durable", fresh_months=24),
        Rule(id="R10", weight="support", check="licence_held"),
        Rule(id="R11", weight="must", route="mandiri", check="family_asked", fresh_months=6),
        Rule(id="R12", weight="must", check="care_arranged", fresh_months=12, settings={"age": 60}),
    ),
    supports_needed=3,
    supports_failed_max=2,
)
