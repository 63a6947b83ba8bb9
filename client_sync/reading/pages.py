"""What a person reads of one household on this device: where it stands, and its history.

Personal words are joined here and nowhere before: folds never see them. Before: folds of the view
and rows of the journal. After: `cli/show.py`, `cli/history.py`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from client_sync.data_keys import KeyRing
from client_sync.exchange.outbox import Standing, where
from client_sync.reading.names import NAMING_TYPES, Names, names_in
from client_sync.reading.outside import count_outside, flags_outside
from client_sync.reading.view import View, entry_of_row, streams_of
from client_sync.reading.voices import Voice, voices_in
from client_sync.refusals import DeviceRefused
from client_sync.storage.held import Row, Stream, SyncState
from client_sync.storage.journal import Journal
from client_sync.storage.journal_reading import Reading
from events.entry import Entry, Verdict, standing
from events.folds import Answer, HistoryEntry, Household, Programme, answer
from events.folds.acts import Outcome
from events.folds.answer import look
from events.folds.commitments_grid import Commitment, commitments_grid
from events.folds.history import Replaced, State, history
from events.folds.stream import StreamState
from events.ids import OFFICE, PROGRAMME, EventId, StreamId
from events.types import Body, SurveyDefined

Unread = Literal["unknown_type", "quarantined"]
"""How an entry stands that no fold here reads."""


class HouseholdPage(msgspec.Struct, frozen=True):
    """A household as of a day. `unknown`: entries newer than this program.

    `surveys` are the question sets it answered, where this device knows them; `voices` what people
    wrote in words, the newest first. `incomplete`: some of its history is still to come. `outside`:
    entries that count, by somebody who did not accompany it on their day, such as late ones of a
    former companion.
    """

    household: StreamId
    answer: Answer
    names: Names
    head: str | None
    unknown: int
    surveys: tuple[SurveyDefined, ...] = ()
    incomplete: bool = False
    voices: tuple[Voice, ...] = ()
    outside: int = 0


class CommitmentsPage(msgspec.Struct, frozen=True):
    """The commitments of a household, month by month, with the names of its members."""

    household: StreamId
    names: Names
    cells: tuple[Commitment, ...]


class HistoryLine(msgspec.Struct, frozen=True, kw_only=True):
    """One entry with everything known of it here.

    What the fold says of it (`state` to `body`) is absent when this program does not know its
    type; `personal` is there only where it can be read.
    """

    event: str
    type: str
    stream: StreamId
    on: str
    at: int
    device: str
    epoch: int
    sequence: int
    position: int | None
    received: int | None
    verdict: Verdict | None
    standing: Standing
    seen: tuple[int, int] | None = None
    by: str | None = None
    entered_by: str | None = None
    basis: str | None = None
    visit: str | None = None
    late: str | None = None
    state: State | Unread | None = None
    flags: tuple[str, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    replaced_by: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    body: Body | None = None
    personal: dict[str, object] | None = None


class Pages:
    """Reads one journal for people."""

    def __init__(self, journal: Journal, view: View, ring: KeyRing) -> None:
        self._journal = journal
        self._view = view
        self._ring = ring

    async def household(
        self, stream: StreamId, as_of: date, known_at: int | None = None
    ) -> HouseholdPage:
        """One household. Errors: DeviceRefused when none of it is here, or it was handed over."""
        async with self._journal.reading() as reading:
            held = await self._held(reading, stream)
            if not held.held:
                raise DeviceRefused("household_left", given=stream)
            household = await self._view.household(reading, stream, held.changes, known_at)
            programme = await self._programme(reading)
            rows = await self._rows(reading, household)
            names = await self._names(reading, rows)
            looked = look(household, programme, as_of.isoformat())
            voices = await voices_in(reading, self._ring, streams_of(household), looked.facts)
        found = answer(household, programme, as_of, known_at)
        defined = (programme.survey(each.survey, each.version or 0) for each in found.surveys)
        return HouseholdPage(
            stream,
            found,
            names,
            names.get(found.household.head or ""),
            sum(entry_of_row(row) is None for row in rows),
            tuple(survey for survey in defined if survey is not None),
            held.incomplete,
            tuple(voices),
            count_outside(looked),
        )

    async def commitments(self, stream: StreamId, as_of: date, months: int) -> CommitmentsPage:
        """The last so many months of its commitments. Errors: as `household`."""
        async with self._journal.reading() as reading:
            held = await self._held(reading, stream)
            if not held.held:
                raise DeviceRefused("household_left", given=stream)
            household = await self._view.household(reading, stream, held.changes)
            programme = await self._programme(reading)
            names = await self._names(reading, await self._rows(reading, household))
        facts = look(household, programme, as_of.isoformat()).facts
        return CommitmentsPage(stream, names, commitments_grid(facts, months))

    async def surveys(self) -> tuple[SurveyDefined, ...]:
        """The newest version of each question set the office published, by name."""
        async with self._journal.reading() as reading:
            return (await self._programme(reading)).surveys()

    async def history(
        self, stream: StreamId, known_at: int | None = None
    ) -> tuple[list[HistoryLine], Names]:
        """Every entry of a household in the canonical order; those nobody can read come last."""
        async with self._journal.reading() as reading:
            held = await self._held(reading, stream)
            household = await self._view.household(reading, stream, held.changes, known_at)
            programme = await self._programme(reading)
            rows = await self._rows(reading, household)
            streams = {row.stream for row in rows}
            keys = {name: await self._ring.of_stream(reading, name) for name in streams}
            names = await self._names(reading, rows)
            sync = await reading.sync_state()
        at_place = {(row.id, row.device, row.epoch, row.sequence): row for row in rows}
        lines: list[HistoryLine] = []
        for entry in history(household, programme, known_at):
            kept = _kept(household, entry)
            # Of two places of one event the line shows the one by which it counts.
            row = at_place[kept.id, kept.device, kept.epoch, kept.sequence]
            event = kept.event
            lines.append(
                msgspec.structs.replace(
                    _plain(row, sync),
                    seen=event.seen,
                    by=entry.by,
                    entered_by=entry.entered_by,
                    basis=entry.basis,
                    visit=event.visit,
                    late=event.late,
                    state=entry.state,
                    flags=_flags(entry, held),
                    replaced=entry.replaced,
                    replaced_by=entry.replaced_by,
                    linked=entry.linked,
                    body=entry.body,
                    personal=self._ring.personal(row, event.personal, keys[row.stream]),
                )
            )
        read = {line.event for line in lines}
        unread = {
            row.id: row
            for row in rows
            if row.id not in read and row.stream == stream and entry_of_row(row) is None
        }
        return [*lines, *(_unread(row, sync) for row in unread.values())], names

    async def reviewed(self, rows: Iterable[Row]) -> dict[EventId, Outcome]:
        """What became of those of these entries that the office took for review.

        An officer decided, or it counts already by another place: a copy's by its original's.
        """
        waiting: dict[StreamId, list[EventId]] = {}
        for row in rows:
            if row.verdict is not None and standing(row.verdict) == "review":
                waiting.setdefault(row.stream, []).append(row.id)
        found: dict[EventId, Outcome] = {}
        async with self._journal.reading() as reading:
            programme = await self._programme(reading)
            for stream in waiting.keys() - {OFFICE}:
                state: StreamState = programme
                said = programme.outcome
                if stream != PROGRAMME:
                    held = await self._held(reading, stream)
                    household = await self._view.household(reading, stream, held.changes)
                    state, said = household, household.resolved(programme).outcome
                for event in waiting[stream]:
                    kept = state.entries.get(event)
                    counts = kept is not None and standing(kept.verdict) == "accepted"
                    outcome = "accepted" if counts else said(event)
                    if outcome is not None:
                        found[event] = outcome
        return found

    async def _names(self, reading: Reading, rows: Iterable[Row]) -> Names:
        """The names that rows of some streams give, and those of the people of the programme."""
        actors = await reading.rows_of_types(PROGRAMME, NAMING_TYPES)
        by_stream: dict[StreamId, list[Row]] = {PROGRAMME: actors}
        for row in rows:
            by_stream.setdefault(row.stream, []).append(row)
        names: Names = {}
        for stream, of_stream in by_stream.items():
            names |= await names_in(reading, self._ring, stream, of_stream)
        return names

    async def _rows(self, reading: Reading, household: Household) -> list[Row]:
        """The rows of a household and of its kin."""
        return [row for name in streams_of(household) for row in await reading.rows(name)]

    async def _programme(self, reading: Reading) -> Programme:
        about = await reading.stream(PROGRAMME)
        return await self._view.programme(reading, 0 if about is None else about.changes)

    async def _held(self, reading: Reading, stream: StreamId) -> Stream:
        held = await reading.stream(stream)
        if held is None:
            raise DeviceRefused("no_such_household", given=stream)
        return held


def _flags(entry: HistoryEntry, held: Stream) -> tuple[str, ...]:
    """The flags of an entry, with what is not here to see once a household was handed over."""
    return tuple(dict.fromkeys((*entry.flags, *flags_outside(entry.on, held))))


def _kept(household: Household, entry: HistoryEntry) -> Entry:
    state = household if entry.stream == household.id else household.kin[entry.stream]
    return state.entries[entry.event]


def _plain(row: Row, sync: SyncState) -> HistoryLine:
    """What the journal says of an entry, read or not."""
    return HistoryLine(
        event=row.id,
        type=row.type,
        stream=row.stream,
        on=row.on,
        at=row.at,
        device=row.device,
        epoch=row.epoch,
        sequence=row.sequence,
        position=row.position,
        received=row.received,
        verdict=row.verdict,
        standing=where(row, sync),
    )


def _unread(row: Row, sync: SyncState) -> HistoryLine:
    """An entry that no fold here reads: the office set it aside, or a newer program wrote it."""
    aside = row.verdict is not None and standing(row.verdict) == "quarantined"
    state: Unread = "quarantined" if aside else "unknown_type"
    return msgspec.structs.replace(_plain(row, sync), state=state)


def short_ids(ids: Iterable[str], least: int = 8) -> dict[str, str]:
    """The shortest beginnings that tell these ids apart; whole where nothing shorter does."""
    ordered = sorted(set(ids))
    result = {}
    for at, name in enumerate(ordered):
        around = ordered[max(at - 1, 0) : at] + ordered[at + 1 : at + 2]
        size = least
        while size < len(name) and any(other.startswith(name[:size]) for other in around):
            size += 1
        result[name] = name[:size].rstrip("-")
    return result
