"""How many people a caseload holds: pupils, small children, elderly, by component and by age.

Before: rosters of its households (`roster.py`). After: the companion's counts, the roll-up of the
office. Only the year of birth stands in lines, so an age is the one reached in the year of the day.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal, get_args

from msgspec import Struct

from events.folds.checks.commitments import SCHOOL
from events.folds.roster import Roster
from events.types import Component

AgeGroup = Literal["balita", "prasekolah", "usia_sd", "usia_smp", "usia_sma", "dewasa", "lansia"]

AGE_GROUPS: Final[tuple[tuple[AgeGroup, int], ...]] = (
    ("balita", 4),
    ("prasekolah", 6),
    ("usia_sd", 12),
    ("usia_smp", 15),
    ("usia_sma", 18),
    ("dewasa", 59),
    ("lansia", 200),
)
"""Each with the oldest age in it: the school ages of Indonesia, and 60 for the elderly."""


class Counts(Struct, frozen=True):
    """People of some households. `pupils` have an open school component; `no_age` no birth year.

    Shape: every component and every age group is there, in their order, be it with 0.
    """

    households: int
    members: int
    pupils: int
    components: dict[Component, int]
    ages: dict[AgeGroup, int]
    no_age: int


def count(rosters: Iterable[Roster], day: date) -> Counts:
    """The people of these households on a day; each person counts once in `pupils` and `ages`."""
    components: dict[Component, int] = dict.fromkeys(get_args(Component), 0)
    ages: dict[AgeGroup, int] = dict.fromkeys(get_args(AgeGroup), 0)
    households = members = pupils = no_age = 0
    for each in rosters:
        households += 1
        for person in each.people:
            members += 1
            pupils += not SCHOOL.isdisjoint(person.components)
            for component in person.components:
                components[component] += 1
            group = age_group(person.birth_year, day)
            if group is None:
                no_age += 1
            else:
                ages[group] += 1
    return Counts(households, members, pupils, components, ages, no_age)


def age_group(birth_year: int | None, day: date) -> AgeGroup | None:
    """The group of the age reached in the year of a day; None without, or before, a birth."""
    if birth_year is None or birth_year > day.year:
        return None
    age = day.year - birth_year
    return next((group for group, oldest in AGE_GROUPS if age <= oldest), None)
