"""What happens to whole machines: back-ups brought back, copies that live on, rows that rot.

What a directory held since its image was taken is gone from there, and what the
office had taken of it must still be at the office.
"""

import sqlite3
from random import Random
from typing import Final

from client_sync.device import JOURNAL_FILE
from events.ids import DeviceId
from tests.simulation.actions import DESA, Action, pick, writing
from tests.simulation.entries import entity, registration
from tests.simulation.world import World

CLONES_MAX: Final = 2


class TakeImage(Action, frozen=True, kw_only=True):
    """Somebody makes a back-up of a device's directory."""

    device: int

    async def happen(self, world: World) -> None:
        device = writing(world, self.device)
        if device is not None:
            world.images[device.name] = device.disk.image(), device.keys.secrets()


class BringBack(Action, frozen=True, kw_only=True):
    """A device's directory is brought back from its back-up; its program finds out, or not."""

    device: int
    finds_out: bool

    async def happen(self, world: World) -> None:
        device = pick([d for d in world.devices if d.name in world.images], self.device)
        if device is not None:
            await world.bring_back(device, self.finds_out)


class Copy(Action, frozen=True, kw_only=True):
    """Somebody copies a device's directory to another machine, works there once, and loses it."""

    device: int
    entries: int

    async def happen(self, world: World) -> None:
        original = writing(world, self.device)
        if original is None or "clone" in original.name:
            return  # a clone's keys are on its own machine
        copy = await world.copy_of(original)
        for number in range(self.entries):
            household = entity(f"{world.setting.seed} {copy.name} {number}", "household")
            await world.write(copy, registration(household, DESA[number % len(DESA)]))
        await world.quietly(copy.start_sync(patient=False))


class Clone(Action, frozen=True, kw_only=True):
    """A device's directory is copied to another machine, and both work on."""

    device: int

    async def happen(self, world: World) -> None:
        device = writing(world, self.device)
        clones = [one for one in world.devices if "clone" in one.name]
        if device is not None and len(clones) < CLONES_MAX and device not in clones:
            await world.clone_of(device)


class Approve(Action, frozen=True, kw_only=True):
    """An officer approves the copies that wait."""

    async def happen(self, world: World) -> None:
        for device in sorted(world.office_file().waiting):
            await world.machine.approve(DeviceId(device))


class BackUpOffice(Action, frozen=True, kw_only=True):
    """The office makes a back-up."""

    async def happen(self, world: World) -> None:
        await world.back_up_office()


class BringOfficeBack(Action, frozen=True, kw_only=True):
    """The office loses its store, and is made of its last back-up, or of the one before it."""

    older: bool

    async def happen(self, world: World) -> None:
        await world.bring_office_back(self.older)


class Rot(Action, frozen=True, kw_only=True):
    """A row of a journal changes, or is gone, without anybody having written."""

    device: int
    row: int
    kind: int

    async def happen(self, world: World) -> None:
        device = writing(world, self.device)
        if device is None or device.disk.is_dead:
            return
        await device.close()
        random = Random(self.row)
        with sqlite3.connect(device.disk.directory / JOURNAL_FILE) as raw:
            rows = raw.execute(
                "SELECT entry, line FROM event WHERE head IS NULL ORDER BY entry"
            ).fetchall()
            if rows:
                entry, line = random.choice(rows)
                triggers = raw.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
                ).fetchall()
                for name, _ in triggers:
                    raw.execute(f"DROP TRIGGER {name}")
                if self.kind % 2:
                    raw.execute("DELETE FROM event WHERE entry = ?", (entry,))
                else:
                    at = random.randrange(len(line))
                    rotten = line[:at] + bytes([line[at] ^ 1]) + line[at + 1 :]
                    raw.execute("UPDATE event SET line = ? WHERE entry = ?", (rotten, entry))
                for _, sql in triggers:
                    raw.execute(sql)
                world.oracle.damaged(device.name)
        raw.close()
        await device.open()


MISHAPS: Final[tuple[type[Action], ...]] = (
    TakeImage, BringBack, Copy, Clone, Approve, BackUpOffice, BringOfficeBack, Rot,
)  # fmt: skip
