"""What a person typed, read into a body and its personal part.

Options of a command line are texts; JSON from a file is values already. Before: `events/schema.py`
says what is asked for. After: `events/check` judges whether it makes sense. Nothing is guessed:
what cannot be read comes back as a problem that says how to write it.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Final, cast

import msgspec
from msgspec import Struct, structs

from events.problems import Blank, Problem
from events.schema import FieldSpec, fields_of
from events.types import REGISTRY, Basis, Body, Value
from events.words import KINDS, Words, parse_rupiah, parse_when
from events.words.fields import FIELDS

_YES: Final = frozenset(("ya", "y", "yes", "true", "1"))
_NO: Final = frozenset(("tidak", "t", "n", "no", "false", "0"))
_MOMENTS: Final = frozenset(("day", "period", "month"))
_STEP: Final = re.compile(r"\w+")
_TOO_LONG: Final = re.compile(r"`str` of length <= (\d+)")
_NUMBERS: Final = frozenset(("count", "rupiah", "percent", "year", "number"))


class NewEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry as a person or a file gives it; the form of a line of `record --from` too.

    `fields` holds plain and personal fields together. `on` is today when absent, `by` the holder of
    the device. An id may be a unique beginning, or `new`. `yes` writes it although the same was
    written just before; officers are not asked twice.
    """

    type: str
    fields: dict[str, object] = {}
    household: str | None = None
    stream: str | None = None
    on: str | None = None
    basis: Basis | None = None
    visit: str | None = None
    late: str | None = None
    by: str | None = None
    entered_by: str | None = None
    yes: bool = False


class Form(Struct, frozen=True):
    """A filled-in entry: the fields of the line and those that are encrypted beside it."""

    body: Body
    personal: dict[str, object]


def fill(
    name: str, given: Mapping[str, object], corrected_type: str | None = None
) -> Form | list[Problem]:
    """A type's body and personal part from JSON values, or what keeps them from being read.

    `corrected_type` is the type of a correction's target, when it is known: it tells whether the
    corrected field is personal, and so where old and new value go.
    """
    if name not in REGISTRY:
        likely = get_close_matches(name, REGISTRY, 3, 0.4) or list(REGISTRY)[:3]
        return [Problem("unknown_type", values={"given": name, "choices": ", ".join(likely)})]
    specs = {spec.name: spec for spec in fields_of(name)}
    problems = [
        Problem("no_such_field", values={"type": name, "given": key, "choices": ", ".join(specs)})
        for key in given
        if key not in specs
    ]
    problems += [missing(spec) for spec in specs.values() if spec.required and _absent(spec, given)]
    if problems:
        return problems
    personal = {key: value for key, value in given.items() if specs[key].personal}
    if _corrects_personal(given, corrected_type):
        personal |= {key: given[key] for key in ("old", "new") if given.get(key) is not None}
    body = {key: value for key, value in given.items() if key not in personal}
    return _converted(name, body, personal, specs)


def asked(name: str, given: Mapping[str, object]) -> tuple[FieldSpec, ...]:
    """The required fields still missing, in the order they are asked for."""
    return tuple(spec for spec in fields_of(name) if spec.required and _absent(spec, given))


def read_option(spec: FieldSpec, texts: Sequence[str]) -> object | Problem:
    """The JSON value of one option, given once, or several times when the field is repeated.

    An empty list is written `[]`; a list may also come as one JSON text.
    """
    if not spec.repeated:
        return read_text(spec, texts[-1])
    if len(texts) == 1 and texts[0] in spec.unknowns:
        return texts[0]
    if len(texts) == 1 and texts[0].startswith("["):
        return _json(spec, texts[0])
    values = [read_text(spec, text) for text in texts]
    return next((value for value in values if isinstance(value, Problem)), values)


def read_text(spec: FieldSpec, text: str) -> object | Problem:
    """The JSON value of one text."""
    text = text.strip()
    if text in spec.unknowns:
        return text
    if spec.kind in _NUMBERS:
        number = parse_rupiah(text) if spec.kind == "rupiah" else _whole(text)
        return bad_value(spec, text) if number is None else number
    if spec.kind == "truth":
        word = text.lower()
        return word in _YES if word in _YES | _NO else bad_value(spec, text)
    if spec.kind == "choice":
        return next((choice for choice in spec.choices if str(choice) == text), None) or bad_value(
            spec, text
        )
    if spec.kind == "part":
        return _json(spec, text) if text.startswith("{") else _part(spec, text)
    if spec.kind == "mapping":
        return _json(spec, text)
    if spec.kind in _MOMENTS:
        return parse_when(text) or text  # what is no date is refused with all other fields
    return _loose(text) if spec.kind == "value" else text


def missing(spec: FieldSpec) -> Problem:
    """A required field that was not given."""
    return Problem("missing_field", spec.name, values={"expected": expected(spec)})


