"""The regions an office knows: those shipped with the program, and those its log has registered.

Shipped ones count as known from the start on every device too, so only a region that is new or has
a new name becomes an event (`region_changed`). Before: `jejak-server regions import`. After: checks
of what officers type; words for people.
"""

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

import msgspec

from events.errors import InputRefused
from events.ids import LogId
from events.regions import Regions, is_region
from events.types import RegionChanged, RegionCode
from server.database import Transaction
from server.officers.counting import counting

_NAME_CHARACTERS_MAX: Final = 300
_COLUMNS: Final = ["code", "name"]


class _Line(msgspec.Struct, frozen=True):
    body: RegionChanged


Fault = Literal["columns", "code", "twice", "name"]


class BadRow(NamedTuple):
    """A row of a file that cannot be imported, counted from 1 with the head, and why."""

    row: int
    fault: Fault
    code: str


@cache
def shipped_regions() -> Regions:
    """The regions that come with the program (ODbL, see events/data/README.md)."""
    text = files("events").joinpath("data/regions-banten.csv").read_text("utf-8")
    rows, bad = read_rows(text.splitlines())
    assert not bad, "the shipped regions are well formed"
    return Regions(dict(rows))


async def known_regions(transaction: Transaction, log: LogId) -> Regions:
    """Shipped regions and those registered in the log; the newest name of each."""
    rows = await transaction.fetch("regions.registered", log)
    counted = await counting(transaction, log, rows)
    registered = (msgspec.json.decode(row["line"], type=_Line).body for row in counted)
    names = shipped_regions().names | {RegionCode(body.code): body.name for body in registered}
    return Regions(names)


def read_rows(lines: Iterable[str]) -> tuple[list[tuple[RegionCode, str]], list[BadRow]]:
    """(code, name) of each row of a CSV with the head `code,name`, and what is wrong with others.

    Errors: InputRefused when the file has another head, for then every row would be wrong.
    """
    reader = csv.reader(lines)
    if next(reader, None) != _COLUMNS:
        raise InputRefused("bad_csv", "the first row must be `code,name`")
    good: list[tuple[RegionCode, str]] = []
    bad: list[BadRow] = []
    seen: set[str] = set()
    for number, row in enumerate(reader, start=2):
        fault = _fault(row, seen)
        if fault is not None:
            bad.append(BadRow(number, fault, row[0] if row else ""))
        else:
            good.append((RegionCode(row[0]), row[1].strip()))
            seen.add(row[0])
    return good, bad


def _fault(row: list[str], seen: set[str]) -> Fault | None:
    """What is wrong with a row; None when nothing is."""
    if len(row) != len(_COLUMNS):
        return "columns"
    code, name = row
    if not is_region(code):
        return "code"
    if code in seen:
        return "twice"
    return None if 1 <= len(name.strip()) <= _NAME_CHARACTERS_MAX else "name"
