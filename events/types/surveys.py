"""H13-H15, H26: what is asked and looked at in a house.

Housing words are our own slugs after the vocabulary of BPS, whose code numbers change with the
year; "main" is the material of the widest part. `unknown` and `declined` are answers; an absent
field was not asked.
"""

from typing import Annotated, Literal

from msgspec import Meta

from events.types.base import Body, Part, Personal, event, register
from events.types.fields import Answer, Count, Entity, NotSaid, Rupiah, Slug, Text

Wall = Literal[
    "tembok",
    "plesteran_anyaman",
    "papan",
    "anyaman_bambu",
    "batang_kayu",
    "bambu",
    "lainnya",
]
Roof = Literal[
    "beton",
    "genteng",
    "genteng_keramik",
    "genteng_metal",
    "genteng_tanah_liat",
    "asbes",
    "seng",
    "sirap",
    "bambu",
    "jerami",
    "lainnya",
]
Floor = Literal[
    "marmer",
    "keramik",
    "parket",
    "ubin",
    "papan",
    "semen",
    "bambu",
    "tanah",
    "lainnya",
]


@event("housing_surveyed", "H13", merge=register())
class HousingSurveyed(Body, frozen=True, kw_only=True, gc=False):
    """`waste_distance_m`: from a well or spring to the nearest waste; `va`: the metered power."""

    tenure: Literal["own", "contract", "rent", "free", "other"] | NotSaid
    floor_m2: Count | NotSaid | None = None
    wall_main: Wall | NotSaid
    wall_other: tuple[Wall, ...] = ()
    roof_main: Roof | NotSaid
    roof_other: tuple[Roof, ...] = ()
    floor_main: Floor | NotSaid
    water: (
        Literal["piped", "bore", "protected_well", "open_well", "spring", "rain", "bought"]
        | NotSaid
    )
    waste_distance_m: Count | NotSaid | None = None
    toilet: Literal["own", "shared", "communal", "public", "none"] | NotSaid
    closet: Literal["leher_angsa", "plengsengan", "cemplung", "none"] | NotSaid | None = None
    septic: (
        Literal["septic", "ipal", "pit", "open_water", "open_ground", "other"] | NotSaid | None
    ) = None
    light: Literal["pln_metered", "pln_unmetered", "non_pln", "none"] | NotSaid
    va: Literal[450, 900, 1300, 2200, "more"] | NotSaid | None = None
    fuel: (
        Literal["electricity", "lpg", "kerosene", "charcoal", "firewood", "biogas", "none", "other"]
        | NotSaid
        | None
    ) = None


class IncomeSource(Part, frozen=True, kw_only=True, gc=False):
    """A regular income of one member, net of its costs."""

    member: Entity
    kind: Literal["wage", "farm", "trade", "remittance", "other"]
    net_month: Rupiah | NotSaid


@event("livelihood_surveyed", "H14", merge=register())
class LivelihoodSurveyed(Body, frozen=True, kw_only=True, gc=False):
    """`[]`: asked, and there is none. Assistance and own enterprises are never entered here."""

    sources: Annotated[tuple[IncomeSource, ...], Meta(max_length=50)] | NotSaid


@event("wellbeing_surveyed", "H15", merge=register())
class WellbeingSurveyed(Body, frozen=True, kw_only=True, gc=False):
    """`debt_to` `[]`: asked, and to nobody."""

    food_deficit_12m: Literal["none", "some", "often"] | NotSaid
    meals_day: Literal[1, 2, 3] | NotSaid | None = None
    savings: Rupiah | NotSaid | None = None
    debt: Rupiah | NotSaid | None = None
    instalment_month: Rupiah | NotSaid | None = None
    debt_to: (
        tuple[Literal["bank", "kur", "koperasi", "arisan", "rentenir", "family"], ...] | None
    ) = None


class SurveyAnsweredPersonal(Personal, frozen=True, kw_only=True):
    """`texts`: answers in free words, by the question's code."""

    texts: dict[Slug, Text] | None = None


@event("survey_answered", "H26", merge=register("survey"), personal=SurveyAnsweredPersonal)
class SurveyAnswered(Body, frozen=True, kw_only=True, gc=False):
    """Answers to a question set of the office (`survey_defined`), by the question's code."""

    survey: Slug
    survey_version: Count
    answers: Annotated[dict[Slug, Answer], Meta(max_length=200)]
