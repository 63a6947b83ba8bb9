"""What people wrote in words about a household: notes, statements of the family, remarks.

Words are personal and no fold reads them; whether something still waits for an answer is the folds'
to say. Before: rows and keys of a household, its facts. After: `jejak show`, printed pages.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from client_sync.data_keys import KeyRing
from client_sync.reading.view import entry_of_row
from client_sync.storage.held import Row
from client_sync.storage.journal_reading import Reading
from events.folds.facts import Facts
from events.folds.voices import open_notes, open_statements
from events.ids import ActorId, EventId, StreamId
from events.types import FamilyStatement, NoteWritten

_TYPES: Final = (NoteWritten.type, FamilyStatement.type)


class Voice(Struct, frozen=True):
    """Words of somebody. `kind` is the stance of a family, or whom a note is for; `text` is None
    where it cannot be read here; `waits` while nobody has answered."""

    event: EventId
    type: str
    on: str
    by: ActorId
    kind: str | None
    about: str | None
    text: str | None
    waits: bool


async def voices_in(
    reading: Reading, ring: KeyRing, streams: Iterable[StreamId], facts: Facts
) -> list[Voice]:
    """The notes and statements of a household by the facts' day, the newest first."""
    waiting = {entry.id for entry in (*open_notes(facts), *open_statements(facts))}
    found = []
    for stream in streams:
        keys = await ring.of_stream(reading, stream)
        for row in await reading.rows_of_types(stream, _TYPES):
            entry = entry_of_row(row)
            if entry is not None and entry.event.on <= facts.day:
                personal = ring.personal(row, entry.event.personal, keys) or {}
                found.append(_voice(row, entry.event.body, entry.event.by, personal, waiting))
    return sorted(found, key=lambda voice: (voice.on, voice.event), reverse=True)


def _voice(
    row: Row, body: object, by: ActorId, personal: dict[str, object], waiting: set[EventId]
) -> Voice:
    kind: str | None
    if isinstance(body, NoteWritten):
        kind, about, words = body.for_, body.about or body.reply_to, personal.get("text")
    else:
        assert isinstance(body, FamilyStatement)
        kind, about, words = body.stance, body.about, personal.get("words")
    text = words if isinstance(words, str) else None
    return Voice(row.id, row.type, row.on, by, kind, about, text, row.id in waiting)
