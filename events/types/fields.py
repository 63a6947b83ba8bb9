"""The kinds of fields that bodies are made of, and the choices that several types share.

A kind says what a field *is* (an id, rupiah, a month), as far as a decoder can check it in one
pass; what is plausible is judged by `events/check.py`. Anything that could name a person or is
free text is no field of a body but of the personal part.
"""

from datetime import date
from typing import Annotated, Literal, NewType

from msgspec import Meta

from events.ids import ActorId, DeviceId, EventId, HouseholdId

EntityId = NewType("EntityId", str)
RegionCode = NewType("RegionCode", str)
Sha256Hex = NewType("Sha256Hex", str)

INT_MAX = 2**53 - 1
"""What a browser's number holds exactly."""

# --- ids: only their length is checked here, since decoding every line has a budget --------------
_UUID = Meta(min_length=36, max_length=36)
_HEX_16 = Meta(min_length=32, max_length=32)

Entity = Annotated[EntityId, _UUID]
"""A member, enterprise, session, order, product, buyer, proposal, referral …"""
Household = Annotated[HouseholdId, _UUID]
Actor = Annotated[ActorId, _UUID]
EventRef = Annotated[EventId, _HEX_16]
Device = Annotated[DeviceId, _HEX_16]
About = Annotated[str, Meta(min_length=32, max_length=36)]
"""An event's id, or the id of an entity (a proposal, a member, an enterprise)."""
Digest = Annotated[Sha256Hex, Meta(min_length=64, max_length=64)]
PublicKey = Annotated[str, Meta(min_length=43, max_length=43)]
"""32 bytes in base64url without padding."""

# --- numbers and dates ---------------------------------------------------------------------------
Count = Annotated[int, Meta(ge=0, le=INT_MAX)]
Rupiah = Annotated[int, Meta(ge=0, le=INT_MAX)]
Percent = Annotated[int, Meta(ge=0, le=100)]
Year = Annotated[int, Meta(ge=1000, le=9999)]
Tranche = Annotated[int, Meta(ge=1, le=4)]
Grade = Annotated[int, Meta(ge=1, le=12)]
Day = date
Period = Annotated[str, Meta(min_length=4, max_length=10)]
"""A day, month or year in the form of `on`."""
Month = Annotated[str, Meta(min_length=7, max_length=7)]

# --- codes and words -----------------------------------------------------------------------------
Region = Annotated[RegionCode, Meta(min_length=2, max_length=13)]
Slug = Annotated[str, Meta(min_length=1, max_length=40)]
"""A lower_snake_case word of an open list: a kind of enterprise, a training."""
Reference = Annotated[str, Meta(min_length=1, max_length=80)]
"""The number of a document or decree: letters, digits and `./- `, never a sentence."""
Citation = Annotated[str, Meta(min_length=1, max_length=300)]
"""Public words of the programme itself, about no person: a label, a source."""
ConflictKey = Annotated[str, Meta(min_length=1, max_length=240)]
FieldPath = Annotated[str, Meta(min_length=1, max_length=80)]
"""A field of a body, `sales.0.quantity` inside a list, or `on`."""
Block = Annotated[str, Meta(min_length=3, max_length=3)]
"""Three digits of an RT or RW."""

# --- personal words ------------------------------------------------------------------------------
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Number = Annotated[str, Meta(min_length=1, max_length=40)]
Text = Annotated[str, Meta(min_length=1, max_length=4000)]

# --- values that are not known -------------------------------------------------------------------
Unknown = Literal["unknown"]
NotSaid = Literal["unknown", "declined"]
"""`declined`: the family would rather not say; never counts against it."""

Item = int | str | dict[str, bool | int | str | None]
Value = bool | int | str | tuple[Item, ...] | None
"""Any value a field can have, for a correction; None where the field was, or becomes, absent."""
Answer = bool | int | Annotated[str, Meta(max_length=80)] | tuple[Slug, ...]

# --- choices shared by several types -------------------------------------------------------------
Role = Literal[
    "pendamping",
    "operator",
    "koordinator_kecamatan",
    "koordinator_kabupaten",
    "province",
    "auditor",
    "admin",
]
Basis = Literal["document", "observed", "book", "stated", "estimated", "paper", "imported"]
Late = Literal[
    "no_signal",
    "paper_first",
    "told_late",
    "phone_lost",
    "family_away",
    "illness",
    "disaster",
    "forgotten",
    "other",
]
Programme = Literal["jamsosratu", "pkh", "other"]
Component = Literal["hamil_nifas", "usia_dini", "sd", "smp", "sma", "lansia", "disabilitas_berat"]
Unit = Literal["pcs", "kg", "pack", "porsi", "other"]
CapitalSource = Literal[
    "own",
    "family",
    "kur",
    "ppse_pena",
    "kube",
    "uep",
    "koperasi",
    "arisan",
    "rentenir",
    "buyer_advance",
]
IndicatorVerdict = Literal["met", "not_met", "unknown", "disputed", "stale", "not_applicable"]
ExitReason = Literal[
    "non_commitment",
    "duplicate",
    "data_invalid",
    "no_component",
    "out_of_province",
    "no_member",
    "own_request",
]
