"""Who accompanies a household on a day, and because of which assignment.

Before: the household's and the programme's state. After: the office gives that companion's devices
the household to see, and takes it from the former's (`server/exchange/assigning.py`).
"""

from typing import NamedTuple

from events.entry import Entry
from events.folds.answer import Looked, look
from events.folds.companions import newest_on
from events.folds.household import Household
from events.folds.placing import place_of
from events.folds.programme import Programme
from events.ids import ActorId, HouseholdId


class Assigned(NamedTuple):
    """`companion` is None for nobody, and while two assignments contradict (`is_open`).

    `because` is the assignment, in effect since `effective`; `next_on` the day the next one takes
    effect. `alias_of`: this one's entries belong to that household, those of `aliases` to this one.
    `registered`: the registration under this very name that places it, whatever its day.
    """

    companion: ActorId | None
    is_open: bool
    because: Entry | None
    effective: str | None
    next_on: str | None
    alias_of: HouseholdId | None
    aliases: frozenset[HouseholdId]
    registered: Entry | None


def assigned_on(household: Household, programme: Programme, day: str) -> Assigned:
    """Who is assigned to a household on a day, under whichever name, by what counts."""
    looked = look(household, programme, day)
    decisions = looked.decisions
    newest = newest_on(decisions.assignments, day)
    named = {each.companion for each in newest}
    # Several that name one companion are one; the first in the log is the one all can name.
    newest.sort(key=lambda each: (each.entry.position is None, each.entry.position or 0))
    decided = newest[0] if len(named) == 1 else None
    return Assigned(
        companion=None if decided is None else decided.companion,
        is_open=len(named) > 1,
        because=None if decided is None else decided.entry,
        effective=None if decided is None else decided.effective,
        next_on=min(
            (each.effective for each in decisions.assignments if each.effective > day), default=None
        ),
        alias_of=None if looked.named is None else looked.named.alias_of,
        aliases=frozenset() if looked.named is None else frozenset(looked.named.aliases),
        registered=_placed(looked, household.id),
    )


def _placed(looked: Looked, household: HouseholdId) -> Entry | None:
    """The registration under this name that says, in the log, where the household belongs."""
    place = place_of(looked.household.claims, household, looked.programme.roles)
    if place is None or not place.is_known or place.registered.position is None:
        return None
    return place.registered
