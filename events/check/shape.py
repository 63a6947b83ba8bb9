"""Values out of their form that a decoder lets pass: ids, region codes, slugs, numbers of papers.

A decoder reads every line of the log and only counts characters; here is the form itself, looked
at once, before the event is written.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from events import dates, limits
from events.form import bad_value
from events.ids import is_hex_id, is_uuid7
from events.nik import is_number
from events.problems import Problem
from events.regions import Regions, is_region
from events.schema import FieldSpec, Kind

_SLUG: Final = re.compile(r"[a-z][a-z0-9_]*")
_REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./:_-]*")
_SENTENCE_WORDS: Final = 5
"""A number of a paper has fewer words: `463 / 123 / Dinsos`; a sentence belongs into the note."""


def misshapen(specs: tuple[FieldSpec, ...], fields: Mapping[str, Any]) -> list[Problem]:
    """The problems with the form of the values; `fields` are builtins, absent ones left out."""
    return [
        problem
        for spec, value in _values(specs, fields)
        if isinstance(value, str)
        and value not in spec.unknowns
        and (problem := _misshapen(spec, value)) is not None
    ]


def unknown_regions(
    specs: tuple[FieldSpec, ...], fields: Mapping[str, Any], regions: Regions | None
) -> list[Problem]:
    """Warnings for codes this device does not know: a desa may be newer than its list."""
    return [
        Problem("unknown_region", spec.name, "warn", {"given": value})
        for spec, value in _values(specs, fields)
        if spec.kind == "region" and value is not None and regions and not regions.knows(value)
    ]


def _values(specs: tuple[FieldSpec, ...], fields: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    for spec in specs:
        value = fields.get(spec.name)
        for item in value if spec.repeated and isinstance(value, list | tuple) else (value,):
            if spec.kind == "part" and isinstance(item, dict):
                yield from _values(spec.part, item)
            else:
                yield spec, item


def _misshapen(spec: FieldSpec, value: str) -> Problem | None:
    test = _TESTS.get(spec.kind)
    return None if test is None or test(value) else _problem(spec, value)


def _problem(spec: FieldSpec, value: str) -> Problem:
    code = _CODES.get(spec.kind)
    if code is None:
        return bad_value(spec, value)
    example = "konveksi" if spec.kind == "slug" else ""
    return Problem(code, spec.name, values={"given": value[:60], "example": example})


def is_slug(text: str) -> bool:
    """True for one lower_snake_case word."""
    return _SLUG.fullmatch(text) is not None


def _is_period(text: str) -> bool:
    try:
        first, _ = dates.interval(text)
    except ValueError:
        return False
    return first.year >= limits.YEAR_MIN


def _is_reference(text: str) -> bool:
    return _REFERENCE.fullmatch(text) is not None and len(text.split()) <= _SENTENCE_WORDS


_TESTS: Final[Mapping[Kind, Callable[[str], bool]]] = {
    "uuid": is_uuid7,
    "event": is_hex_id,
    "device": is_hex_id,
    "about": lambda text: is_uuid7(text) or is_hex_id(text),
    "digest": lambda text: re.fullmatch(r"[0-9a-f]{64}", text) is not None,
    "key": lambda text: re.fullmatch(r"[A-Za-z0-9_-]{43}", text) is not None,
    "region": is_region,
    "slug": is_slug,
    "reference": _is_reference,
    "block": lambda text: text.isascii() and text.isdecimal(),
    "kbli": lambda text: text.isascii() and text.isdecimal(),
    "period": _is_period,
    "month": lambda text: len(text) == 7 and _is_period(text),
    "nik": is_number,
    "words": lambda text: bool(text.strip()),
}
_CODES: Final[Mapping[Kind, str]] = {
    "uuid": "bad_id",
    "event": "bad_id",
    "device": "bad_id",
    "about": "bad_id",
    "slug": "bad_slug",
    "reference": "bad_reference",
    "block": "bad_block",
    "region": "bad_region",
    "nik": "bad_nik",
}
