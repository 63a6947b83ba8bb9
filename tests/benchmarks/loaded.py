"""An office's log with a year in it, loaded once for everything that is measured of it.

Before: `load.py` fills a database. After: `rebuild.py`, `as_of.py` and `projecting.py` measure, in
this order, since each leaves the log as the next one wants it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Final

import msgspec

from events.line import decode_event
from server.database import Database
from tests.benchmarks.data import AS_OF, HOUSEHOLDS, history
from tests.benchmarks.load import Loader
from tests.benchmarks.stores import Dialect, Stores
from tests.benchmarks.writer import LOG, Written

_PAGE: Final = 20_000
_NOON: Final = datetime.combine(AS_OF + timedelta(days=30), time(12), UTC)


def now_ms() -> int:
    """The clock of what is measured stands still: a month after the newest entry."""
    return int(_NOON.timestamp() * 1000)


class LoadedLog(msgspec.Struct, frozen=True):
    """A log and what is needed to append to it."""

    database: Database
    url: str
    dialect: Dialect
    loader: Loader
    households: int

    @property
    def size(self) -> int:
        return self.loader.size

    async def append(self, events: list[Written]) -> None:
        """Commit more events in one transaction."""
        async with self.database.write() as transaction:
            await self.loader.append(transaction, events)
            await self.loader.flush(transaction)

    async def decode(self, start: int, end: int) -> int:
        """Read and decode the events of these positions; how many there were.

        The loop that whatever folds a log is compared with: it does this, and then its own work.
        """
        count = 0
        while start < end:
            stop = min(start + _PAGE, end)
            async with self.database.read() as transaction:
                rows = await transaction.fetch_plain("projector.page", LOG, start, stop)
            count += sum(decode_event(row[8]) is not None for row in rows)
            start = stop
        return count


@asynccontextmanager
async def loaded(size: str, stores: Stores, dialect: Dialect) -> AsyncIterator[LoadedLog]:
    """A year of an office of this size."""
    households = HOUSEHOLDS[size]
    async with stores.database(dialect) as (database, url):
        log = LoadedLog(database, url, dialect, Loader(LOG), households)
        chunk: list[Written] = []
        for event in history(households):
            chunk.append(event)
            if len(chunk) == _PAGE:
                await log.append(chunk)
                chunk.clear()
        await log.append(chunk)
        yield log
