"""Generations of read models: begun beside the live one, made live in one step, dropped after it.

    building --make_live--> live --make_live of another--> dropped --deleted--> gone
    building --given up, or another one begun------------> dropped

Exactly one generation of a log is live, and readers name it inside their snapshot, so none of them
sees a half-built one. A generation that was being built when its process died is abandoned by
whoever begins the next one, or by the projector's next start.
"""

from typing import Literal

import msgspec

from events import limits
from events.ids import LogId
from server.database import Database, Transaction
from server.projecting.tables import clear_all

State = Literal["building", "live", "dropped"]


class Generation(msgspec.Struct, frozen=True):
    """One built version of a log's read models; `position` positions of the log are in it."""

    number: int
    version: str
    position: int
    state: State


class Abandoned(Exception):
    """The generation that was being built here belongs to nobody any more; build another."""


class _Behind(Exception):
    """Rolls back a flip that would take readers back in time."""


async def live(transaction: Transaction, log: LogId) -> Generation | None:
    """The generation readers see; None before the first projection."""
    row = await transaction.fetch_one("generations.live", log)
    return None if row is None else Generation(*row)


async def begin_live(database: Database, log: LogId, version: str, now_ms: int) -> None:
    """Make an empty generation live where none is, so that there is one to project into."""
    async with database.write() as transaction:
        await transaction.execute("generations.lock", log)
        if await live(transaction, log) is None:
            await transaction.execute("generations.start", log, "live", version, now_ms)


async def begin(database: Database, log: LogId, version: str, now_ms: int) -> Generation:
    """A new generation to build; what another process was building is abandoned."""
    async with database.write() as transaction:
        await transaction.execute("generations.lock", log)
        await transaction.execute("generations.abandon", log)
        row = await transaction.fetch_one("generations.start", log, "building", version, now_ms)
    assert row is not None, "an insert returns its row"
    return Generation(*row)


async def abandon(database: Database, log: LogId) -> None:
    """Give up whatever is being built; its builder finds that out at its next write."""
    async with database.write() as transaction:
        await transaction.execute("generations.lock", log)
        await transaction.execute("generations.abandon", log)


async def give_up(database: Database, log: LogId, generation: int) -> None:
    """Give up one that is being built; nothing happens to one that is not."""
    async with database.write() as transaction:
        await transaction.execute("generations.give_up", log, generation)


async def hold(transaction: Transaction, log: LogId, generation: int) -> None:
    """Keep a generation from being dropped until this transaction ends.

    Errors: Abandoned.
    """
    if await transaction.fetch_one("generations.hold", log, generation) is None:
        raise Abandoned


async def set_built(database: Database, log: LogId, generation: int, position: int) -> Generation:
    """Note that the rows of the first `position` positions are complete. Errors: Abandoned."""
    async with database.write() as transaction:
        row = await transaction.fetch_one("generations.built", log, generation, position)
    if row is None:
        raise Abandoned
    return Generation(*row)


async def make_live(database: Database, log: LogId, generation: int) -> bool:
    """Let readers see this generation from now on, and no other.

    False, and nothing changed, while it is behind the live one: readers never go back in time.
    Errors: Abandoned.
    """
    try:
        async with database.write() as transaction:
            await transaction.execute("generations.lock", log)
            old = await transaction.fetch_one("generations.retire", log)
            new = await transaction.fetch_one("generations.make_live", log, generation)
            if new is None:
                raise Abandoned
            if old is not None and new[0] < old[0]:
                raise _Behind
    except _Behind:
        return False
    return True


async def drop_dropped(database: Database, log: LogId) -> None:
    """Delete the rows of dropped generations, some households at a time."""
    async with database.read() as transaction:
        dropped = [row[0] for row in await transaction.fetch("generations.dropped", log)]
    for generation in dropped:
        while await _drop_some(database, log, generation):
            pass
        async with database.write() as transaction:
            await transaction.execute("generations.forget", log, generation)


async def _drop_some(database: Database, log: LogId, generation: int) -> bool:
    async with database.write() as transaction:
        rows = await transaction.fetch(
            "generations.some_households", log, generation, limits.REBUILD_HOUSEHOLDS_MAX
        )
        if rows:
            await clear_all(transaction, log, generation, [row[0] for row in rows])
    return bool(rows)
