"""A share of a log's households, folded from all their events: written, compared, or both.

Before: `server/projecting/rebuilding.py` and `server/projecting/verify.py` cut the log into units.
After: a unit's rows are in the generation being built, and differences from the live rows are
values. What happens to one unit depends on no other, so any number of processes take them in any
order; streams that a merge makes one household are read wherever their ids lie.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from events import limits
from events.dates import day_of_ms
from events.folds import Programme, speaks_of
from events.ids import HouseholdId, LogId
from server.database import Database, PlainRow, Row, Transaction
from server.projecting.comparing import Difference, compare
from server.projecting.folding import (
    Folded,
    ProgrammeRows,
    Spell,
    Stored,
    by_stream,
    describe,
    read_programme,
    same_state,
)
from server.projecting.generations import hold
from server.projecting.kinship import Kinship, Read
from server.projecting.tables import CARD, TABLES, Rows, View, insert_rows

_SPEAKS_FOR: Final = 4
"""The last columns of a card: its events, position, day and programme."""


class Unit(msgspec.Struct, frozen=True):
    """Households whose ids are at least `first` and before `end`, with about so many events."""

    first: str
    end: str
    events: int


class Job(msgspec.Struct, frozen=True):
    """What is done with every unit.

    `build`: write that generation from the first `size` positions as of `now_ms`, and compare where
    the `live` one speaks for the same. None: compare the live one alone, each household as of the
    day and programme of its own card.
    """

    log: LogId
    live: int | None
    now_ms: int
    build: int | None = None
    size: int = 0


class Parked(msgspec.Struct, frozen=True):
    """A household that cannot be folded, its first position, and why."""

    household: str
    position: int
    error: str


class UnitResult(msgspec.Struct, frozen=True):
    """What was done: `compared` of `households`, and the first of so many differences."""

    events: int
    households: int
    compared: int
    difference_count: int
    differences: list[Difference]
    parked: list[Parked]


class _Live:
    """The live rows of a unit as they are stored."""

    def __init__(self) -> None:
        self.by_table: dict[str, list[Row]] = {table.name: [] for table in TABLES}
        self.cards: dict[str, Row] = {}
        self.states: dict[str, Row] = {}
        self.parked: set[str] = set()

    def households(self) -> set[str]:
        """Every household that has any row."""
        return {row[0] for rows in self.by_table.values() for row in rows}


class _Work:
    """What a unit's events came to."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.folded: set[str] = set()
        self.comparable: set[str] = set()
        self.differences: list[Difference] = []
        self.parked: list[Parked] = []


