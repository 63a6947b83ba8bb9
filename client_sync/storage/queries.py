"""Named SQL: `-- name: x` begins a query, which ends at the next name or the end of the file.

Before: `sql/*.sql`, read once at opening. After: the journal's adapter runs them by name.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

SQL: Final = Path(__file__).parent.parent / "sql"

_NAME: Final = re.compile(r"^-- name: ([a-z_]+)$", re.MULTILINE)
_MIGRATION: Final = re.compile(r"([0-9]{4})_([a-z_]+)\.sql")


class Migration(msgspec.Struct, frozen=True):
    """One step of the schema; a merged file never changes."""

    number: int
    name: str
    script: str


def named(text: str) -> Mapping[str, str]:
    """The queries of one file by their names."""
    _, *parts = _NAME.split(text)
    queries = {name: sql.strip() for name, sql in zip(parts[::2], parts[1::2], strict=True)}
    assert len(queries) == len(parts) // 2, "a query's name is given twice"
    return MappingProxyType(queries)


def read_queries() -> Mapping[str, str]:
    """Every query of the journal, of all its files."""
    files = sorted(SQL.glob("*.sql"))
    return named("\n".join(file.read_text(encoding="utf-8") for file in files))


def read_migrations() -> tuple[Migration, ...]:
    """The steps of the schema, first to last, numbered without a gap."""
    found = []
    for file in sorted((SQL / "migrations").glob("*.sql")):
        match = _MIGRATION.fullmatch(file.name)
        assert match is not None, f"{file.name} is not named like 0001_journal.sql"
        found.append(Migration(int(match[1]), match[2], file.read_text(encoding="utf-8")))
    assert [step.number for step in found] == list(range(1, len(found) + 1))
    return tuple(found)
