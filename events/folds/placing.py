"""Where a household belongs: where the registration says that counted first.

    registration accepted                        counts from its own position
    registration waits, an officer accepts it    counts from the position of that review

Before: registrations as they were filed (`claims.py`). After: `reach.py` asks whose word reaches
the household, `assigned.py` tells the office where to place it. What counted first follows from the
office's positions alone, so nothing that is said later brings a family elsewhere: no other
registration, no void, no review taken back. One that names no region says where a household belongs
only while no other does.

Every officer's review tells: while a household is placed nowhere, none of them is outside its
region, and once it is placed, no other review counts sooner.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final, NamedTuple

from events.entry import Entry, standing
from events.folds.claims import Claims, HeldBack, canonical, day_received, is_future
from events.folds.rights import Roles, missing_right
from events.ids import EventId, HouseholdId
from events.regions import is_region
from events.types import EntryReviewed, HouseholdRegistered, RegionCode

_END: Final = "9999-12-31"
UNCOMMITTED: Final = 2**53
"""Later than every position."""


class Place(NamedTuple):
    """A household belongs where this says, from a position of the log on."""

    registered: Entry
    since: int

    @property
    def region(self) -> RegionCode:
        """As it was written; perhaps none at all."""
        body = self.registered.event.body
        assert isinstance(body, HouseholdRegistered), "a place is said by a registration"
        return body.region

    @property
    def is_known(self) -> bool:
        """False while nothing says where the household belongs but a text that is no region."""
        return is_region(self.region)


def place_of(claims: Claims, stream: HouseholdId, roles: Roles, day: str = _END) -> Place | None:
    """Where the household of a stream belongs; None while no registration of it has begun.

    What counts is how claims were filed, before any act on them.
    """
    filed = claims if claims.filed is None else claims.filed
    found = [
        Place(entry, position_of(entry))
        for entry in filed.entries(HouseholdRegistered)
        if HouseholdId(entry.event.stream) == stream
        and standing(entry.verdict) == "accepted"
        and entry.event.on <= day
    ]
    if filed.held_back is not None:
        found += _held_back(filed.held_back, stream, roles, day)
    return min(found, key=_order, default=None)


def position_of(entry: Entry) -> int:
    """The position of an entry; one that is not committed stands after all that are."""
    return UNCOMMITTED if entry.position is None else entry.position


def _order(place: Place) -> tuple[bool, int, tuple[str, int, str]]:
    return not place.is_known, place.since, canonical(place.registered)


def _held_back(held: HeldBack, stream: HouseholdId, roles: Roles, day: str) -> Iterator[Place]:
    """Of registrations that did not count when they came, those that say where it belongs."""
    for entry in chain.from_iterable(held.registrations.values()):
        if HouseholdId(entry.event.stream) == stream and _begun(entry) <= day:
            since = _counts_since(entry, held.acts, roles)
            if since is not None:
                yield Place(entry, since)


def _begun(entry: Entry) -> str:
    """The first day of a registration; a clock that is ahead does not put off where it belongs."""
    if is_future(entry) and entry.received is not None:
        return day_received(entry.received)
    return entry.event.on


def _counts_since(
    entry: Entry, acts: Mapping[EventId, Iterable[Entry]], roles: Roles
) -> int | None:
    """From which position an entry counts; None while nobody has let it count.

    A review may have waited itself, and counts from when it was let count.
    """
    found: list[int] = []
    looked_at = [(entry, position_of(entry))]
    while looked_at:
        each, since = looked_at.pop()
        if standing(each.verdict) == "accepted":
            found.append(since)
            continue
        looked_at += (
            (act, max(since, position_of(act)))
            for act in acts.get(each.id, ())
            if _lets_count(act, roles)
        )
    return min(found, default=None)


def _lets_count(act: Entry, roles: Roles) -> bool:
    body = act.event.body
    return (
        isinstance(body, EntryReviewed)
        and body.outcome == "accepted"
        and standing(act.verdict) != "quarantined"
        and not is_future(act)
        and missing_right(act, body.spec.writers, roles) is None
    )
