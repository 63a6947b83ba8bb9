"""How far a coordinator's word reaches: households registered in the region of their role.

Before: an act by somebody whose role may write it. After: `resolving.py` (voids, reviews,
resolutions), `decisions.py` (assignments, decisions), `splits.py` and `family.py` (merges) let one
from another region count for nothing: each decides over a family or over what others stated of it,
so a role held in one kecamatan must not do it in the next. What people state, and what they do with
their own statements, needs no reach. As everywhere, the registration that the office had first says
where a household belongs.
"""

from collections.abc import Iterable
from typing import Final

from events.entry import Entry, standing
from events.folds.claims import Claims, canonical
from events.folds.programme import Programme
from events.folds.rights import people
from events.ids import ActorId, HouseholdId, StreamId
from events.regions import is_region
from events.types import HouseholdRegistered, RegionCode

OUTSIDE_REGION: Final = "outside_region"
_END: Final = "9999-12-31"


class Reach:
    """Asks it of the entries of one household, or of several under one: each stream is read once.

    `claims` are those of these streams, asked as of a day. What counts is how they were filed: no
    void moves a household.
    """

    def __init__(self, claims: Claims, programme: Programme, day: str = _END) -> None:
        self._claims = claims if claims.filed is None else claims.filed
        self._day = day
        self._programme = programme
        self._regions: dict[StreamId, RegionCode | None] = {}

    def missing(self, entry: Entry, actors: Iterable[ActorId] | None = None) -> str | None:
        """The flag of an entry when one of these has no role where its stream belongs.

        Of its author and who typed it, where nobody is named. None too where nothing says to which
        region the stream belongs.
        """
        asked = people(entry) if actors is None else actors
        return self.missing_at(entry.event.stream, entry.event.on, asked)

    def missing_at(self, stream: StreamId, on: str, actors: Iterable[ActorId]) -> str | None:
        """The same of what somebody is about to write on a day."""
        if stream not in self._regions:
            self._regions[stream] = registered_in(self._claims, HouseholdId(stream), self._day)
        region = self._regions[stream]
        if region is None:
            return None
        places = (region, self._programme.region_on(region, on))
        for actor in actors:
            if not any(self._programme.reaches(actor, on, place) for place in places):
                return OUTSIDE_REGION
        return None


def registered_in(claims: Claims, stream: HouseholdId, day: str = _END) -> RegionCode | None:
    """The region of the first accepted registration of a stream; None when none has begun.

    As at intake, one whose region is none says it only where there is no other.
    """
    said = [
        entry
        for entry in claims.entries(HouseholdRegistered)
        if HouseholdId(entry.event.stream) == stream
        and standing(entry.verdict) == "accepted"
        and entry.event.on <= day
    ]
    if not said:
        return None
    first = min(
        said,
        key=lambda entry: (
            not is_region(_region_of(entry)),
            entry.position is None,
            entry.position or 0,
            canonical(entry),
        ),
    )
    return _region_of(first)


def _region_of(registered: Entry) -> RegionCode:
    body = registered.event.body
    assert isinstance(body, HouseholdRegistered), "a claim of registration is one"
    return body.region
