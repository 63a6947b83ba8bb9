"""A device that holds five years of its companion's households, and a clock that goes on after.

Before: `data.py`. After: `appending.py` writes on it, `reading.py` reads from it.
"""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import islice
from typing import Final

import msgspec

from client_sync.storage.held import Row
from events.dates import parse_rfc3339
from events.entry import ACCEPTED
from events.ids import PROGRAMME, StreamId, event_id
from tests.benchmarks.data import history
from tests.benchmarks.stores import Stores
from tests.benchmarks.writer import PER_COMPANION, Written
from tests.devices import HandClock, WrittenDevice, a_device

MONTHS: Final = 72
"""About 275 events a household and 55,000 in all."""
BETWEEN_ENTRIES_MS: Final = 11 * 60 * 1000
"""Long enough for an entry not to be taken for the one before it."""
_NOW: Final = "2024-09-10T09:00:00+07:00"
_ROWS_AT_ONCE: Final = 5_000


class FullDevice(msgspec.Struct, frozen=True):
    """An enrolled device whose journal is full of entries of others."""

    device: WrittenDevice
    events: int
    sizes: Counter[StreamId]
    """How many entries it holds of each household."""

    @property
    def ordinary(self) -> list[StreamId]:
        """Its households, those of the most usual size first."""
        middle = sorted(self.sizes.values())[len(self.sizes) // 2]
        return sorted(self.sizes, key=lambda name: (abs(self.sizes[name] - middle), name))


@asynccontextmanager
async def a_full_device(stores: Stores) -> AsyncIterator[FullDevice]:
    """As a companion has it after five years."""
    sizes: Counter[StreamId] = Counter()
    async with a_device(stores.directory() / "device", clock=HandClock(parse_rfc3339(_NOW))) as one:
        rows = _rows(history(PER_COMPANION, months=MONTHS), sizes)
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            async with one.journal.writing() as writing:
                await writing.insert(some)
        # What the fill has left to the disk would be in the first figures.
        await asyncio.to_thread(os.sync)
        events = sizes.total()
        del sizes[PROGRAMME]
        yield FullDevice(one, events, sizes)


def _rows(events: Iterator[Written], sizes: Counter[StreamId]) -> Iterator[Row]:
    for position, event in enumerate(events):
        sizes[event.stream] += 1
        yield Row(
            event_id(event.line), event.device, event.epoch, event.sequence, event.stream,
            event.type, event.on, event.at, event.key, event.line, event.part, None,
            position, event.at, ACCEPTED,
        )  # fmt: skip
