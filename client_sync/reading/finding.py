"""Finding a household by what its people, its hamlet or its enterprise are called.

Before: the names this device can open, read anew for every search: an index kept in the journal
would put names on the disk in clear. After: `jejak find`, `jejak households --find`. Pure.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from client_sync.reading.names import Called
from events.ids import StreamId
from events.search import Term, match, sounds, term


class Found(NamedTuple):
    """A household that was meant, perhaps; `labels` are the names of it that were."""

    household: StreamId
    called: Called
    distance: int
    labels: tuple[str, ...]


def find(households: Iterable[tuple[StreamId, Called]], text: str) -> list[Found]:
    """The households that may be meant, the nearest first; empty for a text without words."""
    asked = sounds(text)
    found = []
    for household, called in households:
        meant = match(asked, terms_of(called))
        if meant is not None:
            found.append(Found(household, called, meant.distance, meant.labels))
    return sorted(found, key=lambda each: (each.distance, each.called.head or "", each.household))


def terms_of(called: Called) -> Iterator[Term]:
    """What a household is looked for by: every name in it, nicknames, and its hamlet."""
    for name in (*called.names.values(), *called.nicknames.values()):
        yield term(name)
    if called.kampung:
        yield term(called.kampung)
