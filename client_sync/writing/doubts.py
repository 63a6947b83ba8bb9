"""What is odd about this device's own entries: shown to their author before anybody else.

A flag is no accusation. Who says why, by a note about the entry, has answered it; the office looks
at what nobody has explained. Before: the inbox fold of every household. After: `jejak doubts`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from client_sync.reading.view import View
from client_sync.storage.held import Profile
from client_sync.storage.journal import Journal
from events.entry import standing
from events.folds.answer import look
from events.folds.inbox import InboxItem, inbox
from events.ids import OFFICE, PROGRAMME, StreamId

_NOT_KNOWN_HERE: Final = "unknown_actor"
"""Whether its holder is registered, a device learns from the office, by a sync."""


class Doubt(Struct, frozen=True):
    """An own entry that looks odd, or that the office holds back.

    `flags` are words of `events/words`; `told`: its author said why.
    """

    household: StreamId
    item: InboxItem
    flags: tuple[str, ...]
    told: bool


async def own_doubts(journal: Journal, profile: Profile, view: View, day: date) -> Sequence[Doubt]:
    """Own entries to look at as of a day, those without a word of their author's first."""
    found = []
    async with journal.reading() as reading:
        about = await reading.stream(PROGRAMME)
        programme = await view.programme(reading, 0 if about is None else about.changes)
        for stream in await reading.streams():
            if stream.id in (PROGRAMME, OFFICE):
                continue
            household = await view.household(reading, stream.id, stream.changes)
            looked = look(household, programme, day.isoformat())
            for item in inbox(looked):
                flags = tuple(code for code in item.codes if code != _NOT_KNOWN_HERE)
                if item.kind == "review" and item.device == profile.device and flags:
                    replies = (household.entries[reply].event for reply in item.replies)
                    told = any(reply.by == item.by for reply in replies)
                    found.append(Doubt(stream.id, item, flags, told))
    held_back = {doubt.item.event: standing(doubt.item.verdict) == "review" for doubt in found}
    return sorted(found, key=lambda doubt: (doubt.told, held_back[doubt.item.event], doubt.item.at))
