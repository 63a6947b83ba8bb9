"""H8-H12, H16, H18, H22: what the programme gives, asks and does with a family.

Enrolment, the components that entitle, the commitments checked, the money received, visits,
group sessions, referrals and the payee.
"""

from datetime import date
from typing import Literal

from events.types.base import Body, Personal, event, natural, register, union
from events.types.fields import (
    Component,
    Count,
    Entity,
    Grade,
    Name,
    Period,
    Programme,
    Reference,
    Rupiah,
    Slug,
    Tranche,
    Year,
)


@event("programme_enrolled", "H8", merge=natural("programme", "cohort_year"))
class ProgrammeEnrolled(Body, frozen=True, kw_only=True, gc=False):
    """`amount_year` is the rupiah a year the decree grants."""

    programme: Programme
    kind: Literal["first", "readmitted"]
    cohort_year: Year
    decree_no: Reference | None = None
    amount_year: Rupiah | None = None


@event("component_recorded", "H9", merge=register("member", "component"))
class ComponentRecorded(Body, frozen=True, kw_only=True, gc=False):
    """Open from the first day of `starts` to the last of `ends`; `grade` is the school year."""

    member: Entity
    component: Component
    starts: Period
    ends: Period | None = None
    grade: Grade | None = None


class CommitmentVerifiedPersonal(Personal, frozen=True, kw_only=True):
    facility: Name | None = None


@event(
    "commitment_verified",
    "H10",
    merge=natural("member", "component", "month"),
    personal=CommitmentVerifiedPersonal,
)
class CommitmentVerified(Body, frozen=True, kw_only=True, gc=False):
    """Of the month `on`: `done` of `required`, where `excused` ones are asked of nobody."""

    member: Entity
    component: Component
    required: Count
    done: Count
    excused: Count | None = None
    unit: Literal["hari_sekolah", "pemeriksaan", "penimbangan", "imunisasi", "kunjungan"]


@event("assistance_received", "H11", merge=natural("programme", "year", "tranche"))
class AssistanceReceived(Body, frozen=True, kw_only=True, gc=False):
    programme: Programme
    year: Year
    tranche: Tranche
    amount: Rupiah
    received_by: Entity | None = None
    channel: Literal["bank_banten", "bjb", "bri", "pos", "other"]
    status: Literal["full", "partial", "not_received"]
    shortfall_reason: (
        Literal["deduction", "dormant_account", "card_held_by_other", "other"] | None
    ) = None


@event("household_visited", "H12", merge=union())
class HouseholdVisited(Body, frozen=True, kw_only=True, gc=False):
    """`next_visit` is what was promised."""

    kind: Literal["routine", "verification", "assessment", "aftercare"]
    outcome: Literal["met", "not_home", "moved", "flooded", "refused"]
    met_member: Entity | None = None
    place: Literal["home", "workplace", "posyandu", "school", "group"] | None = None
    aftercare: Literal["still_above", "slipping", "fell_back", "unknown"] | None = None
    next_visit: date | None = None


class SessionAttendedPersonal(Personal, frozen=True, kw_only=True):
    provider: Name | None = None


@event(
    "session_attended",
    "H16",
    merge=natural("session", "member"),
    personal=SessionAttendedPersonal,
)
class SessionAttended(Body, frozen=True, kw_only=True, gc=False):
    """`topic` of a p2k2 is health, parenting, finance, protection, welfare or stunting."""

    session: Entity
    kind: Literal["p2k2", "training"]
    topic: Slug
    member: Entity
    present: bool
    hours: Count | None = None


class ReferralUpdatedPersonal(Personal, frozen=True, kw_only=True):
    to: Name | None = None


@event("referral_updated", "H18", merge=register("referral"), personal=ReferralUpdatedPersonal)
class ReferralUpdated(Body, frozen=True, kw_only=True, gc=False):
    referral: Entity
    service: Literal[
        "nib",
        "kur",
        "ppse",
        "kube",
        "uep",
        "school",
        "puskesmas",
        "jkn",
        "dukcapil",
        "housing",
        "other",
    ]
    member: Entity | None = None
    state: Literal["made", "accepted", "done", "refused"]


@event("payee_set", "H22", merge=register())
class PayeeSet(Body, frozen=True, kw_only=True, gc=False):
    """The pengurus: who receives the aid."""

    member: Entity
    document: Reference | None = None
