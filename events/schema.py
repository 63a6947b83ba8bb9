"""What fields a type has, for whoever asks a person for them: command line, forms, other programs.

Derived from the bodies themselves, so that nothing is described twice. Before: `events/types`.
After: `events/form.py` reads what a person typed, `jejak record` makes its options, the office
publishes the JSON Schema.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from events.types import REGISTRY

Kind = Literal[
    "uuid",
    "event",
    "device",
    "about",
    "digest",
    "key",
    "count",
    "rupiah",
    "percent",
    "year",
    "number",
    "truth",
    "day",
    "period",
    "month",
    "region",
    "slug",
    "code",
    "reference",
    "block",
    "kbli",
    "nik",
    "words",
    "path",
    "conflict",
    "choice",
    "part",
    "mapping",
    "value",
]

UNKNOWNS: Final = ("unknown", "declined")


FIRST_NAMED: Final[Mapping[str, tuple[str, ...]]] = {
    "household_registered": ("head",),
    "member_added": ("member",),
    "enterprise_started": ("enterprise",),
    "order_received": ("order",),
    "constraint_noted": ("constraint",),
    "session_attended": ("session",),
    "referral_updated": ("referral",),
    "graduation_proposed": ("proposal",),
    "exit_proposed": ("proposal",),
    "households_merged": ("act",),
    "household_split": ("act", "new_household"),
    "actor_registered": ("actor",),
}
"""Fields whose id is made when it is not given: the entry is what first names that thing."""


class FieldSpec(Struct, frozen=True, kw_only=True):
    """One field of a type.

    `choices` in the order of the catalogue; `unknowns` are the words that may stand in place of a
    value; `part` are the fields of one item when the kind is `part`. `unit` is `rp`, `percent`,
    `m2`, `m` or `hours`, where the number has one.
    """

    name: str
    kind: Kind
    required: bool
    repeated: bool = False
    personal: bool = False
    choices: tuple[str | int, ...] = ()
    unknowns: tuple[str, ...] = ()
    lowest: int | None = None
    highest: int | None = None
    unit: str | None = None
    part: tuple["FieldSpec", ...] = ()


@cache
def fields_of(name: str) -> tuple[FieldSpec, ...]:
    """The fields of a type: those of the body in catalogue order, then the personal ones.

    Errors: KeyError for a type that is not in the registry.
    """
    known = REGISTRY[name]
    body = _fields_in(known.body, personal=False)
    personal = _fields_in(known.personal_type, personal=True)
    own = tuple(spec for spec in body if spec.name != "evidence")
    named = {spec.name for spec in own}
    return (
        *own,
        *(spec for spec in personal if spec.name not in (*named, "note")),
        *(spec for spec in personal if spec.name == "note"),
        *(spec for spec in body if spec.name == "evidence"),
    )


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a type's body and personal part, as one object of both."""
    known = REGISTRY[name]
    (body, personal), parts = msgspec.json.schema_components(
        (known.body, known.personal_type), ref_template="#/$defs/{name}"
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"jejak:{name}/{known.tv}",
        "title": name,
        "type": "object",
        "properties": {
            "type": {"const": name},
            "tv": {"const": known.tv},
            "body": body,
            "personal": personal,
        },
        "required": ["type", "tv", "body"],
        "$defs": parts,
    }


def _fields_in(struct: type[Struct], *, personal: bool) -> tuple[FieldSpec, ...]:
    return tuple(
        _field(field.encode_name, field.type, required=field.required, personal=personal)
        for field in msgspec.structs.fields(struct)
    )


def _field(name: str, annotation: object, *, required: bool, personal: bool) -> FieldSpec:
    """A field's description, read off its annotation: `X | Literal[words] | None` or a tuple."""
    words, rest = _options(annotation)
    if len(rest) > 1:
        return FieldSpec(name=name, kind="value", required=required, personal=personal)
    base, metas = _bare(rest[0]) if rest else (None, [])
    if get_origin(base) is tuple:
        item = _field(name, get_args(base)[0], required=required, personal=personal)
        unknowns = (*item.unknowns, *(word for word in UNKNOWNS if word in words))
        return msgspec.structs.replace(item, repeated=True, unknowns=unknowns)
    kind = _kind(base, metas)
    bounds = next((meta for meta in metas if meta.ge is not None), None)
    return FieldSpec(
        name=name,
        kind=kind,
        required=required,
        personal=personal,
        choices=tuple(word for word in words if word not in UNKNOWNS),
        unknowns=tuple(word for word in UNKNOWNS if word in words),
        lowest=int(bounds.ge) if bounds and bounds.ge is not None else None,
        highest=int(bounds.le) if bounds and bounds.le is not None else None,
        unit=_unit(name, kind),
        part=_fields_in(base, personal=personal) if base is not None and kind == "part" else (),
    )


def _options(annotation: object) -> tuple[tuple[str | int, ...], list[Any]]:
    """The words of a union's literals in order, and its other members but None."""
    words: tuple[str | int, ...] = ()
    rest: list[Any] = []
    is_union = get_origin(annotation) in (Union, UnionType)
    for option in get_args(annotation) if is_union else (annotation,):
        if get_origin(option) is Literal:
            words += get_args(option)
        elif option is not type(None):
            rest.append(option)
    return words, rest


def _bare(annotation: Any) -> tuple[Any, list[Meta]]:
    if get_origin(annotation) is Annotated:
        base, *metas = get_args(annotation)
        return base, [meta for meta in metas if isinstance(meta, Meta)]
    return annotation, []


def _kind(base: Any, metas: list[Meta]) -> Kind:
    for meta in metas:
        if meta.extra is not None:
            named: Kind = meta.extra["kind"]
            return named
    if get_origin(base) is dict:
        return "mapping"
    if base is None:
        return "choice"
    if base is bool:
        return "truth"
    if base is date:
        return "day"
    assert issubclass(base, Struct), f"{base} says nothing of its kind"
    return "part"


def _unit(name: str, kind: Kind) -> str | None:
    if kind == "rupiah":
        return "rp"
    if kind == "percent":
        return "percent"
    return {"floor_m2": "m2", "waste_distance_m": "m", "hours": "hours"}.get(name)
