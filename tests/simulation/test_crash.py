"""No power cut and no full disk leaves a lie: each write of a story goes wrong once.

Goal: there is no write before which, during which or after which a machine may not stop. Method:
count the writes of a short story, then play it once for each of them with the power cut there, or
the disk full from there on, and let the oracle judge what comes of it.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Protocol

import pytest

from tests.simulation.actions import Action
from tests.simulation.disk import Disk
from tests.simulation.ending import finish, what_is_wrong
from tests.simulation.machines import MendDisks
from tests.simulation.messages import SyncInPeace
from tests.simulation.people import Register, Write
from tests.simulation.plans import a_directory, forget_crashes, founded_image
from tests.simulation.world import Setting, World

_SETTING: Final = Setting(seed=0, regions=("36.03.06.2001", "36.03.06"), small=True)
_STORY: Final[Sequence[Action]] = (
    Register(device=0, desa=0),
    SyncInPeace(device=0),
    SyncInPeace(device=1),
    Write(device=1, kind=4, household=0, number=2),
    SyncInPeace(device=1),
    Write(device=0, kind=0, household=0, number=1),
    SyncInPeace(device=0),
    MendDisks(),
)
"""Device 0 makes a household and its key, device 1 reads it and adds to it, device 0 reads that."""


class _Break(Protocol):
    """How a disk breaks at the write of a number."""

    def __call__(self, disk: Disk, writes: int) -> None: ...


def _torn(disk: Disk, writes: int) -> None:
    """Before a write, or with a part of what COMMIT writes on the disk."""
    disk.crash_after(writes, kept=0.6)


def _cut_after(disk: Disk, writes: int) -> None:
    """Before a write, or after COMMIT has written and before anybody knows."""
    disk.crash_after(writes, kept=1.0)


def _full(disk: Disk, writes: int) -> None:
    disk.fill_after(writes - 1)


@pytest.mark.parametrize("broken", [_torn, _cut_after, _full])
@pytest.mark.parametrize("machine", ["the office", "device 0"])
def test_nothing_is_lost_at_whichever_write_a_machine_stops(machine: str, broken: _Break) -> None:
    writes, wrong = _play(machine, None)
    assert wrong == []
    for write in range(1, writes + 1):
        _, wrong = _play(machine, partial(broken, writes=write))
        assert wrong == [], f"{machine} stops at write {write} of {writes}"


def _play(machine: str, breaks: Callable[[Disk], None] | None) -> tuple[int, list[str]]:
    """The writes the machine made in the story, and what is wrong after it."""
    image = founded_image()

    async def playing() -> tuple[int, list[str]]:
        async with World(_SETTING, directory, image) as world:
            disk = _disk(world, machine)
            before = disk.writes
            if breaks is not None:
                breaks(disk)
            for action in _STORY:
                await action.do(world)
            writes = disk.writes - before
            await finish(world)
            return writes, await what_is_wrong(world)

    with a_directory() as directory, asyncio.Runner() as runner:
        runner.get_loop().set_exception_handler(forget_crashes)
        return runner.run(playing())


def _disk(world: World, machine: str) -> Disk:
    named = {device.name: device.disk for device in world.devices}
    return named.get(machine, world.machine.disk)
