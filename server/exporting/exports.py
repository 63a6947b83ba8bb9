"""What can be exported: every table of read models, and what is folded for the file alone.

A table is exported as it stands, so a new one needs nothing here but perhaps a shorter name. As of
a day its rows are made from the log instead, by the same code that makes the stored ones. Before:
one snapshot and a page of households. After: rows for `formats.py`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Protocol

from events.errors import InputRefused, MalformedLine
from events.folds import Programme, speaks_of
from events.folds.answer import Looked, look
from events.ids import HouseholdId, LogId
from server.answers.readmodels import ReadModels
from server.answers.revealing import Fields
from server.database import Transaction
from server.exporting.formats import Cell, Column, Kind
from server.projecting.folding import Folded, Stored, read_programme, read_stored
from server.projecting.kinship import Kinship, KinUnfoldable
from server.projecting.table import PREFIX, Table
from server.projecting.tables import TABLES, Rows, View

Opened = Mapping[int, Fields]
"""Personal fields by position."""

_AFTER_ID: Final = " "
"""What follows an id and no other: ids from one to another end before it."""
_NUMBERS: Final = ("integer", "bigint")


class Snapshot:
    """One moment of a log, which everything in a file speaks of."""

    def __init__(
        self,
        transaction: Transaction,
        log: LogId,
        models: ReadModels,
        size: int,
        day: date | None,
        today: date,
    ) -> None:
        self.transaction: Final = transaction
        self.log: Final = log
        self.models: Final = models
        self.size: Final = size
        self.day: Final = day
        self.as_of: Final = day or today
        self.left_out = 0
        """Households whose events cannot be folded; `verify` names them."""
        self._programme: Programme | None = None
        self._page: tuple[HouseholdId, ...] = ()
        self._folded: dict[HouseholdId, Folded] = {}

    async def programme(self) -> Programme:
        """The programme stream, folded once."""
        if self._programme is None:
            rows = await read_programme(self.transaction, self.log, self.size)
            self._programme = rows.before(self.size)
        return self._programme

    async def folded(self, households: Sequence[HouseholdId]) -> dict[HouseholdId, Folded]:
        """The households of a page from the log, those they are merged with beside them.

        Those that cannot be folded are counted. The page asked for last is kept.
        """
        if self._page != tuple(households):
            self._page, self._folded = tuple(households), await self._fold(households)
        return self._folded

    async def looked(self, households: Sequence[HouseholdId]) -> dict[HouseholdId, Looked]:
        """The households of a page as of its day; one that is merged is there where it goes on."""
        programme, day = await self.programme(), self.as_of.isoformat()
        found: dict[HouseholdId, Looked] = {}
        for name, folded in (await self.folded(households)).items():
            looked = look(folded.household, programme, day)
            if looked.named is None or looked.named.alias_of is None:
                found[name] = looked
        return found

    async def streams(self, households: Sequence[HouseholdId]) -> list[HouseholdId]:
        """The streams in which the entries of a page stand, each once."""
        names = dict.fromkeys(households)
        for folded in (await self.folded(households)).values():
            names |= dict.fromkeys(HouseholdId(name) for name in folded.kin)
        return list(names)

    async def _fold(self, households: Sequence[HouseholdId]) -> dict[HouseholdId, Folded]:
        programme = await self.programme()
        stored = await self._read(households)
        found: dict[HouseholdId, Folded] = {}
        for name in households:
            try:
                folded = stored[name].fold(name)
                if speaks_of(folded.household, programme):
                    await Kinship(programme, self._read, {name: folded}).gather(folded)
                found[name] = folded
            except (ValueError, MalformedLine, KinUnfoldable):
                self.left_out += 1
        return found

    async def _read(self, names: Sequence[str]) -> Mapping[str, Stored]:
        generation = self.models.live.generation
        return await read_stored(self.transaction, self.log, generation, names, self.size)


class Export(Protocol):
    """Something that can be exported."""

    async def columns(self, snapshot: Snapshot, personal: bool) -> Sequence[Column]: ...

    async def rows(
        self, snapshot: Snapshot, households: Sequence[HouseholdId], opened: Opened | None
    ) -> Sequence[Sequence[Cell]]:
        """The rows of a page of households, which are in order of id.

        `opened` is None where personal fields were not asked for.
        """


class TableExport:
    """A table of read models."""

    def __init__(self, table: Table) -> None:
        self._table = table

    async def columns(self, snapshot: Snapshot, _personal: bool) -> Sequence[Column]:
        rows = await snapshot.transaction.fetch("exporting.columns", self._table.name)
        types = {row["name"]: row["type"].lower() for row in rows}
        return [Column(name, _kind(types[name])) for name in self._table.columns[PREFIX:]]

    async def rows(
        self, snapshot: Snapshot, households: Sequence[HouseholdId], _opened: Opened | None
    ) -> Sequence[Sequence[Cell]]:
        if snapshot.day is not None:
            return await self._made(snapshot, households, snapshot.day)
        first, end = households[0], households[-1] + _AFTER_ID
        rows = await snapshot.transaction.fetch(
            f"generations.stored_{self._table.name}",
            snapshot.log,
            snapshot.models.live.generation,
            first,
            end,
        )
        wanted = frozenset(households)
        return [tuple(row) for row in rows if row[0] in wanted]

    async def _made(
        self, snapshot: Snapshot, households: Sequence[HouseholdId], day: date
    ) -> Sequence[Sequence[Cell]]:
        """The rows as of a day, made as the projector makes those of today."""
        live = snapshot.models.live.generation
        view = View(snapshot.log, live, await snapshot.programme(), snapshot.size, day)
        made = Rows()
        for household, folded in (await snapshot.folded(households)).items():
            try:
                made.add(view, household, folded)
            except ValueError:  # what no database could hold is no row
                snapshot.left_out += 1
        return [_cells(row[PREFIX:]) for row in made.by_table[self._table.name]]


def _kind(sql_type: str) -> Kind:
    return "number" if sql_type in _NUMBERS else "text"


def _cells(row: Sequence[object]) -> Sequence[Cell]:
    cells = tuple(cell for cell in row if cell is None or isinstance(cell, str | int))
    assert len(cells) == len(row), "read models hold texts and numbers"
    return cells


_NAMES: Final[Mapping[str, str]] = {
    "household_card": "households",
    "enterprise": "enterprises",
    "enterprise_month": "months",
    "conflict": "conflicts",
    "proposal": "proposals",
    "survey_answer": "answers",
    "disbursement_ledger": "payments",
    "household_rollup": "figures",
    "training_outcome": "trainings",
}
"""Tables whose names in files are other ones."""


def table_exports() -> dict[str, Export]:
    """Every table by the name of its export."""
    return {_NAMES.get(table.name, table.name): TableExport(table) for table in TABLES}


def unknown_export(name: str, names: Sequence[str]) -> InputRefused:
    """The refusal of a name that nothing has."""
    return InputRefused("unknown_export", f"there is no {name}: choose one of {', '.join(names)}")
