"""An entry on the wrong household, put right: written there, voided here, each naming the other.

    the entry there ─> event_voided here (wrong_household) ─> a note beside each, about the other

Nothing is moved in silence: what was written stays where it was, struck through, and the notes are
the link that both histories show. Stopped on the way, the same call goes on: what is there already
is not written again. Before: `cli/move.py`. After: entries like any other.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from client_sync.data_keys import KeyRing
from client_sync.reading.view import entry_of_row
from client_sync.refusals import DeviceRefused
from client_sync.storage.held import Profile, Row
from client_sync.storage.journal import Journal
from client_sync.storage.journal_reading import Reading
from client_sync.writing.record import Outcome, Recorded, Recorder, SameAgain
from client_sync.writing.references import one_of, prefix_of
from events.entry import Entry
from events.folds.rights import SUPERVISORS
from events.form import NewEntry
from events.ids import EventId, StreamId

_STAYS: Final = ("act", "decision", "exclusive")
"""Merge classes of what is said of one household alone; it is voided and written anew by hand."""
_WORDS: Final = {
    "here": "Salah keluarga: dicatat lagi di keluarga {household}.",
    "there": "Pindahan dari keluarga {household}, di sana dicoret.",
}
"""Of the notes; they are kept in the language of the field."""


class Moved(msgspec.Struct, frozen=True):
    """The entry there, what struck it out here, and the notes beside them."""

    moved: EventId
    household: StreamId
    there: EventId
    void: EventId
    notes: tuple[EventId, ...]


async def _named(reading: Reading, text: str) -> Row:
    """The entry a text names by the beginning of its id."""
    rows = {row.id: row for row in await reading.events_like(prefix_of(text))}
    return rows[EventId(one_of(text, rows))]


class Mover:
    """Puts entries of one device right."""

    def __init__(
        self, journal: Journal, profile: Profile, ring: KeyRing, recorder: Recorder
    ) -> None:
        self._journal = journal
        self._profile = profile
        self._ring = ring
        self._recorder = recorder

    async def move(
        self, event: str, household: StreamId, changed: Mapping[str, object], late: str | None
    ) -> Moved | Outcome:
        """Write an entry on another household; `changed` are fields that read otherwise there.

        An outcome that is not recorded says why nothing was written.
        Errors: DeviceRefused for an entry that is not here, may not be voided by whoever holds this
        device, stays where it is, or cannot be opened.
        """
        async with self._journal.reading() as reading:
            row = await _named(reading, event)
            entry = self._movable(row, household)
            fields = await self._fields(reading, row, entry)
        moved = self._there(entry, household, {**fields, **changed}, late)
        there = await self._recorder.record(moved)
        if not isinstance(there, Recorded | SameAgain):
            return there
        void = await self._written(
            "event_voided", row.stream, target=row.id, reason="wrong_household"
        )
        notes = (
            await self._note(row.stream, "here", household, void, there.event),
            await self._note(household, "there", row.stream, there.event, row.id),
        )
        return Moved(row.id, household, there.event, void, notes)

    def _movable(self, row: Row, household: StreamId) -> Entry:
        entry = entry_of_row(row)
        if entry is None or row.stream == household:
            raise DeviceRefused("stays_here", given=row.id)
        event = entry.event
        if event.body.spec.merge.kind in _STAYS:
            raise DeviceRefused("stays_here", given=row.id)
        if event.by != self._profile.actor and self._profile.role not in SUPERVISORS:
            raise DeviceRefused("not_yours_to_move", given=row.id)
        return entry

    async def _fields(self, reading: Reading, row: Row, entry: Entry) -> dict[str, object]:
        fields: dict[str, object] = msgspec.to_builtins(entry.event.body)
        if entry.event.personal is None:
            return fields
        keys = await self._ring.of_stream(reading, row.stream)
        personal = self._ring.personal(row, entry.event.personal, keys)
        if personal is None:
            raise DeviceRefused("not_to_be_opened", given=row.id)
        return fields | personal

    def _there(
        self, entry: Entry, household: StreamId, fields: dict[str, object], late: str | None
    ) -> NewEntry:
        event = entry.event
        return NewEntry(
            type=event.type,
            fields=fields,
            household=household,
            on=event.on,
            basis=event.basis,
            visit=event.visit,
            late=late or event.late,
            by=event.by,
        )

    async def _note(
        self, stream: StreamId, words: str, other: StreamId, beside: EventId, about: EventId
    ) -> EventId:
        return await self._written(
            "note_written", stream, about=about, reply_to=beside, state="done",
            text=_WORDS[words].format(household=other),
        )  # fmt: skip

    async def _written(self, kind: str, stream: StreamId, **fields: object) -> EventId:
        outcome = await self._recorder.record(NewEntry(type=kind, household=stream, fields=fields))
        assert isinstance(outcome, Recorded | SameAgain), "what was checked may be written"
        return outcome.event
