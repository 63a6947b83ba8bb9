"""C1-C4, A1-A8: corrections, and what coordinators decide about households.

They act on the event, key or household they name and never change a line: what was written stays,
with what was said of it. A merge or split is written in every stream it touches, with one `act`.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from events.types.base import (
    COORDINATORS,
    FIELD_ROLES,
    OFFICE_ROLES,
    Body,
    Personal,
    StreamKind,
    act,
    decision,
    event,
    natural,
    register,
)
from events.types.fields import (
    Actor,
    ConflictKey,
    Entity,
    EventRef,
    ExitReason,
    FieldPath,
    Household,
    Programme,
    Reference,
    Rupiah,
    Text,
    Tranche,
    Value,
    Year,
)

_TOUCHED: tuple[StreamKind, ...] = ("household", "programme")
_CORRECTORS = (*FIELD_ROLES, "province", "admin")
_DECIDERS = (*COORDINATORS, "province")


class FactCorrectedPersonal(Personal, frozen=True, kw_only=True):
    """`old` and `new` of a personal field stand here, and then not in the body."""

    old: Value = None
    new: Value = None


@event(
    "fact_corrected",
    "C1",
    merge=act("target"),
    writers=_CORRECTORS,
    personal=FactCorrectedPersonal,
    streams=_TOUCHED,
)
class FactCorrected(Body, frozen=True, kw_only=True, gc=False):
    """`field` is a path (`sales.0.quantity`) or `on`; an absent `old` or `new` is an absent value.

    `replaces` names the earlier correction this one corrects. Takes effect at once.
    """

    target: EventRef
    field: FieldPath
    old: Value = None
    new: Value = None
    replaces: EventRef | None = None
    reason: Literal["typo", "misheard", "wrong_unit", "wrong_month", "document_seen", "other"]


@event("event_voided", "C2", merge=act("target"), writers=_CORRECTORS, streams=_TOUCHED)
class EventVoided(Body, frozen=True, kw_only=True, gc=False):
    """By the author or a coordinator; the event stays visible, struck through."""

    target: EventRef
    reason: Literal["wrong_household", "duplicate", "not_true"]


class ReasonGiven(Personal, frozen=True, kw_only=True):
    reason: Text


@event(
    "conflict_resolved",
    "C3",
    merge=act("conflict"),
    writers=("pendamping", *_DECIDERS, "admin"),
    personal=ReasonGiven,
    streams=_TOUCHED,
)
class ConflictResolved(Body, frozen=True, kw_only=True, gc=False):
    """`conflict` is the key of a conflict, or `correction:<event id>` to confirm a correction."""

    conflict: ConflictKey
    kept: EventRef
    others: Annotated[tuple[EventRef, ...], Meta(max_length=100)]
    rule: Literal[
        "document", "observed_over_stated", "later_fact", "responsible_companion", "supervisor"
    ]


@event(
    "entry_reviewed",
    "C4",
    merge=act("target"),
    writers=(*_DECIDERS, "admin"),
    personal=ReasonGiven,
    streams=_TOUCHED,
)
class EntryReviewed(Body, frozen=True, kw_only=True, gc=False):
    target: EventRef
    outcome: Literal["accepted", "returned"]


@event("companion_assigned", "A1", merge=decision(), writers=_DECIDERS)
class CompanionAssigned(Body, frozen=True, kw_only=True, gc=False):
    companion: Actor
    effective_on: date
    reason: Literal["new", "leave", "balance", "moved"]


class ReasonMayBeGiven(Personal, frozen=True, kw_only=True):
    reason: Text | None = None


@event(
    "households_merged",
    "A2",
    merge=decision("act"),
    writers=_DECIDERS,
    personal=ReasonMayBeGiven,
)
class HouseholdsMerged(Body, frozen=True, kw_only=True, gc=False):
    """`merged` becomes an alias of `survivor`, the one enrolled earlier."""

    act: Entity
    survivor: Household
    merged: Household
    basis: Literal["same_nik", "same_kk", "same_people"] | None = None


@event(
    "households_unmerged",
    "A3",
    merge=decision("act"),
    writers=_DECIDERS,
    personal=ReasonMayBeGiven,
)
class HouseholdsUnmerged(Body, frozen=True, kw_only=True, gc=False):
    """Undoes the merge of the same `act`: both are as before."""

    act: Entity
    survivor: Household
    merged: Household
    basis: Literal["same_nik", "same_kk", "same_people"] | None = None


@event("household_split", "A4", merge=decision("act"), writers=_DECIDERS)
class HouseholdSplit(Body, frozen=True, kw_only=True, gc=False):
    """`members` go to `new_household` from `on`; past facts stay where they were written."""

    act: Entity
    new_household: Household
    members: Annotated[tuple[Entity, ...], Meta(min_length=1, max_length=50)]
    reason: Literal["married", "divorce", "other"]
    programme_stays_with: Household


@event("exit_proposed", "A5", merge=decision("proposal"), writers=("pendamping", *_DECIDERS))
class ExitProposed(Body, frozen=True, kw_only=True, gc=False):
    proposal: Entity
    programme: Programme
    reason: ExitReason
    document: Reference | None = None
    family_notified: date | None = None


@event("programme_exited", "A6", merge=decision("proposal"), writers=_DECIDERS)
class ProgrammeExited(Body, frozen=True, kw_only=True, gc=False):
    """By another person than the proposer."""

    proposal: Entity
    effective_on: date
    reason: ExitReason


_IMPORTERS = ("operator", *OFFICE_ROLES)


@event(
    "payment_ordered",
    "A7",
    merge=natural("programme", "year", "tranche", "list_no"),
    writers=_IMPORTERS,
)
class PaymentOrdered(Body, frozen=True, kw_only=True, gc=False):
    """A row of the decree's list, imported; compared with what the family says it received."""

    programme: Programme
    year: Year
    tranche: Tranche
    amount: Rupiah
    list_no: Reference
    payee: Entity | None = None


@event(
    "payment_reported",
    "A8",
    merge=register("programme", "year", "tranche", "list_no"),
    writers=_IMPORTERS,
)
class PaymentReported(Body, frozen=True, kw_only=True, gc=False):
    """A row of the bank's report, imported; failed today, it may be paid later."""

    programme: Programme
    year: Year
    tranche: Tranche
    amount: Rupiah
    list_no: Reference
    payee: Entity | None = None
    status: Literal["paid", "failed", "returned"]
    paid_on: date | None = None
