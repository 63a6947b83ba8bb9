"""What came of the story, as data: what `jejak-server demo --json` prints and `pages.py` shows.

What is not known is None. Times are milliseconds since 1970 UTC, dates as the events write them.
"""

from typing import Literal

import msgspec

Source = Literal["article", "programme", "assumed"]
"""Who says so: the newspaper article, the programme's rules and figures, or we for the story."""

Figure = int | float | str | None
Json = object
"""Any JSON value, as an event's field may hold one."""


class Household(msgspec.Struct, frozen=True):
    status: str
    flags: tuple[str, ...]


class Indicator(msgspec.Struct, frozen=True):
    """One rule's verdict, the events it rests on, and what would change it."""

    verdict: str
    value: Figure
    threshold: Figure
    evidence: tuple[str, ...]
    what_would_change_it: str | None


class Readiness(msgspec.Struct, frozen=True):
    verdict: str
    indicators: dict[str, Indicator]


class Month(msgspec.Struct, frozen=True):
    """Sales of a month; `net` is known only when every cost is."""

    period: str
    quantity: int | None
    unit_price: int | None
    revenue: int | None
    net: int | None


class Enterprise(msgspec.Struct, frozen=True):
    stage: str
    workers_paid: int | None
    months: tuple[Month, ...]


class Claim(msgspec.Struct, frozen=True):
    """One side of a conflict. `received` is None while the office does not have it."""

    event: str
    value: Json
    actor: str
    device: str
    on: str
    at: int
    received: int | None
    basis: str
    known_to_author: bool


class Conflict(msgspec.Struct, frozen=True):
    key: str
    field: str
    claims: tuple[Claim, ...]


class Side(msgspec.Struct, frozen=True):
    """What one side knows of the household; None where it does not know it at all."""

    household: Household
    readiness: Readiness
    enterprise: Enterprise | None
    conflicts: tuple[Conflict, ...]


class Moment(msgspec.Struct, frozen=True):
    """What the office knew, and beside it what each device knew."""

    name: str
    as_of: str
    known_at: str
    household: Household
    readiness: Readiness
    enterprise: Enterprise | None
    conflicts: tuple[Conflict, ...]
    sides: dict[str, Side]


class Field(msgspec.Struct, frozen=True):
    name: str
    value: Json
    source: Source


class Replaced(msgspec.Struct, frozen=True):
    """What an entry took the place of: an earlier entry, or one value of it."""

    event: str
    field: str | None = None
    value: Json = None


class Entry(msgspec.Struct, frozen=True):
    """One entry of the history; `row` is its row in the story's table."""

    row: str
    event: str
    type: str
    on: str
    at: int
    received: int | None
    position: int | None
    actor: str
    device: str
    basis: str
    verdict: str
    fields: tuple[Field, ...]
    replaced: tuple[Replaced, ...] = ()


class Log(msgspec.Struct, frozen=True):
    size: int


class Played(msgspec.Struct, frozen=True):
    """The whole story."""

    moments: tuple[Moment, ...]
    history: tuple[Entry, ...]
    log: Log
