"""What is written in a world, and what the oracle is told became of it.

Before: `people.py` and others say who writes what. After: `remembered.py` knows it. A machine that
crashes over it may have kept all of it or nothing; its disk tells.
"""

from datetime import date

import msgspec

from client_sync.storage.journal import JournalFull
from client_sync.writing.record import Recorded
from events.ids import DeviceId, StreamId
from events.types.acts import CompanionAssigned
from tests.simulation.device import Device
from tests.simulation.disk import Crashed
from tests.simulation.entries import Said
from tests.simulation.remembered import Fact, Given
from tests.simulation.world import World


async def write(world: World, device: Device, said: Said) -> None:
    """Somebody writes an entry; the oracle learns what became of it."""
    program, type_ = device.program, said.entry.type
    fact = Fact(
        "", type_, said.household, said.personal, said.region,
        version=program.version_of(type_), amounts=said.amounts,
    )  # fmt: skip
    try:
        outcome = await device.write(program.as_it_asks(said.entry))
    except JournalFull:
        return
    except Crashed:
        await world.restart(device, writing=fact)
        return
    if isinstance(outcome, Recorded):
        world.written += 1
        said_so = msgspec.structs.replace(fact, id=outcome.event)
        world.oracle.wrote(device.name, said_so)


async def write_line(
    world: World, device: Device, type_: str, stream: StreamId, line: bytes
) -> None:
    """A line of a newer or a broken program."""
    fact = Fact("", type_, stream, {}, None, is_odd=True)
    try:
        row = await device.write_line(type_, stream, line)
    except JournalFull:
        return
    except Crashed:
        await world.restart(device, writing=fact)
        return
    world.oracle.wrote(device.name, msgspec.structs.replace(fact, id=row.id))


async def assign(world: World, household: str, body: CompanionAssigned, on: date) -> None:
    """A koordinator assigns a companion on a day of the office's clock.

    If the office crashes over it, its disk tells whether it did.
    """
    size = len(world.office_file().log)
    await world.office_wrote(await world.machine.write(StreamId(household), body))
    for row in world.office_file().log[size:]:
        if row.stream == household and b'"companion_assigned"' in row.line:
            given = Given(row.id, household, body.companion, body.effective_on, on)
            world.oracle.assigned(given)


async def revoke(world: World, device: Device, id_: DeviceId) -> None:
    """The office revokes a device; if it crashes over that, its disk tells whether it did."""
    await world.office_wrote(await world.machine.revoke(id_))
    if id_ in world.office_file().revoked:
        world.oracle.revoked(id_)
