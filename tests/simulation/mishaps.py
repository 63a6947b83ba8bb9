"""What happens to whole machines: back-ups brought back, copies that live on, rows that rot.

What a directory held since its image was taken is gone from there, and what the office had taken
of it must still be at the office.
"""

import sqlite3
from random import Random
from typing import Final

from client_sync.device import JOURNAL_FILE
from events.ids import DeviceId
from tests.simulation.actions import DESA, Action, pick, writing
from tests.simulation.device import Device
from tests.simulation.entries import entity, registration
from tests.simulation.files import JournalFile
from tests.simulation.founding import OFFICERS
from tests.simulation.world import World
from tests.simulation.written import write

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
            await bring_back(world, device, self.finds_out)


class Copy(Action, frozen=True, kw_only=True):
    """Somebody copies a device's directory to another machine, works there once, and loses it."""

    device: int
    entries: int

    async def happen(self, world: World) -> None:
        original = writing(world, self.device)
        if original is None or "clone" in original.name:
            return  # a clone's keys are on its own machine
        copy = await copy_of(world, original)
        for number in range(self.entries):
            household = entity(f"{world.setting.seed} {copy.name} {number}", "household")
            await write(world, copy, registration(household, DESA[number % len(DESA)]))
        await world.quietly(copy.start_sync(patient=False))


class Clone(Action, frozen=True, kw_only=True):
    """A device's directory is copied to another machine, and both work on."""

    device: int

    async def happen(self, world: World) -> None:
        device = writing(world, self.device)
        clones = [one for one in world.devices if "clone" in one.name]
        if device is not None and len(clones) < CLONES_MAX and device not in clones:
            await clone_of(world, device)


class Approve(Action, frozen=True, kw_only=True):
    """An officer approves the copies that wait."""

    async def happen(self, world: World) -> None:
        for device in sorted(world.office_file().waiting):
            await world.machine.approve(DeviceId(device))


class BackUpOffice(Action, frozen=True, kw_only=True):
    """The office makes a back-up."""

    async def happen(self, world: World) -> None:
        await back_up_office(world)


class BringOfficeBack(Action, frozen=True, kw_only=True):
    """The office loses its store, and is made of its last back-up, or of the one before it."""

    older: bool

    async def happen(self, world: World) -> None:
        await bring_office_back(world, self.older)


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
        raw.close()
        if rows:
            world.oracle.damaged(device.name, _known(world))
        await device.open()


async def copy_of(world: World, device: Device) -> Device:
    """Another machine with the same directory and the same keys."""
    name = f"{device.name} copy {len(world.copies)}"
    copy = world.new_device(name, device.person, device.keys, world.chance_of(name))
    copy.program = device.program
    copy.disk.restore(device.disk.image())
    copy.skew_ms = device.skew_ms
    world.copies.append(copy)
    world.oracle.copied(device.name, name)
    await copy.open()
    return copy


async def clone_of(world: World, device: Device) -> Device:
    """Another machine that goes on with a copy of a directory: its own installation."""
    name = f"{device.name} clone {len(world.devices)}"
    chance = world.chance_of(name)
    clone = world.new_device(name, device.person, device.keys.elsewhere(chance), chance)
    clone.program = device.program
    clone.disk.restore(device.disk.image())
    journal = world.journal_file(clone)
    assert journal is not None, "only an enrolled device is copied"
    world.oracle.cloned(device.name, name, journal)
    world.devices.append(clone)
    await clone.open()
    return clone


async def bring_back(world: World, device: Device, finds_out: bool) -> None:
    """A device's directory is again what it was when its image was taken."""
    lost = world.journal_file(device)
    assert lost is not None, "only an enrolled device has an image"
    await device.close()
    device.disk.mend()
    files, secrets = world.images[device.name]
    device.disk.restore(files)
    device.keys.bring_back(secrets)
    image = world.journal_file(device)
    assert image is not None, "only an enrolled device has an image"
    world.oracle.brought_back(device.name, image, lost, _known(world))
    await device.open()
    if finds_out:
        await device.find_out_if_restored()


async def back_up_office(world: World) -> None:
    """A back-up of the office, in which two officers are registered."""
    world.machine.disk.mend()
    if not world.machine.backups():
        for officer in OFFICERS:
            await world.office_wrote(await world.machine.register(officer, "admin", "36.03"))
    await world.machine.back_up()
    if world.machine.backups():
        world.oracle.backed_up(world.machine.backed_up())


async def bring_office_back(world: World, from_older: bool) -> None:
    """The office is made of its last back-up, or the one before it, if it has one."""
    backups = world.machine.backups()
    if not backups:
        return
    is_older = from_older and len(backups) > 1
    await world.machine.bring_back(backups[-2 if is_older else -1])
    world.oracle.office_brought_back(world.office_file(), _journals(world), accepts_loss=is_older)


def _known(world: World) -> set[str]:
    """The entries that the office or any device still has."""
    known = {row.id for row in world.office_file().log}
    return known.union(*(journal.whole for journal in _journals(world).values()))


def _journals(world: World) -> dict[str, JournalFile]:
    """What every enrolled device holds, by its name."""
    journals = {device.name: world.journal_file(device) for device in world.devices}
    return {name: journal for name, journal in journals.items() if journal is not None}


MISHAPS: Final[tuple[type[Action], ...]] = (
    TakeImage, BringBack, Copy, Clone, Approve, BackUpOffice, BringOfficeBack, Rot,
)  # fmt: skip
