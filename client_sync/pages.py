"""What a person reads on this device: the list of households, one of them, its history.

Personal words are joined here and nowhere before: folds never see them. Before: folds of the view
and rows of the journal. After: `cli/households.py`, `cli/show.py`, `cli/history.py`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import msgspec

from client_sync.cards import HouseholdCard, card_of, is_current, read_card
from client_sync.data_keys import KeyRing
from client_sync.journal import Journal, Reading, Row, Stream
from client_sync.refusals import DeviceRefused
from client_sync.view import View, entry_of_row
from events.entry import Verdict
from events.folds import Answer, answer
from events.ids import OFFICE, PROGRAMME, StreamId
from events.types import Body, FactCorrected

_LABELS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "member_added": (("member", "name"),),
    "enterprise_started": (("enterprise", "name"),),
    "order_received": (("buyer", "buyer_name"), ("product", "product_name")),
    "sales_reported": (("product", "product_name"),),
    "actor_registered": (("actor", "name"),),
}
"""Per type: the entity a personal field names."""

Names = dict[str, str]
"""Entity id to what people call it; only of those whose key is here."""


class HouseholdLine(msgspec.Struct, frozen=True):
    """A household in the list. `head` is a name, where it can be read."""

    household: StreamId
    head: str | None
    card: HouseholdCard


class HouseholdPage(msgspec.Struct, frozen=True):
    """A household as of a day. `unknown`: entries newer than this program."""

    household: StreamId
    answer: Answer
    names: Names
    head: str | None
    unknown: int


class HistoryLine(msgspec.Struct, frozen=True, kw_only=True):
    """One entry with everything known of it; `personal` only where it can be read here."""

    event: str
    type: str
    stream: StreamId
    on: str
    at: int
    seen: tuple[int, int] | None
    device: str
    epoch: int
    sequence: int
    position: int | None
    received: int | None
    verdict: Verdict | None
    by: str | None
    entered_by: str | None
    basis: str | None
    visit: str | None
    late: str | None
    body: Body | None
    personal: dict[str, object] | None


class Pages:
    """Reads one journal for people."""

    def __init__(self, journal: Journal, view: View, ring: KeyRing) -> None:
        self._journal = journal
        self._view = view
        self._ring = ring

    async def households(self, day: date) -> list[HouseholdLine]:
        """Every household in scope, by id; cards that are no longer current are made anew."""
        async with self._journal.writing() as writing:
            streams = await writing.streams()
            changes = next((s.changes for s in streams if s.id == PROGRAMME), 0)
            programme = await self._view.programme(writing, changes)
            lines = []
            for stream in streams:
                if stream.id in (PROGRAMME, OFFICE) or not stream.held:
                    continue
                card = stream.card
                if card is None or not is_current(stream, day, changes):
                    household = await self._view.household(writing, stream.id, stream.changes)
                    card = card_of(household, programme, day, stream.changes, changes)
                    await writing.save_card(stream.id, card)
                rows = await writing.rows_of_types(stream.id, _HEAD_TYPES)
                names = await self.names(writing, stream.id, rows)
                lines.append(HouseholdLine(stream.id, _head_name(rows, names), read_card(card)))
            return lines

    async def household(
        self, stream: StreamId, as_of: date, known_at: int | None = None
    ) -> HouseholdPage:
        """One household. Errors: DeviceRefused when nothing of it is here."""
        async with self._journal.reading() as reading:
            held = await self._held(reading, stream)
            household = await self._view.household(reading, stream, held.changes)
            about = await reading.stream(PROGRAMME)
            changes = 0 if about is None else about.changes
            programme = await self._view.programme(reading, changes)
            rows = await reading.rows(stream)
            names = await self.names(reading, PROGRAMME, await reading.rows(PROGRAMME))
            names |= await self.names(reading, stream, rows)
        return HouseholdPage(
            stream,
            answer(household, programme, as_of, known_at),
            names,
            _head_name(rows, names),
            sum(entry_of_row(row) is None for row in rows),
        )

    async def history(self, stream: StreamId) -> tuple[list[HistoryLine], Names]:
        """Every entry of a household, by when it was true, then by when it was written."""
        async with self._journal.reading() as reading:
            await self._held(reading, stream)
            rows = await reading.rows(stream)
            keys = await self._ring.of_stream(reading, stream)
            names = await self.names(reading, PROGRAMME, await reading.rows(PROGRAMME))
            names |= await self.names(reading, stream, rows)
        lines = []
        for row in rows:
            entry = entry_of_row(row)
            event = entry.event if entry is not None else None
            personal = self._ring.personal(row, event.personal, keys) if event else None
            lines.append(
                HistoryLine(
                    event=row.id,
                    type=row.type,
                    stream=row.stream,
                    on=row.on,
                    at=row.at,
                    seen=event.seen if event else None,
                    device=row.device,
                    epoch=row.epoch,
                    sequence=row.sequence,
                    position=row.position,
                    received=row.received,
                    verdict=row.verdict,
                    by=event.by if event else None,
                    entered_by=event.entered_by if event else None,
                    basis=event.basis if event else None,
                    visit=event.visit if event else None,
                    late=event.late if event else None,
                    body=event.body if event else None,
                    personal=personal,
                )
            )
        return sorted(lines, key=lambda line: (line.on, line.at, line.event)), names

    async def names(self, reading: Reading, stream: StreamId, rows: Iterable[Row]) -> Names:
        """What the entities of a stream are called, corrections of names included."""
        keys = await self._ring.of_stream(reading, stream)
        names: Names = {}
        targets: dict[str, Body] = {}
        for row in rows:
            entry = entry_of_row(row) if row.personal is not None else None
            if entry is None or entry.event.type not in _NAMING:
                continue
            personal = self._ring.personal(row, entry.event.personal, keys)
            if personal is None:
                continue
            body = entry.event.body
            if isinstance(body, FactCorrected):
                _rename(names, targets.get(body.target), body.field, personal)
                continue
            targets[entry.id] = body
            for entity, field in _LABELS[body.type]:
                if isinstance(name := personal.get(field), str):
                    names[getattr(body, entity)] = name
        return names

    async def _held(self, reading: Reading, stream: StreamId) -> Stream:
        held = await reading.stream(stream)
        if held is None:
            raise DeviceRefused("no_such_household", given=stream)
        return held


_HEAD_TYPES: Final = ("household_registered", "member_added", "head_changed", "fact_corrected")
_NAMING: Final = frozenset((*_LABELS, "fact_corrected"))


def _rename(names: Names, target: Body | None, field: str, personal: Mapping[str, object]) -> None:
    """A corrected name, written after the entry it corrects."""
    if target is None:
        return
    for entity, label in _LABELS[target.type]:
        new = personal.get("new")
        if label == field and isinstance(new, str):
            names[getattr(target, entity)] = new


def _head_name(rows: Iterable[Row], names: Names) -> str | None:
    """The name of the newest head that is known here."""
    head: str | None = None
    for row in rows:
        if row.type not in ("household_registered", "head_changed"):
            continue
        entry = entry_of_row(row)
        if entry is not None:
            body = entry.event.body
            head = getattr(body, "new_head", None) or getattr(body, "head", None) or head
    return None if head is None else names.get(head)


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
