"""A process that writes entries until it is stopped: `python -m tests.writer_process DIR COUNT`.

Prints one line per entry, after it is durable: its sequence. With a third argument, the bytes a
file may grow to, it says `full` when the disk took no more, then goes on once there is room again.
"""

import asyncio
import os
import resource
import sys
from pathlib import Path

from client_sync.storage.journal import JournalFull
from tests.devices import HandClock, WrittenDevice, a_device


async def write(directory: Path, count: int, file_bytes_max: int | None) -> None:
    async with a_device(directory, f"process {os.getpid()}", clock=HandClock()) as device:
        household = await device.a_household()
        if file_bytes_max is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes_max, resource.RLIM_INFINITY))
        for number in range(count):
            try:
                await one(device, household, number)
            except JournalFull:
                print("full", flush=True)
                resource.setrlimit(
                    resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
                )
                await one(device, household, number)


async def one(device: WrittenDevice, household: str, number: int) -> None:
    device.clock.at_ms += 60_000
    recorded = await device.written(
        "household_visited", household, kind="routine", outcome="met", note=f"visit {number}"
    )
    print(recorded.sequence, flush=True)


if __name__ == "__main__":
    limit = int(sys.argv[3]) if len(sys.argv) > 3 else None
    asyncio.run(write(Path(sys.argv[1]), int(sys.argv[2]), limit))
