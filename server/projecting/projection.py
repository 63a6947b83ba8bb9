"""One generation of read models, brought forward page by page.

Before: committed events and the day. After: rows that `server/answers/readmodels.py` reads. A
page's rows and the position are one transaction; its only guard is a compare-and-set of that
position, so of several processes that try at once one writes and the others notice. Folding happens
before the transaction: the database's writer is held for the rows alone. Where other processes
fold (`sharing.py`), they fold the next page while this one is written.

A household whose events cannot be folded is parked with all its names: their cards stay as they
were, with the first position that is not in them, and every other household goes on.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import structlog

from events import limits
from events.dates import day_of_ms
from events.folds import Household, Programme, speaks_of
from events.ids import OFFICE, PROGRAMME, HouseholdId, LogId
from server.database import Database, PlainRow, Transaction
from server.projecting.folding import (
    Folded,
    GiveWay,
    States,
    Stored,
    by_stream,
    describe,
    file_row,
    read_programme,
    read_stored,
)
from server.projecting.generations import Generation
from server.projecting.kinship import Kinship
from server.projecting.paging import Pages
from server.projecting.sharing import Sharing
from server.projecting.tables import View, replace_rows, save_states
from server.projecting.work import Work

_LOGGER: Final = structlog.get_logger()


class Overtaken(Exception):
    """Another process has projected this generation, or it is not the one to project any more."""


class Projection:
    """The follower of one generation. `position`: the first so many positions are in its rows."""

    def __init__(self, database: Database, log: LogId, generation: Generation) -> None:
        self.log = log
        self.generation = generation.number
        self.position = generation.position
        self.parked: set[str] = set()
        self.give_way: GiveWay | None = None
        """What whoever follows for long does while a page is folded."""
        self.sharing: Sharing | None = None
        """Who folds large pages with this process."""
        self._state = generation.state
        self._database = database
        self._states = States()
        self._programme: Programme | None = None
        self._programme_end = 0
        self._pages = Pages(log)
        self._ahead: Work | None = None
        """The page after the last one that was written, if other processes have folded it."""
        self._sweep_of: tuple[str, int] | None = None
        self._sweep_from: str | None = None

    async def step(self, now_ms: int) -> bool:
        """Project the next page; at the head, answer again who is due. False: nothing was to do.

        Errors: Overtaken, nothing was written; LogCorrupt when a position is missing.
        """
        try:
            work, self._ahead = self._ahead, None
            if work is None:
                await self._prepare()
                work = await self._begin_page(self.position, now_ms)
            if work is None:
                return await self._answer_due(now_ms)
            await self._fold_rest(work)
            await self._write_page(work, now_ms)
        except BaseException:
            # What is in memory may hold events that the database's rows do not.
            self._states.clear()
            self._programme = None
            raise
        return True

    async def retry_parked(self, now_ms: int) -> int:
        """Fold the parked households from their first event; how many stay parked.

        Errors: as `step`.
        """
        await self._prepare()
        before = -1
        while len(self.parked) != before:  # one that is freed may free its other names
            before = len(self.parked)
            parked = sorted(self.parked)
            for start in range(0, len(parked), limits.PROJECT_HOUSEHOLDS_MAX):
                some = parked[start : start + limits.PROJECT_HOUSEHOLDS_MAX]
                await self._retry(some, now_ms)
        return len(self.parked)

    async def _retry(self, some: list[str], now_ms: int) -> None:
        async with self._database.read() as transaction:
            rows = await transaction.fetch_plain(
                "projector.histories", self.log, some, self.position
            )
        stored = {name: Stored() for name in some}
        for name, events in by_stream(rows).items():
            stored[name].rows = events
        work = self._work(dict.fromkeys(some, ()), self.position, self.position, now_ms)
        await self._fold(work, stored)
        work.unfoldable.clear()
        await self._write(work, now_ms)

    # --- new positions ---------------------------------------------------------------------------

    async def _prepare(self) -> None:
        """See that this is still the one to project, and load what the generation needs once."""
        async with self._database.read() as transaction:
            row = await transaction.fetch_one(
                "projector.position", self.log, self.generation, self._state
            )
            if row is None or row[0] != self.position:
                raise Overtaken
            if self._programme is None:
                read = await read_programme(transaction, self.log, self.position)
                self._programme, self._programme_end = read.before(read.end), read.end
                parked = await transaction.fetch("projector.parked", self.log, self.generation)
                self.parked = {row[0] for row in parked}

    async def _begin_page(self, start: int, now_ms: int) -> Work | None:
        """The page from a position on, as far as others fold it; None at the head of the log."""
        async with self._database.read() as transaction:
            rows = await self._pages.read(transaction, start)
        if not rows:
            return None
        streams = by_stream(rows)
        assert self._programme is not None
        for row in streams.get(PROGRAMME, ()):
            if file_row(self._programme, row):
                self._programme_end = row[0] + 1
        new = {
            stream: events
            for stream, events in streams.items()
            if stream not in (PROGRAMME, OFFICE) and stream not in self.parked
        }
        work = self._work(new, start, start + len(rows), now_ms)
        await self._share_out(work)
        return work

    async def _write_page(self, work: Work, now_ms: int) -> None:
        """Write a page; where others folded it, they begin the next one meanwhile."""
        if not work.is_shared:
            await self._write(work, now_ms)
            return
        ahead = asyncio.create_task(self._begin_page(work.end, now_ms))
        try:
            await self._write(work, now_ms)
        except BaseException:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)
            raise
        self._ahead = await ahead

    # --- the day and the programme have moved on -------------------------------------------------

    async def _answer_due(self, now_ms: int) -> bool:
        """Answer again some households that speak for an earlier day or an earlier programme."""
        due = (day_of_ms(now_ms).isoformat(), self._programme_end)
        if self._sweep_of != due:
            self._sweep_of, self._sweep_from = due, ""
        if self._sweep_from is None:
            return False
        async with self._database.read() as transaction:
            found = await transaction.fetch(
                "projector.due", self.log, self.generation, self._sweep_from, *due,
                limits.PROJECT_HOUSEHOLDS_MAX,
            )  # fmt: skip
        if not found:
            self._sweep_from = None
            return False
        names = [row[0] for row in found if row[0] not in self.parked]
        work = self._work(dict.fromkeys(names, ()), self.position, self.position, now_ms)
        await self._share_out(work)
        await self._fold_rest(work)
        await self._write(work, now_ms)
        self._sweep_from = found[-1][0]
        return True

    # --- folding and writing ---------------------------------------------------------------------

    def _work(
        self, new: Mapping[str, Sequence[PlainRow]], position: int, end: int, now_ms: int
    ) -> Work:
        assert self._programme is not None
        view = View(
            self.log, self.generation, self._programme, self._programme_end, day_of_ms(now_ms)
        )
        return Work(view, self._states, new, position, end)

    async def _share_out(self, work: Work) -> None:
        """Let other processes fold what is not in memory, where that is much."""
        away = [name for name in work.new if self._states.get(name) is None]
        if self.sharing is not None and self.sharing.is_worth(len(away)):
            await self.sharing.fold(work, away)

    async def _fold_rest(self, work: Work) -> None:
        """Fold what nobody has folded, from memory or from what is stored."""
        done = set(work.done)
        rest = [name for name in work.new if name not in done]
        async with self._database.read() as transaction:
            sources = await self._sources(transaction, rest, work.position)
        await self._fold(work, sources)

    async def _sources(
        self, transaction: Transaction, households: Iterable[str], size: int
    ) -> dict[str, Folded | Stored]:
        """Where each is taken up from: memory, else what is stored of so many positions."""
        sources: dict[str, Folded | Stored] = {}
        missing = []
        for name in households:
            kept = self._states.get(name)
            if kept is None:
                missing.append(name)
            else:
                sources[name] = kept
        return sources | await read_stored(transaction, self.log, self.generation, missing, size)

    async def _fold(self, work: Work, sources: Mapping[str, Folded | Stored]) -> None:
        """Fold these households with their new events, and those whose rows these change."""

        async def read_kin(names: Sequence[str]) -> Mapping[str, Folded | Stored]:
            # What others folded of this page is not in memory.
            async with self._database.read() as transaction:
                return await self._sources(transaction, names, work.end)

        await work.fold(sources, self.give_way)
        if work.tied or work.unfoldable:
            failed = work.failed()
            named = {name for each in failed for name in await self._named_in_lines(each)}
            retried = work.new.keys() - failed
            kinship = Kinship(
                work.view.programme, read_kin, work.tied, failed | (self.parked - retried)
            )
            await work.fold_tied(kinship, named)
        self.parked |= work.failed()

    async def _named_in_lines(self, household: str) -> set[str]:
        """The households that merges in a stream name which cannot be folded as a whole."""
        assert self._programme is not None
        async with self._database.read() as transaction:
            rows = await transaction.fetch_plain("projector.merges", self.log, household)
        merges = Household(HouseholdId(household))
        for row in rows:
            file_row(merges, row)
        return {*speaks_of(merges, self._programme)}

    async def _write(self, work: Work, now_ms: int) -> None:
        """Rows, parked households and position together.

        The compare-and-set comes first: on PostgreSQL it takes the row's lock, so a second
        projector waits here, then finds the position moved and gives way.
        """
        async with self._database.write() as transaction:
            moved = await transaction.fetch_one(
                "projector.advance", self.log, self.generation, work.position, work.end, self._state
            )
            if moved is None:
                raise Overtaken
            await replace_rows(transaction, self.log, self.generation, work.done, work.rows)
            await save_states(transaction, self.log, self.generation, work.states)
            await self._write_parked(transaction, work, now_ms)
        self.position = work.end
        for unfoldable in work.unfoldable:
            _LOGGER.error(
                "household_parked", log=self.log, generation=self.generation,
                household=unfoldable.household, position=unfoldable.position,
                exc_info=unfoldable.error,
            )  # fmt: skip
        self.parked.difference_update(work.done)

    async def _write_parked(self, transaction: Transaction, work: Work, now_ms: int) -> None:
        for unfoldable in work.unfoldable:
            await transaction.execute(
                "projector.park", self.log, self.generation, unfoldable.household,
                unfoldable.position, describe(unfoldable.error), now_ms,
            )  # fmt: skip
            await transaction.execute(
                "projector.show_parked", self.log, self.generation, unfoldable.household,
                day_of_ms(now_ms).isoformat(),
            )  # fmt: skip
        freed = [name for name in work.done if name in self.parked]
        if freed:
            await transaction.execute("projector.unpark", self.log, self.generation, freed)