class Worker:
    """Does a job's units in one process."""

    def __init__(self, database: Database, job: Job) -> None:
        self._database = database
        self._job = job
        self._programme_rows = ProgrammeRows(job.log, ())
        self._programmes: dict[int, Programme] = {}

    async def run(self, unit: Unit) -> UnitResult:
        """Errors: Abandoned when the generation was given up; nothing was written then."""
        job = self._job
        async with self._database.read() as transaction:
            size = job.size if job.build is not None else await self._live_size(transaction)
            self._programme_rows = await read_programme(transaction, job.log, size)
            rows = await transaction.fetch_plain(
                "generations.range", job.log, unit.first, unit.end, size
            )
            live = await self._read_live(transaction, unit)
        work = _Work()
        spell = Spell()
        for name, events in by_stream(rows).items():
            await spell.breathe()
            if job.build is not None or name not in live.parked:
                await self._do(work, name, events, live, size)
        if job.build is None:
            # Rows of a household that has no events are compared too: somebody made them up.
            work.comparable = work.folded | (live.households() - live.parked)
        work.differences += compare(work.rows.by_table, live.by_table, work.comparable)
        if job.build is not None:
            await self._write(job.build, work)
        return UnitResult(
            events=len(rows),
            households=len(work.folded),
            compared=len(work.comparable),
            difference_count=len(work.differences),
            differences=work.differences[: limits.DIFFERENCES_MAX],
            parked=work.parked,
        )

    # --- reading ---------------------------------------------------------------------------------

    async def _live_size(self, transaction: Transaction) -> int:
        """The positions in the live generation; none in one that is live no more."""
        row = await transaction.fetch_one("generations.live", self._job.log)
        return 0 if row is None or row[0] != self._job.live else row[2]

    async def _read_live(self, transaction: Transaction, unit: Unit) -> _Live:
        job, live = self._job, _Live()
        if job.live is None:
            return live
        of_unit = (job.log, job.live, unit.first, unit.end)
        for table in TABLES:
            live.by_table[table.name] = await transaction.fetch(
                f"generations.stored_{table.name}", *of_unit
            )
        live.cards = {row[0]: row for row in live.by_table[CARD.name]}
        if job.build is None:
            states = await transaction.fetch("generations.stored_fold_state", *of_unit)
            live.states = {row[0]: row for row in states}
            parked = await transaction.fetch("projector.parked", job.log, job.live)
            live.parked = {row[0] for row in parked}
        return live

    def _programme(self, end: int) -> Programme:
        known = self._programmes.get(end)
        if known is None:
            known = self._programmes[end] = self._programme_rows.before(end)
        return known

    # --- folding ---------------------------------------------------------------------------------

    async def _do(
        self, work: _Work, name: str, events: list[PlainRow], live: _Live, size: int
    ) -> None:
        """Fold a household and add its rows, unless it has nothing to fold, or does not."""
        view = self._view(name, live)
        folded = Folded(HouseholdId(name))
        try:
            folded.add(events)
            if not folded.events:
                return
            if speaks_of(folded.household, view.programme):
                await Kinship(view.programme, self._reader(size), {name: folded}).gather(folded)
            work.rows.add(view, name, folded)
        except Exception as error:
            work.parked.append(Parked(name, events[0][0], describe(error)))
            return
        work.folded.add(name)
        self._compare(work, name, folded, live)

    def _view(self, name: str, live: _Live) -> View:
        """What a household is made as: as of now, or as its own live card was."""
        job, end, today = self._job, self._programme_rows.end, day_of_ms(self._job.now_ms)
        card = live.cards.get(name)
        if job.build is None and card is not None:
            end, today = card["programme"], date.fromisoformat(card["as_of"])
        return View(job.log, job.build or 0, self._programme(end), end, today)

    def _compare(self, work: _Work, name: str, folded: Folded, live: _Live) -> None:
        """See what of the live generation can be compared with this household's rows."""
        if self._job.build is None:
            state = live.states.get(name)
            if state is not None and not same_state(folded.household, state):
                work.differences.append(Difference(name, "fold_state", "", "state", None, None))
            return
        card, made = live.cards.get(name), work.rows.by_table[CARD.name][-1]
        if card is not None and tuple(card)[-_SPEAKS_FOR:] == made[-_SPEAKS_FOR:]:
            work.comparable.add(name)

    def _reader(self, size: int) -> Read:
        async def read(names: Sequence[str]) -> Mapping[str, Stored]:
            stored = {name: Stored() for name in names}
            async with self._database.read() as transaction:
                rows = await transaction.fetch_plain(
                    "projector.histories", self._job.log, list(names), size
                )
            for name, events in by_stream(rows).items():
                stored[name].rows = events
            return stored

        return read

    # --- writing ---------------------------------------------------------------------------------

    async def _write(self, generation: int, work: _Work) -> None:
        log = self._job.log
        async with self._database.write() as transaction:
            await hold(transaction, log, generation)
            await insert_rows(transaction, work.rows)
            for parked in work.parked:
                await transaction.execute(
                    "projector.park", log, generation, parked.household, parked.position,
                    parked.error, self._job.now_ms,
                )  # fmt: skip
                await transaction.execute(
                    "projector.show_parked", log, generation, parked.household,
                    day_of_ms(self._job.now_ms).isoformat(),
                )  # fmt: skip
