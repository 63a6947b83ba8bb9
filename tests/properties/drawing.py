"""What an entry is drawn by: its type, and its fields from numbers and what was said before."""

from collections.abc import Callable, Sequence

from events.entry import Entry
from tests.builders import an_event_id

Fields = dict[str, object]
Draw = Callable[[int], int]
"""A number below the one given."""
Kind = tuple[str, Callable[[Draw, Sequence[Entry]], Fields]]


def a_target(draw: Draw, said: Sequence[Entry]) -> str:
    """The id of an earlier entry, mostly one of the first few; rarely of one that never comes."""
    if not said or draw(12) == 0:
        return an_event_id("absent")
    return said[draw(min(len(said), 2)) if draw(3) else draw(len(said))].id


def plain(_: Draw, __: Sequence[Entry]) -> Fields:
    return {}
