"""How far a coordinator's word reaches: households registered in the region of their role.

Before: an act by somebody whose role may write it, and where the household belongs (`placing.py`).
After: `resolving.py` (voids, reviews, resolutions), `decisions.py` (assignments, decisions),
`splits.py` and `family.py` (merges) let one from another region count for nothing: each decides
over a family or over what others stated of it, so a role held in one kecamatan must not do it in
the next. What people state, and what they do with their own statements, needs no reach.

A household said to be where the log has no region belongs to all of the log, as at the office: who
decides for all of it can set right what nobody else could.

A registration that waits may be reviewed by every officer until the household is placed: what it
says of its region is a claim, and must keep no judge of it out.
"""

from collections.abc import Iterable
from typing import Final

from events.entry import Entry
from events.folds.claims import Claims
from events.folds.placing import UNCOMMITTED, Place, place_of, position_of
from events.folds.programme import Programme
from events.folds.rights import people
from events.ids import ActorId, EventId, HouseholdId, StreamId
from events.regions import counted_in
from events.types import EntryReviewed

OUTSIDE_REGION: Final = "outside_region"
_END: Final = "9999-12-31"


class Reach:
    """Asks it of the entries of one household, or of several under one: each stream is read once.

    `claims` are those of these streams, asked as of a day.
    """

    def __init__(self, claims: Claims, programme: Programme, day: str = _END) -> None:
        self._claims = claims if claims.filed is None else claims.filed
        self._day = day
        self._programme = programme
        self._places: dict[StreamId, Place | None] = {}

    def missing(self, entry: Entry, actors: Iterable[ActorId] | None = None) -> str | None:
        """The flag of an entry when one of these has no role where its stream belongs.

        Of its author and who typed it, where nobody is named. None too where nothing says to which
        region the stream belongs.
        """
        event, body = entry.event, entry.event.body
        asked = people(entry) if actors is None else actors
        reviewed = body.target if isinstance(body, EntryReviewed) else None
        return self.missing_at(event.stream, event.on, asked, reviewed, position_of(entry))

    def missing_at(
        self,
        stream: StreamId,
        on: str,
        actors: Iterable[ActorId],
        reviewed: EventId | None = None,
        position: int = UNCOMMITTED,
    ) -> str | None:
        """The same of what somebody is about to write on a day, perhaps a review of an entry."""
        if stream not in self._places:
            roles = self._programme.roles
            self._places[stream] = place_of(self._claims, HouseholdId(stream), roles, self._day)
        place = self._places[stream]
        if place is None:
            return None
        if reviewed is not None and self._waits(stream, reviewed):
            was_placed = place.is_known and place.since < position
            if not was_placed:
                return None
        region = counted_in(self._programme.log, place.region)
        regions = (region, self._programme.region_on(region, on))
        for actor in actors:
            if not any(self._programme.reaches(actor, on, region) for region in regions):
                return OUTSIDE_REGION
        return None

    def _waits(self, stream: StreamId, entry: EventId) -> bool:
        """True for a registration of a stream that did not count when it came."""
        held = self._claims.held_back
        places = () if held is None else held.registrations.get(entry, ())
        return any(each.event.stream == stream for each in places)
