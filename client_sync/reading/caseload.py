"""The caseload: every household in scope in one list, whom to see first, and how many people it is.

Before: cards kept with the entries (`cards.py`), the names this device can open. After:
`cli/households.py`, `cli/next.py`, `cli/caseload.py`, the sheets of sessions, search.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date

import msgspec

from client_sync.data_keys import KeyRing
from client_sync.reading.cards import HouseholdCard, card_of, is_current, read_card
from client_sync.reading.names import CALLING_TYPES, Called, called
from client_sync.reading.view import View
from client_sync.storage.held import Card
from client_sync.storage.journal import Journal, JournalFull
from client_sync.storage.journal_reading import Reading
from events.folds import Question, answer
from events.folds.caseload import Counts, count
from events.folds.due import ACCOMPANIED
from events.ids import OFFICE, PROGRAMME, HouseholdId, StreamId


class HouseholdLine(msgspec.Struct, frozen=True):
    """A household in a list, and what it is called where that can be read.

    `incomplete`: some of its history is still to come, so the card may say too little.
    """

    household: StreamId
    called: Called
    card: HouseholdCard
    incomplete: bool = False


class DueVisit(msgspec.Struct, frozen=True):
    """A household to see, and what to ask there."""

    line: HouseholdLine
    questions: tuple[Question, ...]


SavesCard = Callable[[StreamId, Card], Awaitable[None]]


class Caseload:
    """Reads one journal household by household."""

    def __init__(self, journal: Journal, view: View, ring: KeyRing) -> None:
        self._journal = journal
        self._view = view
        self._ring = ring

    async def lines(self, day: date) -> list[HouseholdLine]:
        """Every household in scope, by id; cards that are no longer current are made anew."""
        try:
            async with self._journal.writing() as writing:
                return await self._lines(writing, day, writing.save_card)
        except JournalFull:
            # The list is read all the same; its cards are made again the next time.
            async with self._journal.reading() as reading:
                return await self._lines(reading, day)

    async def _lines(
        self, reading: Reading, day: date, save: SavesCard | None = None
    ) -> list[HouseholdLine]:
        streams = await reading.streams()
        changes = next((s.changes for s in streams if s.id == PROGRAMME), 0)
        programme = await self._view.programme(reading, changes)
        lines = []
        for stream in streams:
            if stream.id in (PROGRAMME, OFFICE) or not stream.held:
                continue
            card = stream.card
            if card is None or not is_current(stream, day, changes):
                household = await self._view.household(reading, stream.id, stream.changes)
                card = card_of(household, programme, day, stream.changes, changes)
                if save is not None and not household.kin:
                    # Otherwise it rests on other streams too, whose changes it cannot name.
                    await save(stream.id, card)
            found = read_card(card)
            name = await self._called(reading, stream.id, *found.aliases)
            lines.append(HouseholdLine(stream.id, name, found, stream.incomplete))
        return lines

    async def due(self, day: date, limit: int) -> tuple[list[DueVisit], int]:
        """The households to see first on a day, in order of need; how many there are beyond."""
        lines = [line for line in await self.lines(day) if line.card.why]
        lines.sort(key=lambda line: (-line.card.need, line.household))
        due = []
        async with self._journal.reading() as reading:
            about = await reading.stream(PROGRAMME)
            changes = 0 if about is None else about.changes
            programme = await self._view.programme(reading, changes)
            for line in lines[:limit]:
                held = await reading.stream(line.household)
                assert held is not None, "a stream that leaves the scope keeps its row"
                household = await self._view.household(reading, line.household, held.changes)
                due.append(DueVisit(line, answer(household, programme, day).questions))
        return due, len(lines) - len(due)

    async def called(self) -> list[tuple[StreamId, Called]]:
        """What every household in scope is called, by id; no card is made for it."""
        async with self._journal.reading() as reading:
            return [
                (stream, await self._called(reading, stream))
                for stream in await reading.stream_ids()
                if stream not in (PROGRAMME, OFFICE)
            ]

    async def _called(self, reading: Reading, stream: StreamId, *aliases: HouseholdId) -> Called:
        rows = await reading.rows_of_types(stream, CALLING_TYPES)
        found = await called(reading, self._ring, stream, rows)
        for alias in aliases:
            other = await self._called(reading, StreamId(alias))
            found = msgspec.structs.replace(
                found,
                names=other.names | found.names,
                nicknames=other.nicknames | found.nicknames,
            )
        return found


def counts(lines: Iterable[HouseholdLine], day: date) -> Counts:
    """The people of those households that are accompanied."""
    return count((line.card.roster for line in lines if line.card.status in ACCOMPANIED), day)
