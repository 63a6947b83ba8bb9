"""A generation built from the whole log beside the live one, household by household.

Before: `jejak-server rebuild`, or a projector whose program is newer than its rows. After: the new
generation is live and equal to what projecting event by event would have made.

    begin -> units of households, by one or more processes -> catch up -> make live -> drop the old

A unit is a range of household ids: its events are read through the index `event_stream`, folded,
answered and written in one transaction of its own, so nothing is merged afterwards and progress is
exact. Where the live rows speak for the same events, day and programme, they are compared on the
way; a difference is reported and the new rows, made from the log alone, stand.
"""

import time
from collections.abc import Callable
from typing import Final

import msgspec

from events import limits
from events.errors import LogCorrupt
from events.ids import LogId
from server.clock import Clock
from server.database import Database
from server.projecting.comparing import Difference
from server.projecting.generations import (
    Generation,
    begin,
    drop_dropped,
    give_up,
    live,
    make_live,
    set_built,
)
from server.projecting.projection import Projection
from server.projecting.tables import VERSION
from server.projecting.units import Job, Parked, Unit, UnitResult
from server.projecting.workers import do_units

_CATCH_UPS_MAX: Final = 100
"""A log that outgrows so many of them grows faster than it can be projected at all."""


_AFTER_HOUSEHOLDS: Final = "g"
"""Follows every household's id, which begins with a hex digit, and precedes other streams."""


class Progress(msgspec.Struct, frozen=True):
    """How far it is; every event takes about as long as any other."""

    events: int
    events_total: int
    elapsed_s: float

    @property
    def remaining_s(self) -> float | None:
        """None before anything is done."""
        if self.events == 0:
            return None
        return self.elapsed_s * (self.events_total - self.events) / self.events


OnProgress = Callable[[Progress], None]


class Rebuilt(msgspec.Struct, frozen=True):
    """What a rebuild made, and where the rows it replaced were otherwise.

    `compared` households had live rows that spoke for the same events, programme and day.
    """

    generation: int
    position: int
    households: int
    events: int
    parked: tuple[Parked, ...]
    compared: int
    difference_count: int
    differences: tuple[Difference, ...]
    build_s: float
    flip_ms: float


class Tally:
    """Adds up the results of units and tells how far they are."""

    def __init__(self, units: list[Unit], on_progress: OnProgress | None) -> None:
        self.events = self.households = self.compared = self.difference_count = 0
        self.differences: list[Difference] = []
        self.parked: list[Parked] = []
        self._total = sum(unit.events for unit in units)
        self._on_progress = on_progress
        self._started = time.perf_counter()

    def add(self, result: UnitResult) -> None:
        self.events += result.events
        self.households += result.households
        self.compared += result.compared
        self.difference_count += result.difference_count
        self.differences = (self.differences + result.differences)[: limits.DIFFERENCES_MAX]
        self.parked += result.parked
        if self._on_progress is not None:
            done = min(self.events, self._total)
            self._on_progress(Progress(done, self._total, self.elapsed_s()))

    def elapsed_s(self) -> float:
        return time.perf_counter() - self._started


async def rebuild(
    database: Database,
    url: str,
    log: LogId,
    clock: Clock,
    processes: int,
    on_progress: OnProgress | None = None,
) -> Rebuilt:
    """Build a generation from the log, in so many processes of their own, and make it live.

    Readers see the old rows until the new ones are complete, then only those. Stopped at any
    moment, it leaves the live generation as it was.
    Errors: LogCorrupt when a position is missing; Abandoned when somebody else began to rebuild;
    WorkerFailed.
    """
    generation = await begin(database, log, VERSION, clock())
    try:
        return await _build(database, url, log, clock, processes, generation, on_progress)
    except BaseException:
        await give_up(database, log, generation.number)
        raise


async def _build(
    database: Database,
    url: str,
    log: LogId,
    clock: Clock,
    processes: int,
    generation: Generation,
    on_progress: OnProgress | None,
) -> Rebuilt:
    size, units = await read_units(database, log)
    await _refuse_holes(database, log, size)
    async with database.read() as transaction:
        old = await live(transaction, log)
    comparable = old is not None and old.version == VERSION
    if not comparable:
        await _index_again(database, log)
    job = Job(
        log=log,
        live=old.number if old is not None and comparable else None,
        build=generation.number,
        size=size,
        now_ms=clock(),
    )
    tally = Tally(units, on_progress)
    await do_units(database, url, job, units, processes, tally.add)
    built = await set_built(database, log, generation.number, size)
    build_s = tally.elapsed_s()
    position, flip_ms = await _make_live(database, log, clock, built)
    await drop_dropped(database, log)
    return Rebuilt(
        generation=generation.number,
        position=position,
        households=tally.households,
        events=tally.events,
        parked=tuple(tally.parked),
        compared=tally.compared,
        difference_count=tally.difference_count,
        differences=tuple(tally.differences),
        build_s=build_s,
        flip_ms=flip_ms,
    )


async def _index_again(database: Database, log: LogId) -> None:
    """Let numbers and names be looked for again from where another program could not read on."""
    async with database.read() as transaction:
        first = await transaction.fetch_one("identities.first_unread", log)
    if first is not None:
        async with database.write() as transaction:
            await transaction.execute("identities.again", log, first["position"])


async def _make_live(
    database: Database, log: LogId, clock: Clock, built: Generation
) -> tuple[int, float]:
    """Project what came while it was built, then flip; the position and how long the flip took."""
    projection = Projection(database, log, built)
    for _ in range(_CATCH_UPS_MAX):
        while await projection.step(clock()):
            pass
        started = time.perf_counter()
        if await make_live(database, log, built.number):
            return projection.position, (time.perf_counter() - started) * 1000
    raise LogCorrupt(
        f"the log {log} grows faster than its read models: rebuild again at a quieter hour"
    )


async def read_units(database: Database, log: LogId) -> tuple[int, list[Unit]]:
    """The positions of a log, and its households cut into units, in the order of their ids."""
    async with database.read() as transaction:
        row = await transaction.fetch_one("projector.size", log)
        households = await transaction.fetch("generations.households", log)
    starts = range(0, max(len(households), 1), limits.REBUILD_HOUSEHOLDS_MAX)
    parts = [households[start : start + limits.REBUILD_HOUSEHOLDS_MAX] for start in starts]
    # Units leave no gap between them, so that a made-up household lies in one too.
    firsts = ["", *(part[0][0] for part in parts[1:]), _AFTER_HOUSEHOLDS]
    return 0 if row is None else row[0], [
        Unit(first, end, sum(row[1] for row in part))
        for first, end, part in zip(firsts, firsts[1:], parts, strict=False)
    ]


async def _refuse_holes(database: Database, log: LogId, size: int) -> None:
    async with database.read() as transaction:
        row = await transaction.fetch_one("generations.count", log, size)
    assert row is not None, "a count is always one row"
    if row[0] != size:
        raise LogCorrupt(
            f"the log {log} should hold {size} positions and holds {row[0]}: stop the office and "
            "run `verify`"
        )
