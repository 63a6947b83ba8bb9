"""The office's SQL by name: `log.head` is the query `-- name: head` of `server/sql/log.sql`.

A query that must differ is given twice, `-- name: lock [postgresql]` and `-- name: lock [sqlite]`.
Lines of comment between the name and the statement say what it is for.
"""

import re
from pathlib import Path
from typing import Final

from server.database.port import Dialect

SQL_DIRECTORY: Final = Path(__file__).parent.parent / "sql"

_HEAD: Final = re.compile(
    r"^-- name: (?P<name>[a-z_0-9]+)(?: \[(?P<dialect>sqlite|postgresql)\])?[ \t]*$", re.MULTILINE
)
_NUMBERED: Final = re.compile(r"\$(?=[0-9])")


class Queries:
    """Every named query of one dialect, read once when a database is opened."""

    def __init__(self, dialect: Dialect, directory: Path = SQL_DIRECTORY) -> None:
        self._statements: dict[str, str] = {}
        for path in sorted(directory.glob("*.sql")):
            for name, statement in _read(path.read_text("utf-8"), dialect):
                full = f"{path.stem}.{name}"
                assert full not in self._statements, f"{full} is named twice for {dialect}"
                self._statements[full] = statement

    def __getitem__(self, name: str) -> str:
        """The statement of this name. Errors: KeyError, a bug of ours."""
        return self._statements[name]

    def names(self) -> list[str]:
        """All names, sorted."""
        return sorted(self._statements)


def _read(text: str, dialect: Dialect) -> list[tuple[str, str]]:
    """The (name, statement) pairs of one file that this dialect runs."""
    heads = list(_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [
        (head["name"], _in_dialect(text[head.end() : end].strip().rstrip(";"), dialect))
        for head, end in zip(heads, ends, strict=True)
        if head["dialect"] in (None, dialect)
    ]


def _in_dialect(statement: str, dialect: Dialect) -> str:
    """SQLite numbers its parameters `?1`; to it, `$1` would be a name."""
    return _NUMBERED.sub("?", statement) if dialect == "sqlite" else statement
