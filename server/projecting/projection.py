"""One generation of read models, brought forward page by page.

Before: committed events and the day. After: rows that `server/answers/readmodels.py` reads. A
page's rows and the position are one transaction; its only guard is a compare-and-set of that
position, so of several processes that try at once one writes and the others notice. Folding happens
before the transaction: the database's writer is held for the rows alone.

A household whose events cannot be folded is parked with all its names: their cards stay as they
were, with the first position that is not in them, and every other household goes on.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import structlog

from events import limits
from events.dates import day_of_ms
from events.errors import LogCorrupt
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
        self._page_events = limits.PROJECT_EVENTS_MAX
        self._sweep_of: tuple[str, int] | None = None
        self._sweep_from: str | None = None

    async def step(self, now_ms: int) -> bool:
        """Project the next page; at the head, answer again who is due. False: nothing was to do.

        Errors: Overtaken, nothing was written; LogCorrupt when a position is missing.
        """
        try:
            if await self._project_page(now_ms):
                return True
            return await self._answer_due(now_ms)
        except BaseException:
            # What is in memory may hold events that the database's rows do not.
            self._states.clear()
            self._programme = None
            raise

    async def retry_parked(self, now_ms: int) -> int:
        """Fold the parked households from their first event; how many stay parked.

        Errors: as `step`.
        """
        async with self._database.read() as transaction:
            await self._prepare(transaction)
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
        work = self._work(now_ms)
        await self._fold(work, stored, dict.fromkeys(some, ()))
        work.unfoldable.clear()
        await self._write(work, self.position, now_ms)

    # --- new positions ---------------------------------------------------------------------------

    async def _project_page(self, now_ms: int) -> bool:
        async with self._database.read() as transaction:
            await self._prepare(transaction)
            rows = await self._read_page(transaction)
            if not rows:
                return False
            streams = by_stream(rows)
            touched = {
                stream: events
                for stream, events in streams.items()
                if is_household(stream) and stream not in self.parked
            }
        assert self._programme is not None
        for row in streams.get(PROGRAMME, ()):
            if file_row(self._programme, row):
                self._programme_end = row[0] + 1
        work = await self._fold_from_stored(touched, now_ms)
        await self._write(work, self.position + len(rows), now_ms)
        return True

    async def _prepare(self, transaction: Transaction) -> None:
        """See that this is still the one to project, and load what the generation needs once."""
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

    async def _read_page(self, transaction: Transaction) -> Sequence[PlainRow]:
        row = await transaction.fetch_one("projector.size", self.log)
        size = 0 if row is None else row[0]
        end = min(size, self.position + self._page_events)
        if end <= self.position:
            return ()
        rows = await transaction.fetch_plain("projector.page", self.log, self.position, end)
        if len(rows) != end - self.position:
            raise LogCorrupt(
                f"the log {self.log} has a hole between the positions {self.position} and {end}: "
                "stop the office and run `verify`"
            )
        taken = rows[: _of_few_streams(rows)]
        # What is read and not taken is read again: ask for no more than was taken last.
        whole = len(taken) == len(rows)
        self._page_events = limits.PROJECT_EVENTS_MAX if whole else len(taken)
        return taken

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
        work = await self._fold_from_stored(dict.fromkeys(names, ()), now_ms)
        await self._write(work, self.position, now_ms)
        self._sweep_from = found[-1][0]
        return True

    # --- folding and writing ---------------------------------------------------------------------

    async def _fold_from_stored(self, new: Mapping[str, Sequence[PlainRow]], now_ms: int) -> Work:
        """Households folded with their new events, from memory or from what is stored of them."""
        work = self._work(now_ms)
        here = await self._share_out(work, new)
        async with self._database.read() as transaction:
            sources = await self._sources(transaction, here)
        await self._fold(work, sources, here)
        return work

    def _work(self, now_ms: int) -> Work:
        assert self._programme is not None
        view = View(
            self.log, self.generation, self._programme, self._programme_end, day_of_ms(now_ms)
        )
        return Work(view, self._states, self.position)

    async def _share_out(
        self, work: Work, new: Mapping[str, Sequence[PlainRow]]
    ) -> Mapping[str, Sequence[PlainRow]]:
        """Let other processes fold what is not in memory, where that is much; what is left here."""
        away = {name: rows for name, rows in new.items() if self._states.get(name) is None}
        if self.sharing is None or not self.sharing.is_worth(len(away)):
            return new
        await self.sharing.fold(work, away)
        done = set(work.done)
        return {name: rows for name, rows in new.items() if name not in done}

    async def _sources(
        self, transaction: Transaction, households: Iterable[str]
    ) -> dict[str, Folded | Stored]:
        """Where each household is taken up from: memory, else what is stored of it."""
        sources: dict[str, Folded | Stored] = {}
        missing = []
        for name in households:
            kept = self._states.get(name)
            if kept is None:
                missing.append(name)
            else:
                sources[name] = kept
        return sources | await read_stored(
            transaction, self.log, self.generation, missing, self.position
        )

    async def _fold(
        self,
        work: Work,
        sources: Mapping[str, Folded | Stored],
        new: Mapping[str, Sequence[PlainRow]],
    ) -> None:
        """Fold households with their new events, and those whose rows these change."""
        await work.fold(sources, new, self.give_way)
        if work.tied or work.unfoldable:
            failed = work.failed()
            named = {name for each in failed for name in await self._named_in_lines(each)}
            retried = new.keys() - failed
            kinship = Kinship(
                work.view.programme, self._read_kin, work.tied, failed | (self.parked - retried)
            )
            await work.fold_tied(kinship, named, new)

    async def _read_kin(self, names: Sequence[str]) -> Mapping[str, Folded | Stored]:
        async with self._database.read() as transaction:
            return await self._sources(transaction, names)

    async def _named_in_lines(self, household: str) -> set[str]:
        """The households that merges in a stream name which cannot be folded as a whole."""
        assert self._programme is not None
        async with self._database.read() as transaction:
            rows = await transaction.fetch_plain("projector.merges", self.log, household)
        merges = Household(HouseholdId(household))
        for row in rows:
            file_row(merges, row)
        return {*speaks_of(merges, self._programme)}

    async def _write(self, work: Work, end: int, now_ms: int) -> None:
        """Rows, parked households and position together.

        The compare-and-set comes first: on PostgreSQL it takes the row's lock, so a second
        projector waits here, then finds the position moved and gives way.
        """
        async with self._database.write() as transaction:
            moved = await transaction.fetch_one(
                "projector.advance", self.log, self.generation, self.position, end, self._state
            )
            if moved is None:
                raise Overtaken
            await replace_rows(transaction, self.log, self.generation, work.done, work.rows)
            await save_states(transaction, self.log, self.generation, work.states)
            await self._write_parked(transaction, work, now_ms)
        self.position = end
        for unfoldable in work.unfoldable:
            self.parked.add(unfoldable.household)
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


def is_household(stream: str) -> bool:
    """True for a stream that is folded into read models of its own."""
    return stream != PROGRAMME and stream != OFFICE


def _of_few_streams(rows: Sequence[PlainRow]) -> int:
    """How many of these rows to take, so that not too many households are folded at once."""
    streams = set()
    for count, row in enumerate(rows):
        streams.add(row[1])
        if len(streams) > limits.PROJECT_HOUSEHOLDS_MAX:
            return count
    return len(rows)
