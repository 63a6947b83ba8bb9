"""A household that became two: who went where, since when, and with whom the programme stays.

Before: claims (`claims.py`); the split is written in both streams with one act. After: `facts.py`
counts the members of each, `decisions.py` follows the programme, the answer names the other one.
What was true before stays in the old stream, for the new household begins with the split. Two
households that are one again by a merge were never two.
"""

from collections.abc import Iterator

from msgspec import Struct

from events.entry import Entry
from events.folds.claims import Claims
from events.folds.programme import Programme
from events.folds.reach import Reach
from events.folds.rights import missing_right
from events.ids import EventId, HouseholdId, is_uuid7
from events.types import EntityId, HouseholdRegistered, HouseholdsMerged, HouseholdSplit


class Split(Struct, frozen=True, gc=False):
    """`members` went into a household of their own `on` that date.

    `household` is the other one as seen from here; None where no entry says which it is.
    `with_programme`: the programme went along with them.
    """

    household: HouseholdId | None
    on: str
    members: tuple[EntityId, ...]
    with_programme: bool
    event: EventId


class Splits(Struct, frozen=True, gc=False):
    """Those of this household: `into` others, and `out_of` another, which it was part of before."""

    into: tuple[Split, ...] = ()
    out_of: tuple[Split, ...] = ()


_NONE = Splits()


def read_splits(claims: Claims, programme: Programme, day: str) -> Splits:
    """The splits begun by a day that a person entitled to it wrote, by date."""
    if HouseholdSplit not in claims.buckets:
        return _NONE
    own = {
        HouseholdId(entry.event.stream)
        for kind in (HouseholdRegistered, HouseholdsMerged)
        for entry in claims.entries(kind)
    }
    into: list[Split] = []
    out_of: list[Split] = []
    for entry, body in _begun(claims, programme, day):
        is_new_side = HouseholdId(entry.event.stream) == body.new_household
        old = _old_side(claims, entry, body) if is_new_side else None
        other = old if is_new_side else body.new_household
        if other is not None and other in own:
            continue
        with_programme = body.programme_stays_with == body.new_household
        (out_of if is_new_side else into).append(
            Split(other, entry.event.on, body.members, with_programme, entry.id)
        )
    return Splits(tuple(sorted(into, key=_order)), tuple(sorted(out_of, key=_order)))


def _begun(
    claims: Claims, programme: Programme, day: str
) -> Iterator[tuple[Entry, HouseholdSplit]]:
    reach = Reach(claims, programme, day)
    for entry in claims.entries(HouseholdSplit):
        body = entry.event.body
        assert isinstance(body, HouseholdSplit)
        if entry.event.on > day or reach.missing(entry) is not None:
            continue
        if missing_right(entry, body.spec.writers, programme.roles) is None:
            yield entry, body


def _old_side(claims: Claims, entry: Entry, body: HouseholdSplit) -> HouseholdId | None:
    """The household a new one was part of: where the programme stays, or its source."""
    if body.programme_stays_with != body.new_household:
        return body.programme_stays_with
    for registered in claims.entries(HouseholdRegistered):
        source = registered.event.body
        assert isinstance(source, HouseholdRegistered)
        is_own = registered.event.stream == entry.event.stream
        if is_own and source.source_ref is not None and is_uuid7(source.source_ref):
            return HouseholdId(source.source_ref)
    return None


def _order(split: Split) -> tuple[str, EventId]:
    return split.on, split.event
