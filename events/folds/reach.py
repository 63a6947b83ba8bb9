"""How far a coordinator's word reaches: households registered in the region of their role.

Before: an assignment or a merge by somebody whose role may write it. After: `decisions.py` and
`family.py` let one from another region count for nothing. Both open a family to others, so a role
held in one kecamatan must not do it in the next. As everywhere, the registration that the office
had first says where a household belongs.
"""

from typing import Final

from events.entry import Entry, standing
from events.folds.acts import people
from events.folds.claims import canonical
from events.folds.household import Household
from events.folds.programme import Programme
from events.ids import HouseholdId, StreamId
from events.types import HouseholdRegistered, RegionCode

OUTSIDE_REGION: Final = "outside_region"


class Reach:
    """Asks it of the entries of one household, or of several under one: each stream is read once.

    `household` holds the entries of those streams.
    """

    def __init__(self, household: Household, programme: Programme) -> None:
        self._household = household
        self._programme = programme
        self._regions: dict[StreamId, RegionCode | None] = {}

    def missing(self, entry: Entry) -> str | None:
        """The flag of an entry whose author, or who typed it, has no role where its stream belongs.

        None too where nothing says to which region it belongs.
        """
        stream, on = entry.event.stream, entry.event.on
        if stream not in self._regions:
            self._regions[stream] = registered_in(self._household, HouseholdId(stream))
        region = self._regions[stream]
        if region is None:
            return None
        places = (region, self._programme.region_on(region, on))
        for actor in people(entry):
            if not any(self._programme.reaches(actor, on, place) for place in places):
                return OUTSIDE_REGION
        return None


def registered_in(household: Household, stream: HouseholdId) -> RegionCode | None:
    """The region of the first accepted registration of a stream; None when there is none here."""
    said = [
        entry
        for entry in household.claims.entries(HouseholdRegistered)
        if HouseholdId(entry.event.stream) == stream and standing(entry.verdict) == "accepted"
    ]
    if not said:
        return None
    first = min(
        said, key=lambda entry: (entry.position is None, entry.position or 0, canonical(entry))
    )
    body = first.event.body
    assert isinstance(body, HouseholdRegistered), "a claim of registration is one"
    return body.region
