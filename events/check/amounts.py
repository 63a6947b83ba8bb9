"""Figures that cannot be: larger than anything a family or its enterprise could have meant.

Devices refuse them before writing, folds flag them in events that are there (`implausible`).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from events import limits
from events.problems import Problem
from events.schema import FieldSpec, fields_of
from events.types import Body
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
