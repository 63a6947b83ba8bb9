"""Lists of households as an officer gives them, and what is said of them."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.lists import HOUSEHOLDS, NANA, with_cells
from tests.office_terminal import DONE, REFUSED, Office
from tests.office_terminal import office as office

NIK = "3603994507780000"


@pytest.fixture
def by(office: Office) -> tuple[str, str]:
    """Who imports."""
    office.ask("invite", "Kepala", "--role", "koordinator_kabupaten", "--region", "36.03")
    return ("--by", "Kepala")


def imported(office: Office, *arguments: str) -> Any:
    """What an import that succeeds sums up."""
    code, out, err = office.run("import", *arguments, "--json")
    assert code == DONE, (out, err)
    return json.loads(out.splitlines()[-1])


def refused(office: Office, *arguments: str) -> list[tuple[int, str | None, str]]:
    """Row, column and code of all that refuses; nothing was written."""
    before = office.ask("project")["position"]
    code, out, err = office.run("import", *arguments, "--json")
    assert code == REFUSED, err
    *found, summed = [json.loads(line) for line in out.splitlines()]
    assert office.ask("project")["position"] == before
    assert summed["written"] == 0
    problems = [each for each in found if each["severity"] == "refuse"]
    assert len(problems) == summed["refused"]
    return [(each["row"], each["column"], each["code"]) for each in problems]


def nana(**cells: object) -> list[object]:
    return with_cells(NANA, HOUSEHOLDS, **cells)


def lines_of(office: Office) -> list[Any]:
    """The household entries of an office on SQLite, as they were written."""
    url = office.environment["JEJAK_DATABASE"]
    if not url.startswith("sqlite"):
        pytest.skip("the same lines as on SQLite")
    with closing(sqlite3.connect(url.removeprefix("sqlite://"))) as database:
        rows = database.execute(
            "SELECT line FROM event WHERE stream NOT IN ('programme', 'office') ORDER BY position"
        )
        return [json.loads(line) for (line,) in rows]
