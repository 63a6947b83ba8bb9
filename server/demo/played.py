"""What came of the story, as data: what `jejak-server demo --json` prints and `pages.py` shows.

What a household comes to is said in the folds' own types. What is not known is None. Times are
milliseconds since 1970 UTC, dates as the events write them.
"""

from datetime import date

import msgspec

from events.folds import (
    Answer,
    Conflict,
    Enterprise,
    HouseholdAnswer,
    Question,
    Readiness,
    Replaced,
)
from server.demo.story.steps import Source

Json = object
"""Any JSON value, as an event's field may hold one."""


class Side(msgspec.Struct, frozen=True):
    """What one side knows of the household."""

    household: HouseholdAnswer
    readiness: Readiness
    enterprise: Enterprise | None
    conflicts: tuple[Conflict, ...]
    questions: tuple[Question, ...]


class DeviceSide(Side, frozen=True):
    """What a device knows, and why: when it last synced, how many of its entries still wait."""

    synced_at: int | None
    unsent: int


class Moment(msgspec.Struct, frozen=True):
    """What the office knew, and beside it what each device knew."""

    name: str
    as_of: date
    known_at: str
    household: HouseholdAnswer
    readiness: Readiness
    enterprise: Enterprise | None
    conflicts: tuple[Conflict, ...]
    questions: tuple[Question, ...]
    sides: dict[str, DeviceSide]


class Field(msgspec.Struct, frozen=True):
    """A field of an entry, and who says so."""

    name: str
    value: Json
    source: Source


class Entry(msgspec.Struct, frozen=True):
    """One entry of the history; `row` is its row in the story's table, `state` how it stands."""

    row: str
    event: str
    type: str
    on: str
    at: int
    received: int
    position: int
    actor: str
    device: str
    basis: str
    verdict: str
    state: str
    flags: tuple[str, ...]
    fields: tuple[Field, ...]
    replaced: tuple[Replaced, ...]
    replaced_by: tuple[str, ...]


class Log(msgspec.Struct, frozen=True):
    """The office's log: the household's entries and those about people, devices and readers."""

    size: int


class Played(msgspec.Struct, frozen=True):
    """The whole story. `offline`: just before the signal returned. `names` of actors, devices."""

    moments: tuple[Moment, ...]
    offline: Moment
    history: tuple[Entry, ...]
    log: Log
    names: dict[str, str]


def side_of(said: Answer) -> Side:
    """One side's answer, as far as the story shows it."""
    return Side(said.household, said.readiness, said.enterprise, said.conflicts, said.questions)
