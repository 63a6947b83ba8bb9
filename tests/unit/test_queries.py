"""Named queries are read from files, each for its dialect."""

from pathlib import Path

import pytest

from server.database.queries import Queries

FILE = """-- Some words about the file.

-- name: plain
-- What it is for.
SELECT a FROM t WHERE b = $1 AND c = $12;

-- name: lock [postgresql]
SELECT 1 FOR UPDATE

-- name: lock [sqlite]
SELECT 1
"""


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
