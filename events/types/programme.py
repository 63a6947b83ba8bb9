"""The programme stream: what every device of a log needs, and no family's secret.

Who may act, which parameters hold when, which rules judge, which regions there are, which question
sets the office adds without a release.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, field

from events.types.base import Body, Part, Personal, StreamKind, event, natural, register
from events.types.fields import Actor, Citation, Code, Count, Name, Region, Role, Slug, Whole

_STREAM: tuple[StreamKind, ...] = ("programme",)
_KEEPERS: tuple[Role, ...] = ("admin", "province")


class ActorRegisteredPersonal(Personal, frozen=True, kw_only=True):
    name: Name


@event(
    "actor_registered",
    "P1",
    merge=register("actor"),
    writers=("admin", "province", "koordinator_kabupaten"),
    personal=ActorRegisteredPersonal,
    streams=_STREAM,
)
class ActorRegistered(Body, frozen=True, kw_only=True, gc=False):
    """A person who acts, with the role and the region it holds in from `on`."""

    actor: Actor
    role: Role
    region: Region


@event(
    "parameter_set",
    "P2",
    merge=natural("name", "region", "valid_from"),
    writers=_KEEPERS,
    streams=_STREAM,
)
class ParameterSet(Body, frozen=True, kw_only=True, gc=False):
    """A figure the rules use, in its own unit (rupiah, percent, years), and who published it."""

    name: Slug
    region: Region
    valid_from: date
    valid_to: date | None = None
    value: Whole
    source: Citation


class Rule(Part, frozen=True, kw_only=True, gc=False):
    """One indicator: `check` names the test the fold knows, `settings` are its numbers."""

    id: Code
    weight: Literal["must", "support", "option"]
    route: Literal["mandiri", "alamiah"] | None = None
    check: Slug
    fresh_months: Count | None = None
    settings: dict[Slug, int] = field(default_factory=dict)


@event(
    "rule_set_published",
    "P3",
    merge=natural("rule_set"),
    writers=_KEEPERS,
    streams=_STREAM,
)
class RuleSetPublished(Body, frozen=True, kw_only=True, gc=False):
    """Valid from `on`. A rule without `route` holds for both."""

    rule_set: Code
    rules: Annotated[tuple[Rule, ...], Meta(min_length=1, max_length=40)]
    supports_needed: Count | None = None
    supports_failed_max: Count | None = None


@event(
    "region_changed",
    "P4",
    merge=register("code"),
    writers=_KEEPERS,
    streams=_STREAM,
)
class RegionChanged(Body, frozen=True, kw_only=True, gc=False):
    """A region is there from `on`, or has a new name; old events keep the code it `replaces`."""

    code: Region
    name: Citation
    replaces: tuple[Region, ...] = ()


class Choice(Part, frozen=True, kw_only=True, gc=False):
    code: Slug
    label_id: Citation
    label_en: Citation | None = None


class Condition(Part, frozen=True, kw_only=True, gc=False):
    """What an earlier question must have been answered: one of these, or a number in bounds."""

    question: Slug
    any_of: tuple[bool | Slug, ...] = ()
    at_least: Whole | None = None
    at_most: Whole | None = None


class Question(Part, frozen=True, kw_only=True, gc=False):
    """`text` is answered in the personal part; `choices` takes several codes, `choice` one.

    Asked when every condition of `asked_if` holds. A number lies from `lowest` to `highest`.
    """

    code: Slug
    kind: Literal["yes_no", "number", "rupiah", "choice", "choices", "date", "text"]
    label_id: Citation
    label_en: Citation | None = None
    choices: tuple[Choice, ...] = ()
    required: bool = False
    unit_id: Citation | None = None
    unit_en: Citation | None = None
    lowest: Whole | None = None
    highest: Whole | None = None
    asked_if: tuple[Condition, ...] = ()


@event(
    "survey_defined",
    "P5",
    merge=natural("survey", "version"),
    writers=_KEEPERS,
    streams=_STREAM,
)
class SurveyDefined(Body, frozen=True, kw_only=True, gc=False):
    survey: Slug
    version: Count
    questions: Annotated[tuple[Question, ...], Meta(min_length=1, max_length=60)]
