"""Named queries are read from files, each for its dialect; each is of one log."""

import re
from pathlib import Path
from typing import Final

import pytest

from server.database.port import Dialect
from server.database.queries import SQL_DIRECTORY, Queries

FILE = """-- Some words about the file.

-- name: plain
-- What it is for.
SELECT a FROM t WHERE b = $1 AND c = $12;

-- name: lock [postgresql]
SELECT 1 FOR UPDATE

-- name: lock [sqlite]
SELECT 1
"""


OF_NO_LOG: Final = {
    "copying.logs", "exporting.columns", "generations.lock",
    "migrate.applied", "migrate.lock", "migrate.make_table", "migrate.record", "migrate.table",
}  # fmt: skip
"""Which logs there are, what a table looks like, and what was migrated; a lock is of a name."""
DIALECTS: Final = ("sqlite", "postgresql")


def test_a_query_is_named_by_its_file_and_its_head(tmp_path: Path) -> None:
    (tmp_path / "log.sql").write_text(FILE)
    queries = Queries("postgresql", tmp_path)
    assert queries.names() == ["log.lock", "log.plain"]
    assert queries["log.plain"] == ("-- What it is for.\nSELECT a FROM t WHERE b = $1 AND c = $12")


def test_each_dialect_has_its_own_variant_and_numbers(tmp_path: Path) -> None:
    (tmp_path / "log.sql").write_text(FILE)
    assert Queries("postgresql", tmp_path)["log.lock"] == "SELECT 1 FOR UPDATE"
    sqlite = Queries("sqlite", tmp_path)
    assert sqlite["log.lock"] == "SELECT 1"
    assert sqlite["log.plain"].endswith("WHERE b = ?1 AND c = ?12")


def test_an_unknown_name_is_our_bug(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match=r"log\.nothing"):
        Queries("sqlite", tmp_path)["log.nothing"]


def test_a_name_given_twice_is_our_bug(tmp_path: Path) -> None:
    (tmp_path / "log.sql").write_text("-- name: a\nSELECT 1\n-- name: a [sqlite]\nSELECT 2\n")
    with pytest.raises(AssertionError, match="twice"):
        Queries("sqlite", tmp_path)
    assert Queries("postgresql", tmp_path)["log.a"] == "SELECT 1"


def test_both_dialects_have_the_same_queries() -> None:
    assert Queries("sqlite").names() == Queries("postgresql").names()


# Tables can then be spread over machines by `log` alone, and no statement changes.


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_statement_is_of_one_log(dialect: Dialect) -> None:
    queries = Queries(dialect)
    said = {name: without_comments(queries[name]) for name in queries.names()}
    names_log = re.compile(r"\blog\s*=\s*[$?]1\b|INSERT INTO \w+ \(\s*log\b")
    assert {name for name, sql in said.items() if names_log.search(sql) is None} == OF_NO_LOG
    of_no_table = re.compile(r"\s*(json_each|unnest)\b")
    joins = [
        (name, re.split(r"\b(?:WHERE|GROUP|ORDER|UNION)\b", join)[0])
        for name, sql in said.items()
        for join in re.split(r"\bJOIN\b", sql)[1:]
        if of_no_table.match(join) is None
    ]
    assert [join for join in joins if re.search(r"\blog\s*=", join[1]) is None] == []
    assert joins


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_table_and_index_is_by_log_first(dialect: Dialect) -> None:
    files = sorted((SQL_DIRECTORY / "migrations" / dialect).glob("*.sql"))
    sql = without_comments("\n".join(file.read_text() for file in files))
    tables = dict(re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)", sql, re.DOTALL))
    by_log = re.compile(r"PRIMARY KEY \(log\b|^\s*log text[^,]* PRIMARY KEY", re.MULTILINE)
    assert {name for name, columns in tables.items() if by_log.search(columns) is None} == set()
    unique = re.findall(r"INDEX \w+\s+ON \w+ \((\w+)|UNIQUE \((\w+)", sql)
    assert {first or other for first, other in unique} == {"log"}
    assert len(tables) == sql.count("CREATE TABLE")
    made = re.findall(r"CREATE (?:UNIQUE )?INDEX |UNIQUE \(", sql)
    assert len(unique) == len(made)


def without_comments(sql: str) -> str:
    return "\n".join(line for line in sql.splitlines() if not line.lstrip().startswith("--"))
