"""Who may say what: a role on the day it is said, and, over a family, a role where it belongs.

Before: roles as the office registered them (`programme.py`). After: acts (`resolving.py`),
decisions and doubts flag an entry whose author may not write it.
"""

from collections.abc import Callable, Iterable
from typing import Final

from events.entry import Entry
from events.ids import ActorId
from events.types import Role

Roles = Callable[[ActorId, str], frozenset[Role]]
"""The roles an actor holds on a date; empty when nobody registered the actor."""
Outside = Callable[[Entry, Iterable[ActorId]], str | None]
"""The flag of an entry when one of these actors has no role where its household belongs."""
SUPERVISORS: Final[frozenset[Role]] = frozenset(
    ("koordinator_kecamatan", "koordinator_kabupaten", "province", "admin")
)


def people(entry: Entry) -> frozenset[ActorId]:
    """Whose statement it is and who typed it: one person, or two."""
    event = entry.event
    return frozenset((event.by, event.entered_by or event.by))


def missing_right(entry: Entry, allowed: Iterable[Role], roles: Roles) -> str | None:
    """The flag of an entry whose author, or who typed it for the author, may not write it."""
    event = entry.event
    for actor in (event.by, event.entered_by):
        if actor is None:
            continue
        held = roles(actor, event.on)
        if not held:
            return "unknown_actor"
        if held.isdisjoint(allowed):
            return "role_not_allowed"
    return None


def nowhere(_entry: Entry, _actors: Iterable[ActorId]) -> None:
    """Of a stream that belongs to no region: nobody is outside."""
