"""Households with several names: how they are merged, and what is said of them then."""

from datetime import date

from events.entry import Entry
from events.folds import Answer, HistoryEntry, Household, answer, history
from events.ids import EventId, StreamId
from tests.builders import a_household, an_id
from tests.telling import Teller, Telling, gathered

DAY = date(2019, 12, 31)
NANA, OTHER, THIRD = (a_household(name) for name in ("nana", "her second name", "a third"))


def merges(
    teller: Teller,
    survivor: StreamId,
    merged: StreamId,
    on: str = "2019-02-01",
    *,
    by: str = "kabupaten",
    sides: tuple[StreamId, ...] = (),
    undone: bool = False,
) -> list[Entry]:
    """A merge written in both streams (or in some), or its end."""
    return [
        teller.says(
            "households_unmerged" if undone else "households_merged",
            on,
            by=by,
            stream=side,
            act=an_id(f"{survivor} {merged}"),
            survivor=survivor,
            merged=merged,
        )
        for side in sides or (survivor, merged)
    ]


def household(telling: Telling, stream: StreamId, known_at: int | None = None) -> Household:
    return gathered(stream, telling.committed, telling.programme(), known_at)


def asked(
    telling: Telling, stream: StreamId, as_of: date = DAY, known_at: int | None = None
) -> Answer:
    return answer(household(telling, stream, known_at), telling.programme(), as_of, known_at)


def names(telling: Telling, stream: StreamId, as_of: date = DAY) -> tuple[str | None, list[str]]:
    """What a household is an alias of, and what its aliases are."""
    found = asked(telling, stream, as_of).household
    return found.alias_of, [*found.aliases]


def shown(telling: Telling, stream: StreamId) -> dict[EventId, HistoryEntry]:
    found = history(household(telling, stream), telling.programme())
    return {entry.event: entry for entry in found}


def flags(telling: Telling, entries: list[Entry]) -> list[tuple[str, ...]]:
    return [shown(telling, StreamId(entry.event.stream))[entry.id].flags for entry in entries]


def lives(teller: Teller, stream: StreamId, *members: str, on: str = "2018-01-01") -> None:
    """A household with members, registered and enrolled."""
    teller.says("household_registered", on, stream=stream, head=an_id(members[0]))
    for member in members:
        teller.says("member_added", on, stream=stream, member=an_id(member))
    teller.says("programme_enrolled", on, stream=stream)
