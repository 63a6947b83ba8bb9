"""Two sets of read models side by side: which rows and columns differ.

Pure. Before: rows made from the log and rows as they are stored (`server/projecting/units.py`).
After: what `verify` and `rebuild` report. A difference holds codes, ids and figures, never personal
words: there are none in read models.
"""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from server.database import Row, Value
from server.projecting.table import PREFIX, Table
from server.projecting.tables import TABLES

MISSING = "(no row)"


class Difference(msgspec.Struct, frozen=True):
    """One column of one row that is not what the log says; `key` tells rows of a household apart.

    With `(no row)` on one side, the whole row is missing there.
    """

    household: str
    table: str
    key: str
    column: str
    stored: str | int | None
    expected: str | int | None


def compare(
    expected: Mapping[str, Sequence[tuple[Value, ...]]],
    stored: Mapping[str, Sequence[Row]],
    households: Collection[str],
) -> list[Difference]:
    """The differences of these households' rows, in the order of tables and keys.

    Both sides by table; expected rows begin with log and generation, stored ones with household.
    """
    differences: list[Difference] = []
    for table in TABLES:
        if _are_equal(expected[table.name], stored[table.name]):
            continue
        made = {row[PREFIX : PREFIX + table.keys]: row[PREFIX:] for row in expected[table.name]}
        kept = {tuple(row)[: table.keys]: tuple(row) for row in stored[table.name]}
        for key in sorted(made.keys() | kept.keys()):
            if key[0] in households:
                differences += _compare_row(table, key, kept.get(key), made.get(key))
    return differences


def _are_equal(expected: Sequence[tuple[Value, ...]], stored: Sequence[Row]) -> bool:
    """True when the rows are the same in the same order, as they are unless something differs."""
    return len(expected) == len(stored) and all(
        tuple(row) == made[PREFIX:] for made, row in zip(expected, stored, strict=True)
    )


def _compare_row(
    table: Table,
    key: tuple[Value, ...],
    stored: tuple[Value, ...] | None,
    expected: tuple[Value, ...] | None,
) -> list[Difference]:
    household = str(key[0])
    name = "/".join(str(part) for part in key[1:])
    if stored is None or expected is None:
        sides = [None if side is not None else MISSING for side in (stored, expected)]
        return [Difference(household, table.name, name, "", *sides)]
    columns = zip(table.columns[PREFIX:], stored, expected, strict=True)
    return [
        Difference(household, table.name, name, column, _shown(was), _shown(should_be))
        for column, was, should_be in columns
        if was != should_be
    ]


def _shown(value: Value) -> str | int | None:
    assert value is None or isinstance(value, str | int), "read models hold text and numbers"
    return value
