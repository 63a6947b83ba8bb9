"""One cell of a list read as its field wants it: dates, sums, words, numbers of identity.

Nothing is guessed: what can be read in two ways is a problem that says how to write it. What a cell
held is repeated in a problem without its long numbers, whichever column they slipped into.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from babel.dates import get_month_names

from events import limits
from events.errors import InputRefused
from events.form import bad_value, read_text
from events.nik import is_number, parse_kk, without_long_numbers
from events.problems import Blank, Problem
from events.schema import FieldSpec
from events.words import Lang, choice_label, parse_rupiah
from server.importing.fields import ListField
from server.importing.mapping import ListMapping
from server.importing.sheets import Cell

Read = object
"""A JSON value of the field."""

_ROUNDED: Final = re.compile(r"[0-9][.,][0-9]+E\+?[0-9]+", re.IGNORECASE)
_MARKS: Final = re.compile(r"[\s.'`-]+")
_DATES: Final = ("period", "day", "month")
_LANGUAGES: Final[tuple[Lang, ...]] = ("id", "en")
_YES: Final = frozenset(("v", "x", "sudah", "ada"))
_NO: Final = frozenset(("belum", "tidak ada"))
_PARTS: Final = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "MMMM": r"(?P<name>[A-Za-z]+)",
    "MM": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{1,2})",
    "D": r"(?P<day>[0-9]{1,2})",
}


def read_cell(field: ListField, cell: Cell, mapping: ListMapping) -> Read | Problem | None:
    """What a cell says; None for an empty one."""
    spec = field.spec
    if spec.kind == "nik":
        return _nik(spec, cell)
    text = _text(cell)
    if text is None:
        return None
    if isinstance(cell, date) and spec.kind in _DATES:
        return text  # a spreadsheet's own date, whatever form it is shown in
    if len(text) > limits.IMPORT_CELL_CHARS_MAX:
        return Problem("cell_too_long", spec.name, values={"highest": limits.IMPORT_CELL_CHARS_MAX})
    return hidden(_read(field, text, mapping))


def norm(text: str) -> str:
    """A head or word as it is compared: lower case, signs and spaces as one space."""
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))


def hidden(read: Read | Problem) -> Read | Problem:
    """A problem that repeats no number of identity; anything else as it is."""
    if not isinstance(read, Problem) or "given" not in read.values:
        return read
    given = read.values["given"]
    said: Blank
    if isinstance(given, tuple):
        said = (without_long_numbers(given[0]), without_long_numbers(given[1]))
    else:
        said = without_long_numbers(str(given))
    return Problem(read.code, read.field, read.severity, read.values | {"given": said})


def _text(cell: Cell) -> str | None:
    """A cell as text; whole numbers of a spreadsheet without their decimals."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    text = cell.isoformat() if isinstance(cell, date) else str(cell).strip()
    return text or None


def _read(field: ListField, text: str, mapping: ListMapping) -> Read | Problem:
    spec = field.spec
    if spec.kind in _DATES:
        return _date(spec, text, mapping)
    if spec.kind == "rupiah":
        amount = _rupiah(text, mapping)
        return bad_value(spec, text) if amount is None else amount
    words = mapping.values.get(spec.name, {})
    known = _codes(spec, tuple(words.items()))
    if known:
        code = known.get(norm(text))
        return bad_value(spec, text) if code is None else code
    if spec.kind == "truth":
        return _truth(spec, text, words)
    if spec.kind == "block":
        return (
            text.zfill(3)
            if text.isascii() and text.isdecimal() and len(text) <= 3
            else _block(spec, text)
        )
    return _in_bounds(spec, read_text(spec, text))


def _in_bounds(spec: FieldSpec, read: Read | Problem) -> Read | Problem:
    """A number as far as its field goes: there are four tranches, and no fifth."""
    low, high = spec.lowest, spec.highest
    if not isinstance(read, int) or isinstance(read, bool) or low is None or high is None:
        return read
    if low <= read <= high:
        return read
    values = {"given": read, "lowest": low, "highest": high}
    return Problem("out_of_bounds", spec.name, values=dict(values))


def _block(spec: FieldSpec, text: str) -> Problem:
    return Problem("bad_block", spec.name, values={"given": text[:60]})


def _truth(spec: FieldSpec, text: str, words: Mapping[str, str]) -> Read | Problem:
    said = {norm(word): code for word, code in words.items()}.get(norm(text), text.casefold())
    if said in _YES or said in _NO:
        return said in _YES
    return read_text(spec, said)


