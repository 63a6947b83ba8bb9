"""Figures that cannot be: larger than anything a family or its enterprise could have meant.

Before: a body. After: devices refuse such figures before writing (`events/check`), folds flag them
in events that are there (`events/folds/doubts.py`); both by the bounds that stand here.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

import msgspec

from events import limits
from events.problems import Problem
from events.schema import FieldSpec, fields_of
from events.types import CATALOGUE, Body
from events.words import rupiah

_QUANTITIES: Final = frozenset(("quantity",))
_HEADS: Final = frozenset(("paid", "unpaid_family", "women"))


def implausible(body: Body) -> list[Problem]:
    """The figures of a body beyond their bound in `events/limits.py`."""
    return [
        _too_large(spec, value, highest)
        for spec, value in _figures(fields_of(body.type), msgspec.to_builtins(body))
        if (highest := _highest(spec)) is not None and value > highest
    ]


def is_implausible(body: Body) -> bool:
    """Whether `implausible` finds anything; asked of every entry of a household, so it is quick."""
    plain, listed = _bounds(body.__class__)
    for name, highest in plain:
        value = getattr(body, name)
        if value.__class__ is int and value > highest:
            return True
    for name, bounds in listed:
        parts = getattr(body, name)  # a word where the family would not say
        if parts.__class__ is tuple and any(
            value.__class__ is int and value > highest
            for part in parts
            for inner, highest in bounds
            if (value := getattr(part, inner)) is not None
        ):
            return True
    return False


_Bound = tuple[str, int]


@cache
def _bounds(
    kind: type[Body],
) -> tuple[tuple[_Bound, ...], tuple[tuple[str, tuple[_Bound, ...]], ...]]:
    """The bounds of a type's own figures, and of those in each of its lists of parts."""
    specs = fields_of(kind.type)
    parts = [(spec.name, _bounds_in(spec.part)) for spec in specs if spec.kind == "part"]
    return _bounds_in(specs), tuple((name, bounds) for name, bounds in parts if bounds)


def _bounds_in(specs: Iterable[FieldSpec]) -> tuple[_Bound, ...]:
    return tuple((spec.name, highest) for spec in specs if (highest := _highest(spec)) is not None)


def _figures(
    specs: tuple[FieldSpec, ...], fields: Mapping[str, Any]
) -> Iterator[tuple[FieldSpec, int]]:
    """Every number of a body with its field, those inside lists too."""
    for spec in specs:
        value = fields.get(spec.name)
        for item in value if spec.repeated and isinstance(value, tuple) else (value,):
            if spec.kind == "part" and isinstance(item, dict):
                yield from _figures(spec.part, item)
            elif isinstance(item, int) and not isinstance(item, bool):
                yield spec, item


def _highest(spec: FieldSpec) -> int | None:
    if spec.kind == "rupiah":
        return limits.RUPIAH_MAX
    if spec.name in _QUANTITIES:
        return limits.QUANTITY_MAX
    return limits.WORKERS_MAX if spec.name in _HEADS else None


def _too_large(spec: FieldSpec, value: int, highest: int) -> Problem:
    if spec.kind == "rupiah":
        shown = (rupiah(value), rupiah(value, "en"))
        bound = (rupiah(highest), rupiah(highest, "en"))
        return Problem("implausible_amount", spec.name, values={"given": shown, "highest": bound})
    return Problem("implausible_amount", spec.name, values={"given": value, "highest": highest})


WITH_FIGURES: Final[frozenset[type[Body]]] = frozenset(
    body for body in CATALOGUE if any(_bounds(body))
)
"""Types with a figure that has a bound; no other one can be implausible."""
