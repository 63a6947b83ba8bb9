"""H17, H19-H21, H23-H25: what is agreed, asked for, proposed and decided.

The way out of assistance: a plan with the family, its own request, the companion's proposal with a
frozen copy of what the fold said, and the decisions of kabupaten and province. Free words (a
reason, a statement, a note) are personal.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, field

from events.types.base import COORDINATORS, Body, Part, Personal, decision, event, register, union
from events.types.fields import (
    About,
    Actor,
    Code,
    Count,
    Entity,
    EventRef,
    IndicatorVerdict,
    Reference,
    Text,
    Whole,
)


class Goal(Part, frozen=True, kw_only=True, gc=False):
    """To be reached `by` that day; `target` is rupiah for `saving`, else a number of things."""

    goal: Literal["care", "saving", "market", "house", "school", "other"]
    member: Entity | None = None
    target: Count | None = None
    by: date | None = None


@event("plan_agreed", "H17", merge=register())
class PlanAgreed(Body, frozen=True, kw_only=True, gc=False):
    goals: Annotated[tuple[Goal, ...], Meta(max_length=30)]
    family_signed: bool


@event("graduation_requested", "H19", merge=union())
class GraduationRequested(Body, frozen=True, kw_only=True, gc=False):
    """An oral one needs a witness. `withdrawn` takes back what was asked before."""

    requester: Entity
    statement: Literal["signed", "thumbprint", "oral"]
    witness: Actor | None = None
    withdrawn: bool | None = None


class IndicatorCopy(Part, frozen=True, kw_only=True, gc=False):
    """What the fold said of one indicator when the proposal was written."""

    id: Code
    verdict: IndicatorVerdict
    value: Whole | Annotated[str, Meta(max_length=40)] | None = None
    threshold: Whole | Annotated[str, Meta(max_length=40)] | None = None
    evidence: Annotated[tuple[EventRef, ...], Meta(max_length=100)] = ()


@event("graduation_proposed", "H20", merge=decision("proposal"), writers=("pendamping",))
class GraduationProposed(Body, frozen=True, kw_only=True, gc=False):
    proposal: Entity
    route: Literal["mandiri", "alamiah"]
    rule_set: Code
    as_of: date
    indicators: Annotated[tuple[IndicatorCopy, ...], Meta(max_length=40)]


class GraduationDecidedPersonal(Personal, frozen=True, kw_only=True):
    reason: Text


@event(
    "graduation_decided",
    "H21",
    merge=decision("proposal", "level"),
    writers=("koordinator_kabupaten", "province"),
    personal=GraduationDecidedPersonal,
)
class GraduationDecided(Body, frozen=True, kw_only=True, gc=False):
    proposal: Entity
    level: Literal["kabupaten", "province"]
    decision: Literal["approved", "returned", "rejected"]
    effective_on: date | None = None
    decree_no: Reference | None = None
    document: Reference | None = None


@event("consent_recorded", "H23", merge=register("purpose"))
class ConsentRecorded(Body, frozen=True, kw_only=True, gc=False):
    purpose: Literal["story", "photo", "referral"]
    given: bool
    document: Reference | None = None


class FamilyStatementPersonal(Personal, frozen=True, kw_only=True):
    words: Text | None = None


@event(
    "family_statement",
    "H24",
    merge=union(),
    personal=FamilyStatementPersonal,
)
class FamilyStatement(Body, frozen=True, kw_only=True, gc=False):
    """May be taken by an operator, not only by the person complained about."""

    about: About | None = None
    stance: Literal["agrees", "objects", "asks", "complains"]
    answered_by: EventRef | None = None


class NoteWrittenPersonal(Personal, frozen=True, kw_only=True):
    text: Text


@event(
    "note_written",
    "H25",
    merge=union(),
    writers=("pendamping", "operator", *COORDINATORS, "province"),
    personal=NoteWrittenPersonal,
)
class NoteWritten(Body, frozen=True, kw_only=True, gc=False):
    about: About | None = None
    reply_to: EventRef | None = None
    for_: Literal["companion", "koordinator"] | None = field(name="for", default=None)
    state: Literal["open", "done"] | None = None
