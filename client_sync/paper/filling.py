"""Placeholders of an office's template: `{{kunjungan}}` one figure, `{{kunjungan.tanggal}}` a row.

A placeholder without a dot is one value. One with a dot is a column of a list: the table row it
stands in is repeated for every line of that list. Before: a text of a template, in any format.
After: the text filled in. What a template asks for and nobody knows is refused with what it may
have meant, never left in the report. Pure; the formats are in `docx_template.py`,
`xlsx_template.py`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from msgspec import Struct

from client_sync.refusals import DeviceRefused

_PLACEHOLDER: Final = re.compile(r"\{\{([^{}]*)\}\}")
_SHOWN_MAX: Final = 10


class Cell(Struct, frozen=True):
    """A value as people read it, and the bare number where it is one."""

    text: str
    number: int | None = None


class Filling(Struct, frozen=True):
    """What a template is filled with: values by name, and lists of rows by name and column.

    `columns` are those of each list, also of an empty one. `none` is said in an empty list.
    """

    values: Mapping[str, Cell]
    rows: Mapping[str, Sequence[Mapping[str, Cell]]]
    columns: Mapping[str, Sequence[str]]
    none: str

    def names(self) -> list[str]:
        """Every placeholder there is."""
        columns = (f"{group}.{name}" for group, names in self.columns.items() for name in names)
        return [*self.values, *columns]


class Found(Struct, frozen=True):
    """A placeholder in a text: where it stands, and its name."""

    start: int
    end: int
    name: str

    @property
    def group(self) -> str | None:
        """The list it is a column of."""
        group, dot, _ = self.name.partition(".")
        return group if dot else None


def placeholders(text: str) -> list[Found]:
    """The placeholders of a text, in order; case and spaces inside the braces do not matter."""
    return [
        Found(match.start(), match.end(), match.group(1).strip().lower())
        for match in _PLACEHOLDER.finditer(text)
    ]


def check(texts: Iterable[str], filling: Filling) -> None:
    """See that every placeholder of a template can be filled.

    Errors: DeviceRefused naming those that cannot, each with what it may have meant; or when there
    is none at all.
    """
    known = filling.names()
    asked = dict.fromkeys(found.name for text in texts for found in placeholders(text))
    unknown = [name for name in asked if name not in known]
    if unknown:
        said = []
        for name in unknown[:_SHOWN_MAX]:
            likely = get_close_matches(name, known, 2, 0.5)
            said.append(f"{{{{{name}}}}}" + (f" ({', '.join(likely)}?)" if likely else ""))
        more = f" (+{len(unknown) - _SHOWN_MAX})" if len(unknown) > _SHOWN_MAX else ""
        raise DeviceRefused("unknown_placeholders", given="; ".join(said) + more)
    if not asked:
        raise DeviceRefused("no_placeholders")


def group_of(texts: Iterable[str]) -> str | None:
    """The list a table row is repeated for; None for a row that stands once.

    Errors: DeviceRefused for a row with columns of two lists.
    """
    groups = {
        found.group for text in texts for found in placeholders(text) if found.group is not None
    }
    if len(groups) > 1:
        raise DeviceRefused("mixed_row", given=", ".join(sorted(groups)))
    return groups.pop() if groups else None


def lines_of(filling: Filling, group: str) -> Sequence[Mapping[str, Cell]]:
    """The lines of a list by the whole names of its columns; of an empty one, a line saying so."""
    rows = filling.rows[group]
    columns = filling.columns[group]
    if not rows:
        first, *rest = columns
        empty = {first: Cell(filling.none)} | {name: Cell("") for name in rest}
        rows = (empty,)
    return [{f"{group}.{name}": row[name] for name in columns} for row in rows]


def filled(text: str, values: Mapping[str, Cell]) -> str:
    """A text with its placeholders replaced; those of lists stay until their row is repeated."""
    for found in reversed(placeholders(text)):
        if found.name in values:
            text = text[: found.start] + values[found.name].text + text[found.end :]
    return text
