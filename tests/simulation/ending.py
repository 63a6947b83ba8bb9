"""How a world ends: all faults are over, everybody syncs a few times, and the oracle looks.

Before: the actions of a plan. After: an empty list is a world in which every invariant holds.
"""

from random import Random
from typing import Final

from client_sync.ports import OfficeBusy
from events import limits
from events.dates import day_of_ms
from events.ids import DeviceId
from tests.simulation.carried import receive
from tests.simulation.device import Device
from tests.simulation.folds import disagreements
from tests.simulation.machines import upgrade, upgrade_office
from tests.simulation.mishaps import back_up_office
from tests.simulation.programs import NEWEST
from tests.simulation.world import World, Wrong

ROUNDS_MAX: Final = 3
"""Quiet syncs of every device after the faults: to push, to read what others pushed, to agree. One
more goes before them, after which an officer approves the copies that are known then."""
_TOLD_TO_WAIT_MAX: Final = 5
_BACKED_UP_BEFORE: Final = 2
"""The round before which every other office makes a back-up: what is safe then must go."""
_UPGRADED_BEFORE: Final = 2
"""The round before which an office of an older program gets the newest, where programs differ."""


async def finish(world: World) -> None:
    """No more faults: everything still on its way arrives, and devices sync a few times."""
    random = Random(world.setting.seed)
    for disk in world.disks.values():
        disk.mend()
    while world.network.flying:
        await world.deliver(random.choice(world.network.flying))
    for device in world.devices:
        await _make_ready(world, device)
    for file in world.files:
        await receive(world, file)
    await world.machine.settle()
    for round_ in range(ROUNDS_MAX + 1):
        await _begin_round(world, round_)
        for device in world.devices:
            await _sync(world, device)
    await _upgrade_devices(world)


async def _sync(world: World, device: Device) -> None:
    """One sync that nothing is in the way of; a device that was given its share waits as told."""
    for _ in range(_TOLD_TO_WAIT_MAX):
        await world.quietly(run := device.start_sync(patient=False))
        error = run.task.exception()
        if not isinstance(error, OfficeBusy):
            break
        await world.wait(round(error.wait_s * 1_000) + 1)
    if error is not None:
        raise Wrong(f"{run.name} failed over a good network: {error!r}") from error


async def _make_ready(world: World, device: Device) -> None:
    """What it was at comes to its end; it is enrolled, and its journal looked through."""
    for run in list(device.runs):
        await world.quietly(run)
    if device.profile is None:
        await world.enrol_quietly(device)
    assert device.profile is not None, "a quiet enrolment succeeds"
    if device.profile.device not in world.office_file().devices:
        # The office has lost it with its store: its holder comes with a new code.
        device.code = None
        await world.give_code(device)
        await world.quietly(device.start_enrolment())
    if world.oracle.writers[device.name].is_damaged:
        await device.mend()


async def _begin_round(world: World, number: int) -> None:
    """What happens at the office, and with time, before everybody syncs again."""
    if number == 2:
        # Keys that came back to a restored office are asked for again by then.
        await world.wait(limits.KEY_ASKED_AGAIN_MS + 1)
    if number == _BACKED_UP_BEFORE and world.setting.seed % 2:
        await back_up_office(world)
    if number == _UPGRADED_BEFORE and world.setting.programs:
        await _upgrade_office(world)
    if number in (1, 2):
        # Again where it was cut off, or was done: the officer cannot know.
        for copy in sorted(world.office_file().copies):
            await world.machine.approve(DeviceId(copy))
        await world.machine.settle()


async def _upgrade_office(world: World) -> None:
    """What was not known when it came is read, and looked at within a day: who is to see what."""
    if world.machine.program is not NEWEST:
        await world.machine.project()
        await upgrade_office(world)
    await world.wait(limits.DAY_MS)
    await world.machine.settle()


async def _upgrade_devices(world: World) -> None:
    """What was not known when it came is read from what is held, without another sync."""
    for device in world.devices:
        if device.program is not NEWEST:
            await upgrade(world, device)


async def what_is_wrong(world: World) -> list[str]:
    """Everything that is not as it must be; empty when all holds."""
    journals = {device.name: world.journal_file(device) for device in world.devices}
    held = {name: journal for name, journal in journals.items() if journal is not None}
    missing = [f"{name} is not enrolled" for name in journals.keys() - held.keys()]
    today = None if world.machine.was_skewed else day_of_ms(world.machine.office.now_ms())
    office = world.office_file()
    found = missing + world.machine.bugs + world.oracle.judge(office, held, today)
    if found:
        return found
    in_step = [
        device
        for device in world.devices
        if held[device.name].fork is None and held[device.name].refused is None
    ]
    return await disagreements(world.machine, in_step, world.oracle.costs(office))
