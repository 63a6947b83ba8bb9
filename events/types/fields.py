"""The kinds of fields that bodies are made of, and the choices that several types share.

A kind says what a field *is* (an id, rupiah, a month), as far as a decoder can check it in one
pass; what is plausible is judged by `events/check/`. Anything that could name a person or is
free text is no field of a body but of the personal part.
"""

from typing import Annotated, Literal, NewType

from msgspec import Meta

from events.ids import ActorId, DeviceId, EventId, HouseholdId

EntityId = NewType("EntityId", str)
RegionCode = NewType("RegionCode", str)
Sha256Hex = NewType("Sha256Hex", str)

INT_MAX = 2**53 - 1
"""What a browser's number holds exactly."""

# Each `kind` names what a field is, for the command line, the JSON Schema and the checks.


def _text(kind: str, shortest: int, longest: int, **schema: str) -> Meta:
    return Meta(
        min_length=shortest,
        max_length=longest,
        extra={"kind": kind},
        extra_json_schema=dict(schema) or None,
    )


def _number(kind: str, lowest: int, highest: int) -> Meta:
    return Meta(ge=lowest, le=highest, extra={"kind": kind})


# --- ids: only their length is checked here, since decoding every line has a budget ---------------
_UUID = _text("uuid", 36, 36, format="uuid")

Entity = Annotated[EntityId, _UUID]
"""A member, enterprise, session, order, product, buyer, proposal, referral …"""
Household = Annotated[HouseholdId, _UUID]
Actor = Annotated[ActorId, _UUID]
EventRef = Annotated[EventId, _text("event", 32, 32, pattern="^[0-9a-f]{32}$")]
Device = Annotated[DeviceId, _text("device", 32, 32, pattern="^[0-9a-f]{32}$")]
About = Annotated[str, _text("about", 32, 36)]
"""An event's id, or the id of an entity (a proposal, a member, an enterprise)."""
Digest = Annotated[Sha256Hex, _text("digest", 64, 64, pattern="^[0-9a-f]{64}$")]
PublicKey = Annotated[str, _text("key", 43, 43, pattern="^[A-Za-z0-9_-]{43}$")]
"""32 bytes in base64url without padding."""

# --- numbers and dates ----------------------------------------------------------------------------
Count = Annotated[int, _number("count", 0, INT_MAX)]
Rupiah = Annotated[int, _number("rupiah", 0, INT_MAX)]
Percent = Annotated[int, _number("percent", 0, 100)]
Year = Annotated[int, _number("year", 1000, 9999)]
Tranche = Annotated[int, _number("count", 1, 4)]
Grade = Annotated[int, _number("count", 1, 12)]
Whole = Annotated[int, _number("number", -INT_MAX, INT_MAX)]
Period = Annotated[str, _text("period", 4, 10)]
"""A day, month or year in the form of `on`."""
Month = Annotated[str, _text("month", 7, 7, pattern="^[0-9]{4}-[0-9]{2}$")]

# --- codes ----------------------------------------------------------------------------------------
Region = Annotated[RegionCode, _text("region", 2, 13)]
Slug = Annotated[str, _text("slug", 1, 40, pattern="^[a-z][a-z0-9_]*$")]
"""A lower_snake_case word of an open list: a kind of enterprise, a training."""
Code = Annotated[str, _text("code", 1, 40)]
"""A name such as `R1` or `BANTEN-GRAD/1`, made by the programme."""
Reference = Annotated[str, _text("reference", 1, 80)]
"""The number of a document or decree: letters, digits and `./- `, never a sentence."""
Citation = Annotated[str, _text("words", 1, 300)]
"""Public words of the programme itself, about no person: a label, a source."""
ConflictKey = Annotated[str, _text("conflict", 1, 240)]
FieldPath = Annotated[str, _text("path", 1, 80)]
"""A field of a body, `sales.0.quantity` inside a list, or `on`."""
Block = Annotated[str, _text("block", 3, 3, pattern="^[0-9]{3}$")]
"""Three digits of an RT or RW."""
Kbli = Annotated[str, _text("kbli", 5, 5, pattern="^[0-9]{5}$")]

# --- personal words -------------------------------------------------------------------------------
Name = Annotated[str, _text("words", 1, 200)]
Number = Annotated[str, _text("words", 1, 40)]
Text = Annotated[str, _text("words", 1, 4000)]
BirthDate = Annotated[str, _text("period", 10, 10, format="date")]
Nik = Annotated[str, _text("nik", 1, 40)]

# --- values that are not known -------------------------------------------------------------------
Unknown = Literal["unknown"]
NotSaid = Literal["unknown", "declined"]
"""`declined`: the family would rather not say; never counts against it."""

Item = Whole | str | dict[str, bool | Whole | str | None]
Value = bool | Whole | str | tuple[Item, ...] | None
"""Any value a field can have, for a correction; None where the field was, or becomes, absent."""
Answer = bool | Whole | Annotated[str, Meta(max_length=80)] | tuple[Slug, ...]

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
