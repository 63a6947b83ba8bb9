"""How long one durable entry takes on a device, beyond a bare commit of an equally large row.

Once for new households, once for one that had 275 entries before. The entry is a visit with a
note: drafted, checked, compared with the last ones, sealed, chained and committed. The fold of a
household is in memory after its first entry, as in a form that is open; that first entry is a
figure too.
"""

import sqlite3
import time
from collections.abc import Awaitable, Callable
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Final

from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.full_device import BETWEEN_ENTRIES_MS, FullDevice
from tests.benchmarks.stores import Stores
from tests.devices import CountedChance, WrittenDevice

BUDGET_MS: Final = 1
LARGE: Final = 275
_ENTRIES: Final = {"s": 100, "m": 300, "l": 1_000}
_NEW_HOUSEHOLDS: Final = 10
_BARE_BYTES: Final = 700
"""A line with its personal part, id, place and chain head."""

Append = Callable[[], Awaitable[None]]


async def measure(size: str, full: FullDevice, stores: Stores) -> list[Figure]:
    """Milliseconds an entry beyond the bare commit; the reference is the bare commit."""
    device = full.device
    new = cycle([await device.a_household() for _ in range(_NEW_HOUSEHOLDS)])
    large = full.ordinary[0]

    async def to_new() -> None:
        await _visit(device, next(new))

    async def to_large() -> None:
        await _visit(device, large)

    with _Bare(stores.directory() / "bare.sqlite") as bare:
        firsts = [await _first(device, name) for name in full.ordinary[1:20]]
        for _ in range(max(LARGE - full.sizes[large], 1)):
            await to_large()
        figures = []
        for name, subject in (("append", to_new), (f"append_{LARGE}", to_large)):
            entry, commit = await _medians(_ENTRIES[size], subject, bare)
            figures.append(at_most(name, entry - commit, "ms", commit, BUDGET_MS))
        first = median(firsts) - commit
    return [*figures, at_most(f"append_{LARGE}_first", first, "ms", commit, None)]


async def _first(device: WrittenDevice, household: str) -> float:
    """Milliseconds of an entry of a household of which nothing is in memory."""
    chance = CountedChance(f"first entry of {household}")
    fresh = WrittenDevice(device.journal, device.profile, device.keys, device.clock, chance)
    started = time.perf_counter()
    await _visit(fresh, household)
    return (time.perf_counter() - started) * 1000


async def _visit(device: WrittenDevice, household: str) -> None:
    device.clock.at_ms += BETWEEN_ENTRIES_MS
    await device.written(
        "household_visited", household, kind="routine", outcome="met",
        note="anak bungsu mulai sekolah, usaha jalan terus",
    )  # fmt: skip


async def _medians(entries: int, append: Append, bare: "_Bare") -> tuple[float, float]:
    taken, bare_taken = [], []
    for _ in range(entries):
        started = time.perf_counter()
        await append()
        between = time.perf_counter()
        bare.commit()
        taken.append(between - started)
        bare_taken.append(time.perf_counter() - between)
    return median(taken) * 1000, median(bare_taken) * 1000


class _Bare:
    """A SQLite file as durable as a journal, with nothing but rows in it."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, bytes BLOB)")

    def __enter__(self) -> "_Bare":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def commit(self) -> None:
        """One row, durable."""
        self._connection.execute("INSERT INTO row (bytes) VALUES (?)", (bytes(_BARE_BYTES),))
