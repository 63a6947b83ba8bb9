"""H1-H7: who a household is, who belongs to it, where it lives.

Facts of the world as a companion met them. Identity numbers, names and the address below the desa
are personal; the region code, year of birth and relation are what folds and figures need.
"""

from typing import Literal

from events.types.base import Body, Personal, event, exclusive, natural, register
from events.types.fields import (
    BirthDate,
    Block,
    Entity,
    Name,
    Nik,
    Reference,
    Region,
    Text,
    Unknown,
    Year,
)


class HouseholdRegisteredPersonal(Personal, frozen=True, kw_only=True):
    kampung: Name | None = None
    directions: Text | None = None


@event("household_registered", "H1", merge=exclusive(), personal=HouseholdRegisteredPersonal)
class HouseholdRegistered(Body, frozen=True, kw_only=True, gc=False):
    """`notice_given`: the family was told what is recorded and why."""

    head: Entity
    region: Region
    rt: Block | None = None
    rw: Block | None = None
    source: Literal["dtsen", "dtks", "pbdt", "musdes", "companion", "import"]
    source_ref: Reference | None = None
    notice_given: bool


class MemberAddedPersonal(Personal, frozen=True, kw_only=True):
    """`birth_date` is the day, `YYYY-MM-DD`; the year stands in the body."""

    name: Name
    known_as: Name | None = None
    nik: Nik | None = None
    birth_date: BirthDate | None = None


@event("member_added", "H2", merge=natural("member"), personal=MemberAddedPersonal)
class MemberAdded(Body, frozen=True, kw_only=True, gc=False):
    """The head has her own."""

    member: Entity
    nik_status: Literal["document_seen", "stated", "none", "in_process"]
    sex: Literal["l", "p"]
    birth_year: Year | Unknown
    relation: Literal[
        "kepala",
        "pasangan",
        "anak",
        "menantu",
        "cucu",
        "orang_tua_mertua",
        "famili_lain",
        "lainnya",
    ]
    marital: Literal["belum", "kawin", "cerai_hidup", "cerai_mati"] | None = None
    disability: Literal["none", "mild", "severe"] | None = None
    in_same_kk: bool


@event("member_left", "H3", merge=natural("member"))
class MemberLeft(Body, frozen=True, kw_only=True, gc=False):
    member: Entity
    reason: Literal["moved", "married", "other"]


@event("member_died", "H4", merge=natural("member"))
class MemberDied(Body, frozen=True, kw_only=True, gc=False):
    member: Entity
    proof: Literal["akta", "surat_desa", "stated"]


class HeadChangedPersonal(Personal, frozen=True, kw_only=True):
    new_no_kk: Nik | None = None


@event("head_changed", "H5", merge=exclusive("old_head"), personal=HeadChangedPersonal)
class HeadChanged(Body, frozen=True, kw_only=True, gc=False):
    old_head: Entity
    new_head: Entity
    reason: Literal["death", "divorce", "migration", "other"]


class IdentityVerifiedPersonal(Personal, frozen=True, kw_only=True):
    number: Nik


@event(
    "identity_verified", "H6", merge=register("member", "kind"), personal=IdentityVerifiedPersonal
)
class IdentityVerified(Body, frozen=True, kw_only=True, gc=False):
    member: Entity
    kind: Literal["nik", "kk"]
    how: Literal["ktp_seen", "kk_seen", "dukcapil_match", "dukcapil_mismatch"]


class AddressChangedPersonal(Personal, frozen=True, kw_only=True):
    kampung: Name | None = None


@event("address_changed", "H7", merge=register(), personal=AddressChangedPersonal)
class AddressChanged(Body, frozen=True, kw_only=True, gc=False):
    region: Region
    rt: Block | None = None
    rw: Block | None = None
    kind: Literal["within_desa", "other_desa", "other_kabupaten", "out_of_province"]
