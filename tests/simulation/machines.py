"""Power, disks, clocks and programs: machines stop, fill up, show a wrong date and are updated."""

from typing import Final

from tests.simulation.actions import Action, pick, writing
from tests.simulation.device import Device
from tests.simulation.programs import NEWEST
from tests.simulation.world import World


class Upgrade(Action, frozen=True, kw_only=True):
    """A device gets the newest program, or none: then the office does."""

    device: int | None

    async def happen(self, world: World) -> None:
        if self.device is None:
            await upgrade_office(world)
        elif (device := writing(world, self.device)) is not None:
            await upgrade(world, device)


class CrashDevice(Action, frozen=True, kw_only=True):
    """A device loses power, now or at one of its next writes."""

    device: int
    writes: int
    kept: float

    async def happen(self, world: World) -> None:
        if (device := pick(world.devices, self.device)) is None:
            return
        if self.writes == 0:
            await world.restart(device, self.kept)
        else:
            device.disk.crash_after(self.writes, self.kept)


class CrashOffice(Action, frozen=True, kw_only=True):
    """The office loses power, now or at one of its next writes."""

    writes: int
    kept: float

    async def happen(self, world: World) -> None:
        if self.writes == 0:
            await world.machine.restart(self.kept)
        else:
            world.machine.disk.crash_after(self.writes, self.kept)


class FillDisk(Action, frozen=True, kw_only=True):
    """A device's disk is full after some more writes."""

    device: int
    writes: int

    async def happen(self, world: World) -> None:
        if (device := pick(world.devices, self.device)) is not None:
            device.disk.fill_after(self.writes)


class FillOfficeDisk(Action, frozen=True, kw_only=True):
    """The office's disk is full after some more writes."""

    writes: int

    async def happen(self, world: World) -> None:
        world.machine.disk.fill_after(self.writes)


class MendDisks(Action, frozen=True, kw_only=True):
    """There is room on all disks again."""

    async def happen(self, world: World) -> None:
        for disk in (world.machine.disk, *(device.disk for device in world.devices)):
            disk.mend()


class Wait(Action, frozen=True, kw_only=True):
    """Time passes."""

    milliseconds: int

    async def happen(self, world: World) -> None:
        await world.wait(self.milliseconds)


class SetClock(Action, frozen=True, kw_only=True):
    """A device's clock is wrong from now on, by up to ten years."""

    device: int
    skew_ms: int

    async def happen(self, world: World) -> None:
        if (device := pick(world.devices, self.device)) is not None:
            device.skew_ms = self.skew_ms


class SetOfficeClock(Action, frozen=True, kw_only=True):
    """The office's clock is wrong from now on."""

    skew_ms: int

    async def happen(self, world: World) -> None:
        world.machine.skew_ms = self.skew_ms
        world.machine.was_skewed |= self.skew_ms != 0


async def upgrade(world: World, device: Device) -> None:
    """A device gets the newest program."""
    await device.close()
    device.program = NEWEST
    await device.open()


async def upgrade_office(world: World) -> None:
    """The office gets the newest program; the one before it had made read models."""
    await world.machine.close()
    world.run_office_on(NEWEST)
    await world.machine.open()


MACHINES: Final[tuple[type[Action], ...]] = (
    CrashDevice, CrashOffice, FillDisk, FillOfficeDisk, MendDisks, Wait, SetClock,
    SetOfficeClock, Upgrade,
)  # fmt: skip