def _nik(spec: FieldSpec, cell: Cell) -> Read | Problem | None:
    """A NIK or No. KK: its 16 digits, however they are spaced. What a NIK says is checked later."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Problem("nik_as_number", spec.name)
    text = _text(cell)
    if text is None:
        return None
    if _ROUNDED.fullmatch(text):
        return Problem("nik_as_number", spec.name)
    number = _MARKS.sub("", text)
    try:
        if spec.name == "kk":
            parse_kk(number)
        elif not is_number(number):
            return Problem("bad_nik", spec.name)
    except InputRefused as error:
        return Problem(error.code, spec.name)
    return number


@lru_cache(maxsize=256)
def _codes(spec: FieldSpec, words: tuple[tuple[str, str], ...]) -> dict[str, str | int]:
    """Every word that stands for a code: the code, its labels, and what the mapping adds."""
    codes: dict[str, str | int] = {}
    for choice in (*spec.choices, *spec.unknowns) if spec.choices else ():
        indonesian, english = (choice_label(lang, choice, spec.name) for lang in _LANGUAGES)
        for word in (str(choice), indonesian, english):
            codes.setdefault(norm(word), choice)
    by_code = {str(choice): choice for choice in (*spec.choices, *spec.unknowns)}
    if codes:
        codes |= {norm(word): by_code.get(code, code) for word, code in words}
    return codes


# --- sums and dates -------------------------------------------------------------------------------


def _rupiah(text: str, mapping: ListMapping) -> int | None:
    """Whole rupiah; a sign that could mean thousands or decimals is read as the mapping says."""
    signs = {"indonesian": (".", ","), "english": (",", ".")}.get(mapping.rupiah)
    if signs is None:
        return parse_rupiah(text)
    thousands, decimals = map(re.escape, signs)
    plain = re.sub(r"^rp\.?\s*", "", text.casefold())
    match = re.fullmatch(
        rf"([0-9]+|[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+)(?:{decimals}0{{1,2}}|,-)?", plain
    )
    return None if match is None else int(re.sub("[^0-9]", "", match[1]))


def _date(spec: FieldSpec, text: str, mapping: ListMapping) -> Read | Problem:
    """A day, month or year as `on` writes it."""
    text = text.removesuffix(" 00:00:00")
    for form in mapping.dates:
        match = _pattern(form).fullmatch(text)
        if match is None:
            continue
        found = match.groupdict()
        month = _month(found)
        if month is None:
            return _bad_date(spec, text, ("bulan itu tidak ada", "there is no such month"))
        parts = [part for part in (found["year"], month, found.get("day")) if part]
        if not _is_in_calendar([int(part) for part in parts]):
            return _bad_date(spec, text, ("tanggal itu tidak ada", "there is no such day"))
        if len(parts) < 3 and (spec.kind == "day" or spec.name == "birth_date"):
            return _bad_date(spec, text, ("tanggalnya belum lengkap", "the day is not complete"))
        return "-".join([parts[0], *(part.zfill(2) for part in parts[1:])])
    forms = ", ".join(mapping.dates)
    return _bad_date(spec, text, (f"tulis sebagai {forms}", f"write it as {forms}"))


def _bad_date(spec: FieldSpec, text: str, why: tuple[str, str]) -> Problem:
    return Problem("bad_date", spec.name, values={"given": text[:60], "why": why})


def _month(found: Mapping[str, str]) -> str | None:
    """The number of the month; empty where the format has none, None where there is no such."""
    if "name" in found:
        return _month_names().get(found["name"].casefold()[:3])
    number = found.get("month", "")
    return number if not number or 1 <= int(number) <= 12 else None


def _is_in_calendar(parts: list[int]) -> bool:
    year, month, day = (*parts, 1, 1)[:3]
    try:
        return date(year, month, day).year >= limits.YEAR_MIN
    except ValueError:
        return False


@lru_cache(maxsize=64)
def _pattern(form: str) -> re.Pattern[str]:
    parts = re.split("(YYYY|MMMM|MM|DD|D)", form)
    return re.compile("".join(_PARTS.get(part, re.escape(part)) for part in parts))


@lru_cache(maxsize=1)
def _month_names() -> dict[str, str]:
    """The months by the first three letters of their Indonesian and English names."""
    return {
        name.casefold()[:3]: str(number)
        for locale in ("en_GB", "id_ID")
        for number, name in get_month_names("wide", locale=locale).items()
    }
