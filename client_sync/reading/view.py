"""What the entries held here say: folds of households and of the programme, kept while they last.

A fold in memory is good for one number of changes of its stream; the journal counts them in every
transaction, so another process's entry or the office's answer makes it stale by itself, and it is
folded anew. One more entry is added to a fold that is there: nothing is ever folded twice for it.

A household is asked with the streams of its other names beside it, as far as they are here; each
stream is folded once, whatever household it was folded for.

Before: rows of the journal. After: `events/folds` answers, `jejak show` prints.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from client_sync.refusals import DeviceRefused
from client_sync.storage.held import Row
from client_sync.storage.journal_reading import Reading
from events.entry import ACCEPTED, Entry
from events.errors import MalformedLine
from events.folds.answer import look
from events.folds.facts import Facts
from events.folds.family import wanted
from events.folds.household import Household
from events.folds.programme import Programme
from events.ids import PROGRAMME, HouseholdId, StreamId
from events.line import decode_event
from events.types import HouseholdsMerged

_HOUSEHOLDS_MAX: Final = 64
"""Folded households kept in memory, about 0.5 MB each when large."""


class View:
    """Folds of one process."""

    def __init__(self) -> None:
        self._households: OrderedDict[StreamId, tuple[int, Household]] = OrderedDict()
        self._programme: tuple[int, Programme] | None = None

    async def household(
        self, reading: Reading, stream: StreamId, changes: int, known_at: int | None = None
    ) -> Household:
        """A household whose stream stands at `changes`, as known at a moment, with its kin."""
        household = await self.stream(reading, stream, changes)
        if HouseholdsMerged not in household.claims.buckets and not household.set_apart:
            return household  # its entries speak of no other name
        about = await reading.stream(PROGRAMME)
        programme = await self.programme(reading, 0 if about is None else about.changes)
        if known_at is not None:
            household, programme = household.known_at(known_at), programme.known_at(known_at)
        household.kin.clear()
        while missing := wanted(household, programme):
            for name in missing:
                other = await reading.stream(StreamId(name))
                changes = 0 if other is None else other.changes
                kin = await self.stream(reading, StreamId(name), changes)
                household.kin[name] = kin if known_at is None else kin.known_at(known_at)
        return household

    async def stream(self, reading: Reading, stream: StreamId, changes: int) -> Household:
        """The fold of one stream that stands at `changes`, without the household's other names."""
        kept = self._households.get(stream)
        if kept is not None and kept[0] == changes:
            self._households.move_to_end(stream)
            return kept[1]
        household = Household(HouseholdId(stream))
        if changes:
            for entry in entries(await reading.rows(stream)):
                household.add(entry)
        self._keep(stream, changes, household)
        return household

    async def programme(self, reading: Reading, changes: int) -> Programme:
        """The fold of the programme, whose stream stands at `changes`."""
        if self._programme is None or self._programme[0] != changes:
            profile = await reading.profile()
            assert profile is not None, "what is held came to a device that is enrolled"
            programme = Programme(profile.log)
            for entry in entries(await reading.rows(PROGRAMME)):
                programme.add(entry)
            self._programme = (changes, programme)
        return self._programme[1]

    def add(self, changes: int, row: Row) -> None:
        """Give the newest entry to a fold that is there and stood at `changes` before it."""
        kept = self._households.get(row.stream)
        entry = entry_of_row(row)
        if kept is not None and kept[0] == changes and entry is not None:
            kept[1].add(entry)
            self._keep(row.stream, changes + 1, kept[1])

    def _keep(self, stream: StreamId, changes: int, household: Household) -> None:
        self._households[stream] = (changes, household)
        self._households.move_to_end(stream)
        while len(self._households) > _HOUSEHOLDS_MAX:
            self._households.popitem(last=False)


class LookedAt(NamedTuple):
    """A household's facts as of a day, under all its names, and the streams they come from."""

    facts: Facts
    streams: tuple[StreamId, ...]


async def looked_at(reading: Reading, view: View, household: StreamId, day: date) -> LookedAt:
    """Errors: DeviceRefused when nothing of the household is here."""
    held, about = await reading.stream(household), await reading.stream(PROGRAMME)
    if held is None:
        raise DeviceRefused("no_such_household", given=household)
    programme = await view.programme(reading, 0 if about is None else about.changes)
    folded = await view.household(reading, household, held.changes)
    return LookedAt(look(folded, programme, day.isoformat()).facts, streams_of(folded))


def streams_of(household: Household) -> tuple[StreamId, ...]:
    """The streams a household's entries are in: its own, and those of its other names."""
    return tuple(StreamId(name) for name in (household.id, *household.kin))


def entries(rows: Iterable[Row]) -> Iterator[Entry]:
    """The entries to fold; types newer than this program and malformed lines are left out."""
    for row in rows:
        entry = entry_of_row(row)
        if entry is not None:
            yield entry


def entry_of_row(row: Row) -> Entry | None:
    """The entry of a row; None when this program cannot read it (`jejak history` shows it)."""
    try:
        event = decode_event(row.line)
    except MalformedLine:
        return None
    if event is None:
        return None
    verdict = ACCEPTED if row.verdict is None else row.verdict
    return Entry(
        row.id, event, row.device, row.epoch, row.sequence, row.position, row.received, verdict
    )
