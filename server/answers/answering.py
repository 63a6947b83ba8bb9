"""Answers folded from the log when they are asked for: one household, any day, any moment.

A household is some dozens of events, so folding it takes a millisecond or two and is never behind
the log; lists of thousands come from the read models (`server/answers/readmodels.py`). Before: a
reader's request. After: `events/folds/answer.py` says where the household stands.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec.structs import replace

from events.entry import entry_of, standing
from events.folds import Answer, Household, Programme, answer, fold, wanted
from events.folds.answer import look
from events.folds.closing import REVISED, Closing, closings, revised
from events.folds.history import HistoryEntry, history
from events.ids import EventId, HouseholdId, LogId, StreamId
from events.line import decode_event
from events.types import ReportAccepted
from server.database import Row, Transaction
from server.log import entries, head

_END: Final = "9999-12-31"
_END_OF_TIME: Final = 2**62


class Answering:
    """Folds households; keeps the programme stream of each log folded, since all share it."""

    def __init__(self) -> None:
        self._programmes: dict[LogId, tuple[Programme, int]] = {}

    async def household(
        self,
        transaction: Transaction,
        log: LogId,
        household: HouseholdId,
        as_of: date,
        known_at: int | None,
    ) -> Answer | None:
        """Where a household stands; None when nothing was known of it then."""
        state, programme = await self.gathered(transaction, log, household, known_at)
        return answer(state, programme, as_of, known_at) if state.entries else None

    async def gathered(
        self,
        transaction: Transaction,
        log: LogId,
        household: HouseholdId,
        known_at: int | None = None,
    ) -> tuple[Household, Programme]:
        """A household with the streams of its other names, and the programme to judge it by."""
        programme = await self._programme(transaction, log, known_at)
        return await gathered(transaction, log, household, programme, known_at), programme

    async def history(
        self, transaction: Transaction, log: LogId, household: HouseholdId, known_at: int | None
    ) -> dict[EventId, HistoryEntry]:
        """How each entry of a household stands, as the office knew it at a moment."""
        state, programme = await self.gathered(transaction, log, household, known_at)
        late = revised(look(state, programme, _END), await _closed(transaction, log, known_at))
        return {
            entry.event: _flagged(entry) if entry.event in late else entry
            for entry in history(state, programme, known_at)
        }

    async def _programme(
        self, transaction: Transaction, log: LogId, known_at: int | None
    ) -> Programme:
        """The programme stream at least up to this snapshot; what is there already stays there."""
        now = await head(transaction, log)
        programme, size = self._programmes.get(log, (Programme(log), 0))
        if size < now.size:
            rows = await transaction.fetch("reading.programme_since", log, size)
            _file(programme, rows)
            self._programmes[log] = (programme, now.size)
        return programme if known_at is None else programme.known_at(known_at)


def _flagged(entry: HistoryEntry) -> HistoryEntry:
    return replace(entry, flags=(*entry.flags, REVISED))


async def _closed(transaction: Transaction, log: LogId, known_at: int | None) -> Sequence[Closing]:
    """The months whose reports the office had accepted by a moment."""
    until = _END_OF_TIME if known_at is None else known_at
    rows = await transaction.fetch("reading.reports", log, until)
    events = [decode_event(row["line"]) for row in rows if standing(row["verdict"]) == "accepted"]
    return closings(
        event.body
        for event in events
        if event is not None and isinstance(event.body, ReportAccepted)
    )


async def gathered(
    transaction: Transaction,
    log: LogId,
    household: HouseholdId,
    programme: Programme,
    known_at: int | None = None,
) -> Household:
    """A household as known at a moment, with the streams of its other names; may have no entry.

    `programme`: as known then too.
    """
    state = await _stream(transaction, log, household, known_at)
    while missing := wanted(state, programme):
        for name in missing:
            state.kin[name] = await _stream(transaction, log, name, known_at)
    return state


async def _stream(
    transaction: Transaction, log: LogId, household: HouseholdId, known_at: int | None
) -> Household:
    state = fold(household, await entries(transaction, log, StreamId(household)))
    return state if known_at is None else state.known_at(known_at)


def _file(programme: Programme, rows: Sequence[Row]) -> None:
    for row in rows:
        if standing(row["verdict"]) == "quarantined":
            continue
        entry = entry_of(
            row["line"], row["device"], row["epoch"], row["sequence"],
            row["position"], row["received"], row["verdict"],
        )  # fmt: skip
        if entry is not None:
            programme.add(entry)
