"""The history of households as rows: every entry with who, when, and how it stands.

Before: the log and the folds. After: rows, one an entry, in the order of the log.
"""

from collections.abc import Sequence
from typing import Final

from events import limits
from events.errors import InputRefused
from events.folds.history import history
from events.ids import HouseholdId
from server.answers.history import HistoryItem, read_history
from server.exporting.exports import Opened, Snapshot
from server.exporting.formats import Cell, Column, Kind
from server.projecting.table import as_json

_NUMBERS: Final = ("position", "at", "received", "epoch", "sequence")
_NAMES: Final = (
    "position", "event", "type", "on", "at", "received", "actor", "entered_by", "device", "epoch",
    "sequence", "basis", "visit", "late", "verdict", "state", "flags", "replaced", "replaced_by",
    "body",
)  # fmt: skip


class HistoryExport:
    """Every entry; lists and bodies are JSON."""

    async def columns(self, snapshot: Snapshot, personal: bool) -> Sequence[Column]:
        if snapshot.day is not None:
            raise InputRefused("no_as_of", "a history has no day: leave --as-of out")
        names = ("household", *_NAMES, *(("personal",) if personal else ()))
        return [Column(name, _kind(name)) for name in names]

    async def rows(
        self, snapshot: Snapshot, households: Sequence[HouseholdId], opened: Opened | None
    ) -> Sequence[Sequence[Cell]]:
        programme = await snapshot.programme()
        rows: list[Sequence[Cell]] = []
        for name, folded in (await snapshot.folded(households)).items():
            states = {entry.event: entry for entry in history(folded.household, programme)}
            page = await read_history(
                snapshot.transaction, snapshot.log, name, [name], states, None, 0,
                limits.HISTORY_ENTRIES_MAX, opened,
            )  # fmt: skip
            is_personal = opened is not None
            rows += [_cells(name, item, is_personal=is_personal) for item in page.items]
        return rows


def _cells(household: str, item: HistoryItem, *, is_personal: bool) -> Sequence[Cell]:
    values = {**{name: getattr(item, name) for name in _NAMES}, "body": _body(item)}
    cells: list[Cell] = [household, *(_cell(values[name]) for name in _NAMES)]
    if is_personal:
        cells.append(None if item.personal is None else as_json(item.personal))
    return cells


def _body(item: HistoryItem) -> str | None:
    return None if item.body is None else bytes(item.body).decode()


def _cell(value: object) -> Cell:
    return value if value is None or isinstance(value, str | int) else as_json(value)


def _kind(name: str) -> Kind:
    return "number" if name in _NUMBERS else "text"
