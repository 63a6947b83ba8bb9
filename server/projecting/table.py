"""What a table of read models is: its columns, and what names a row.

Before: nothing. After: `tables.py` and `figure_rows.py` define the tables and make their rows.
"""

from typing import Final, NamedTuple

import msgspec

from server.database import Value

PREFIX: Final = 2
"""Columns before the household's own: log and generation."""

_ENCODER: Final = msgspec.json.Encoder()

Prefix = tuple[str, int, str]
"""Log, generation and household."""
TableRow = tuple[Value, ...]


class Table(NamedTuple):
    """A table of read models: its columns; the first `keys` after the prefix name a row."""

    name: str
    columns: tuple[str, ...]
    keys: int


def as_json(value: object) -> str:
    """A list or object as a column holds it."""
    return _ENCODER.encode(value).decode()
