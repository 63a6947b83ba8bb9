"""Under which heads a list's fields stand, and how its dates, sums and words are written.

Every kind has a built-in mapping; a file in TOML or JSON says only what is otherwise in the lists
of one office. Before: `fields.py`. After: `reading.py` reads rows by it.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, NoReturn

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from events import limits
from events.errors import InputRefused
from server.importing.fields import TRANSLATIONS, ListField, ListKind, fields_in

DATE_FORMATS: Final = (
    "YYYY-MM-DD", "DD/MM/YYYY", "DD-MM-YYYY", "DD.MM.YYYY", "D MMMM YYYY", "YYYY-MM", "YYYY",
)  # fmt: skip
"""The built-in ones; MMMM is a month's name. Never two that read one text as different days."""
_FORMAT: Final = re.compile(r"(?:YYYY|MMMM|MM|DD|D|[ ./-])+")


class ListMapping(Struct, frozen=True, kw_only=True):
    """`columns`: accepted heads by field. `defaults`: for empty cells. `values`: words to codes."""

    kind: ListKind
    head_row: int = 1
    sheet: str | None = None
    separator: str | None = None
    dates: tuple[str, ...] = DATE_FORMATS
    rupiah: Literal["auto", "indonesian", "english"] = "auto"
    columns: dict[str, tuple[str, ...]]
    defaults: dict[str, str]
    values: dict[str, dict[str, str]]

    @property
    def fields(self) -> Mapping[str, ListField]:
        """The fields of this kind of list."""
        return fields_in(self.kind)


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping file; what is left out is as built in."""

    kind: ListKind | None = None
    head_row: int | None = None
    sheet: str | None = None
    separator: str | None = None
    dates: tuple[str, ...] | None = None
    rupiah: Literal["auto", "indonesian", "english"] | None = None
    columns: dict[str, str | tuple[str, ...]] = {}
    defaults: dict[str, str | int | bool] = {}
    values: dict[str, dict[str, str]] = {}


def built_in(kind: ListKind) -> ListMapping:
    """The mapping of a kind when no file says otherwise."""
    fields = fields_in(kind).values()
    return ListMapping(
        kind=kind,
        columns={field.name: field.heads for field in fields},
        defaults={field.name: field.default for field in fields if field.default is not None},
        values={
            field.name: dict(TRANSLATIONS[field.name])
            for field in fields
            if field.name in TRANSLATIONS
        },
    )


def read_mapping(kind: ListKind, path: Path | None, set_: Mapping[str, str]) -> ListMapping:
    """The mapping of a file over the built-in one, and `set_` over both.

    Errors: InputRefused `bad_mapping` when the file cannot be read or names what is not there.
    """
    mapping = built_in(kind)
    if path is not None:
        mapping = _over(mapping, _read(path))
    mapping = replace(mapping, defaults=mapping.defaults | dict(set_))
    _check(mapping)
    return mapping


def to_toml(mapping: ListMapping) -> str:
    """The mapping as a file that can be changed and given back."""
    lines = [f"kind = {_toml(mapping.kind)}", f"head_row = {mapping.head_row}"]
    for name in ("sheet", "separator"):
        value = getattr(mapping, name)
        lines.append(f"# {name} = ..." if value is None else f"{name} = {_toml(value)}")
    lines += [f"dates = {_toml(mapping.dates)}", f"rupiah = {_toml(mapping.rupiah)}", ""]
    for table, rows in (("columns", mapping.columns), ("defaults", mapping.defaults)):
        lines.append(f"[{table}]")
        lines += [f"{name} = {_toml(value)}" for name, value in rows.items()]
        lines.append("")
    for name, words in mapping.values.items():
        lines.append(f"[values.{name}]")
        lines += [f"{_toml(word)} = {_toml(code)}" for word, code in words.items()]
        lines.append("")
    return "\n".join(lines)


def _read(path: Path) -> _File:
    try:
        data = path.read_bytes()
    except OSError as error:
        _refuse(f"{path} cannot be read: {error.strerror}", error)
    if len(data) > limits.SMALL_BODY_BYTES_MAX:
        _refuse(f"{path} is larger than {limits.SMALL_BODY_BYTES_MAX} bytes")
    try:
        if path.suffix.lower() == ".json":
            return msgspec.json.decode(data, type=_File)
        return msgspec.convert(tomllib.loads(data.decode("utf-8-sig")), _File)
    except (msgspec.DecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        _refuse(f"{path}: {error}", error)


def _over(mapping: ListMapping, file: _File) -> ListMapping:
    if file.kind not in (None, mapping.kind):
        _refuse(f"this mapping is for {file.kind}, not for {mapping.kind}")
    given = {
        name: value
        for name in ("head_row", "sheet", "separator", "dates", "rupiah")
        if (value := getattr(file, name)) is not None
    }
    columns = {
        name: (heads,) if isinstance(heads, str) else heads for name, heads in file.columns.items()
    }
    defaults = {name: _text(value) for name, value in file.defaults.items()}
    values = {name: mapping.values.get(name, {}) | words for name, words in file.values.items()}
    return replace(
        mapping,
        **given,
        columns=mapping.columns | columns,
        defaults=mapping.defaults | defaults,
        values=mapping.values | values,
    )


def _check(mapping: ListMapping) -> None:
    known = mapping.fields
    for table in (mapping.columns, mapping.defaults, mapping.values):
        for name in table:
            if name not in known:
                _refuse(f"a list of {mapping.kind} has no field {name}; it has {', '.join(known)}")
    if not 1 <= mapping.head_row <= limits.IMPORT_HEAD_ROW_MAX:
        _refuse(f"head_row is a number from 1 to {limits.IMPORT_HEAD_ROW_MAX}")
    if mapping.separator is not None and len(mapping.separator) != 1:
        _refuse("separator is one character")
    for form in mapping.dates:
        if _FORMAT.fullmatch(form) is None or "YYYY" not in form:
            _refuse(f"{form} is no date format: write it like DD/MM/YYYY or D MMMM YYYY")
    if not mapping.dates:
        _refuse("dates needs at least one format, like DD/MM/YYYY")


def _text(value: str | int | bool) -> str:
    return ("ya" if value else "tidak") if isinstance(value, bool) else str(value)


def _toml(value: str | tuple[str, ...]) -> str:
    """A TOML string or list of them; JSON writes both the same way."""
    return msgspec.json.encode(value).decode()


def _refuse(sentence: str, error: Exception | None = None) -> NoReturn:
    raise InputRefused("bad_mapping", sentence) from error
