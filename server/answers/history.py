"""The history of a household: who wrote each entry, when, when the office learned of it, its state.

What an entry replaced and how it stands is the fold's word (`events/folds/history.py`); place,
verdict and personal fields are the office's. Before: `server/routes/reading.py`, for a reader who
may see the household. After: JSON, in the order of the log. A quarantined line is listed in its
place with its verdict and without content.
"""

from collections.abc import Collection, Mapping
from typing import Final

import msgspec

from events.entry import Verdict, standing
from events.folds.history import HistoryEntry as Folded
from events.folds.history import Replaced
from events.ids import ActorId, DeviceId, EventId, HouseholdId, LogId
from events.line import Line, read_envelope
from server.answers.revealing import Fields
from server.database import Row, Transaction

_END_OF_TIME: Final = 2**62


class HistoryItem(msgspec.Struct, frozen=True):
    """One entry. `at` is the writer's clock, `received` the office's, both ms since 1970 UTC.

    `state` is `unknown_type` for a type this program is too old for. `personal` is null unless it
    was opened; `has_personal` tells that there is something to open. `household`: the name it was
    written under, which is another one for what was merged.
    """

    event: EventId
    position: int
    household: HouseholdId
    type: str | None
    on: str | None
    at: int | None
    received: int
    actor: ActorId | None
    entered_by: ActorId | None
    device: DeviceId
    epoch: int
    sequence: int
    seen: tuple[int, int] | None
    basis: str | None
    visit: str | None
    late: str | None
    verdict: Verdict
    state: str
    flags: tuple[str, ...]
    replaced: tuple[Replaced, ...]
    replaced_by: tuple[EventId, ...]
    linked: tuple[EventId, ...]
    body: msgspec.Raw | None
    has_personal: bool
    personal: Fields | None


class HistoryPage(msgspec.Struct, frozen=True):
    """`next` is where the following page begins."""

    household: HouseholdId
    items: tuple[HistoryItem, ...]
    next: str | None


async def read_history(
    transaction: Transaction,
    log: LogId,
    household: HouseholdId,
    streams: Collection[HouseholdId],
    folded: Mapping[EventId, Folded],
    known_at: int | None,
    after: int,
    limit: int,
    opened: Mapping[int, Fields] | None,
) -> HistoryPage:
    """The entries from position `after` on, received until `known_at` (None: now).

    `streams`: the names of the household under which they were written.
    """
    until = _END_OF_TIME if known_at is None else known_at
    names = sorted(str(name) for name in streams)
    rows = await transaction.fetch("reading.history", log, names, after, until, limit)
    items = tuple(
        _item(row, folded.get(row["id"]), None if opened is None else opened.get(row["position"]))
        for row in rows
    )
    return HistoryPage(
        household, items, str(items[-1].position + 1) if len(items) == limit else None
    )


def _item(row: Row, folded: Folded | None, personal: Fields | None) -> HistoryItem:
    line = _envelope(row)
    return HistoryItem(
        event=row["id"],
        position=row["position"],
        household=row["stream"],
        type=row["type"],
        on=row["on"],
        at=row["at"],
        received=row["received"],
        actor=None if line is None else ActorId(line.by),
        entered_by=None if line is None or line.entered_by is None else ActorId(line.entered_by),
        device=row["device"],
        epoch=row["epoch"],
        sequence=row["sequence"],
        seen=None if line is None else line.seen,
        basis=None if line is None else line.basis,
        visit=None if line is None else line.visit,
        late=None if line is None else line.late,
        verdict=row["verdict"],
        state=_state(row) if folded is None else folded.state,
        flags=() if folded is None else folded.flags,
        replaced=() if folded is None else folded.replaced,
        replaced_by=() if folded is None else folded.replaced_by,
        linked=() if folded is None else folded.linked,
        body=None if line is None else line.body,
        has_personal=line is not None and line.personal is not None,
        personal=personal,
    )


def _state(row: Row) -> str:
    """How an entry stands that no fold reads."""
    return "quarantined" if standing(row["verdict"]) == "quarantined" else "unknown_type"


def _envelope(row: Row) -> Line | None:
    is_line = row["line"] is not None and standing(row["verdict"]) != "quarantined"
    return read_envelope(row["line"]) if is_line else None
