"""Paper forms: which types have one, and their fields in the one order they are printed and typed.

A form that was filled in by pen is typed later, number by number, so order and numbers come from
here alone. Before: the fields of a type (`schema.py`). After: `jejak print form` draws them,
`jejak record --paper` asks for them. Ids that an entry first names are made by the device, and
indicators copied by it: nobody writes those by hand.
"""

from functools import cache
from typing import Final

from events.schema import FIRST_NAMED, FieldSpec, fields_of
from events.types import REGISTRY

_NO_CLAIM: Final = ("act", "decision")
"""What acts on another entry, or decides, is done where that is seen."""
_NOT_ON_PAPER: Final = ("survey_answered", "programme_enrolled", "session_attended")
"""Question sets are printed as the office wrote them; enrolment is the office's; a session has a
sheet for all."""
_LEFT_OUT: Final = (
    "evidence",
    "document",
    "about",
    "answered_by",
    "reply_to",
    "witness",
    "origin_session",
)
"""Digests, and ids of entries or officers, are never written by hand."""


@cache
def forms() -> tuple[str, ...]:
    """The types that have a form, in the order of the catalogue."""
    return tuple(
        name
        for name, spec in REGISTRY.items()
        if "household" in spec.streams
        and "pendamping" in spec.writers
        and spec.merge.kind not in _NO_CLAIM
        and name not in _NOT_ON_PAPER
    )


@cache
def form_fields(name: str) -> tuple[FieldSpec, ...]:
    """The fields of a form in their printed order; the first of them has number 1.

    Whom or what it is about comes first, then a name that must be there, a note at the end.
    """
    made = FIRST_NAMED.get(name, ())
    asked = (
        spec
        for spec in fields_of(name)
        if spec.name not in (*_LEFT_OUT, *made) and spec.kind != "mapping"
    )
    return tuple(sorted(asked, key=_rank))


def _rank(spec: FieldSpec) -> int:
    if spec.name == "note":
        return 3
    if spec.kind == "uuid":
        return 0
    return 1 if spec.personal and spec.required else 2