def bad_value(spec: FieldSpec, given: object) -> Problem:
    """A value that cannot be read; a personal one is not repeated."""
    shown = "…" if spec.personal else str(given)[:60]
    return Problem("bad_value", spec.name, values={"given": shown, "expected": expected(spec)})


def expected(spec: FieldSpec) -> Words:
    """What a field takes, in both languages."""
    blanks = {
        "choices": ", ".join(str(choice) for choice in spec.choices),
        "parts": ", ".join(part.name for part in spec.part),
    }
    also = {"id": " atau ", "en": " or "}
    indonesian, english = (words.format(**blanks) for words in KINDS[spec.kind])
    return (
        also["id"].join((indonesian, *spec.unknowns)),
        also["en"].join((english, *spec.unknowns)),
    )


def _converted(
    name: str, body: dict[str, object], personal: dict[str, object], specs: dict[str, FieldSpec]
) -> Form | list[Problem]:
    known = REGISTRY[name]
    problems: list[Problem] = []
    for kind, fields in ((known.body, body), (known.personal_type, personal)):
        try:
            made = msgspec.convert(fields, kind)
        except msgspec.ValidationError as error:
            problems.append(_unfit(str(error), fields, specs))
            continue
        if isinstance(made, Body):
            filled = made
    if problems:
        return problems
    return Form(filled, {key: value for key, value in personal.items() if value is not None})


def _unfit(message: str, fields: Mapping[str, object], specs: dict[str, FieldSpec]) -> Problem:
    """The problem behind a converter's message, which ends in "- at `$.sales[0].buyer`"."""
    where = message.rpartition("`$.")[2].rstrip("`")
    head, *inner = _STEP.findall(where) or [""]
    spec = specs.get(head)
    if spec is None:
        values: dict[str, Blank] = {"given": message, "expected": KINDS["value"]}
        return Problem("bad_value", values=values, field=head)
    longest = _TOO_LONG.search(message)
    if longest and spec.kind == "words":
        return Problem("text_too_long", head, values={"highest": longest[1]})
    if spec.personal:
        return bad_value(spec, fields.get(head))
    part, value = _innermost(spec, fields.get(head), inner)
    problem = bad_value(part, value)
    words: dict[str, Blank] = {"field": FIELDS.get(part.name, (part.name, part.name))}
    return structs.replace(problem, field=head, values=problem.values | words)


def _innermost(spec: FieldSpec, value: object, steps: Sequence[str]) -> tuple[FieldSpec, object]:
    """The field these steps lead to, as far as they can be followed, and what it holds."""
    for step in steps:
        parts = {part.name: part for part in spec.part}
        if step.isdecimal() and isinstance(value, list):
            value = value[int(step)]
        elif step in parts and isinstance(value, Mapping):
            spec, value = parts[step], value.get(step)
        else:
            break
    return spec, value


def _corrects_personal(given: Mapping[str, object], corrected_type: str | None) -> bool:
    if "field" not in given:
        return False
    head = str(given["field"]).partition(".")[0]
    if corrected_type in REGISTRY:
        return any(spec.name == head and spec.personal for spec in fields_of(corrected_type))
    return head in _only_personal()


@cache
def _only_personal() -> frozenset[str]:
    """Fields that are personal wherever a household's types have them.

    A correction may be written while its target is not here: a name must not get into the line.
    """
    specs = [
        spec
        for name, known in REGISTRY.items()
        if "household" in known.streams
        for spec in fields_of(name)
    ]
    open_names = {spec.name for spec in specs if not spec.personal}
    return frozenset(spec.name for spec in specs if spec.personal) - open_names


def _absent(spec: FieldSpec, given: Mapping[str, object]) -> bool:
    return given.get(spec.name) is None


def _whole(text: str) -> int | None:
    plain = text.removeprefix("-")
    return int(text) if plain.isascii() and plain.isdecimal() and len(plain) < 17 else None


def _json(spec: FieldSpec, text: str) -> object | Problem:
    try:
        return cast(object, msgspec.json.decode(text))
    except (msgspec.DecodeError, UnicodeEncodeError):
        return bad_value(spec, text)


def _part(spec: FieldSpec, text: str) -> object | Problem:
    """An item written `buyer=…,quantity=215,unit_price=39rb`; a comma in a figure needs JSON."""
    parts = {part.name: part for part in spec.part}
    item: dict[str, object] = {}
    for pair in text.split(","):
        name, found, value = pair.partition("=")
        part = parts.get(name.strip())
        if not found or part is None:
            return bad_value(spec, text)
        read = read_text(part, value)
        if isinstance(read, Problem):
            return read
        item[name.strip()] = read
    return item


def _loose(text: str) -> Value:
    """A correction's value: JSON where it is some, else the text itself."""
    try:
        value = msgspec.json.decode(text, type=Value)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return text
    return cast(Value, value)
