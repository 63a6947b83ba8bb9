"""How long a rebuild of all read models takes, how much memory each process, and the flip.

Beside it: one process that only reads and decodes the same events in the order of the log.
"""

import asyncio
import multiprocessing
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.projecting.rebuilding import Rebuilt, rebuild
from tests.benchmarks.figures import Figure, alternated, at_least, at_most
from tests.benchmarks.loaded import LoadedLog, now_ms
from tests.benchmarks.writer import LOG

BUDGET: Final = 200_000
MEMORY_MIB: Final = 512
FLIP_MS: Final = 50
PROCESSES: Final = 2
_REPETITIONS: Final = {"s": 3, "m": 3, "l": 1}
_SAMPLE_S: Final = 0.05


async def measure(size: str, log: LoadedLog) -> list[Figure]:
    """Events a second, MiB of the larger process, ms of the flip."""
    rebuilds: list[Rebuilt] = []
    memory = _Memory()

    async def build(_: int) -> float:
        watching = asyncio.create_task(memory.watch())
        done = await rebuild(log.database, log.url, LOG, now_ms, PROCESSES)
        watching.cancel()
        assert not done.parked, "every household of the history can be folded"
        assert not done.differences, "rebuilding again gives the same rows"
        rebuilds.append(done)
        return done.events / done.build_s

    async def decode(_: int) -> float:
        started = time.perf_counter()
        return await log.decode(0, log.size) / (time.perf_counter() - started)

    value, reference = await alternated(_REPETITIONS[size], build, decode)
    flip = max(done.flip_ms for done in rebuilds)
    name = f"rebuild_{log.dialect}"
    return [
        at_least(name, value, "events/s", reference, BUDGET),
        at_most(f"{name}_memory", memory.peak_mib, "MiB", None, MEMORY_MIB),
        at_most(f"{name}_flip", flip, "ms", None, FLIP_MS),
    ]


class _Memory:
    """The most memory that one of the processes ever had."""

    def __init__(self) -> None:
        self.peak_mib = 0.0

    async def watch(self) -> None:
        """Look until cancelled."""
        with suppress(asyncio.CancelledError):
            while True:
                for process in multiprocessing.active_children():
                    self.peak_mib = max(self.peak_mib, _peak_mib(process.pid))
                await asyncio.sleep(_SAMPLE_S)


def _peak_mib(pid: int | None) -> float:
    """The high-water mark of a process's memory; 0 where the system does not tell."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0
