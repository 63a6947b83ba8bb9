"""What waits on a device goes to the office in somebody's pocket: late, often, or damaged.

A file stays in the world for as long as it lasts, so it may be delivered when its author has long
synced, was revoked, or is not what it was when it wrote. What a receipt says is there must be.
"""

from typing import Final

from client_sync.exchange.carrying import Told
from events import transfer, wire
from events.batch import line_hash
from events.errors import InputRefused
from events.transfer import Receipt
from tests.simulation.actions import REGIONS, Action, pick, writing
from tests.simulation.device import Device
from tests.simulation.entries import entity, registration
from tests.simulation.founding import office_keys
from tests.simulation.mishaps import CLONES_MAX, clone_of
from tests.simulation.network import flip
from tests.simulation.world import Carried, World, Wrong
from tests.simulation.written import write

DAMAGES: Final = ("cut", "flip", "flip in a part")
"""The last with a checksum that holds, so that it is the office that must find out."""


class Export(Action, frozen=True, kw_only=True):
    """Somebody writes all that waits on a device into a file."""

    device: int

    async def happen(self, world: World) -> None:
        device = writing(world, self.device)
        if device is not None and not device.disk.is_dead:
            await _export(world, device)


class ExportCopy(Action, frozen=True, kw_only=True):
    """Somebody writes on a copy of a device, which the office knows nothing of, into a file."""

    device: int

    async def happen(self, world: World) -> None:
        original = writing(world, self.device)
        copies = [one for one in world.devices if "clone" in one.name]
        if original is None or original in copies or len(copies) >= CLONES_MAX:
            return
        copy = await clone_of(world, original)
        household = entity(f"{world.setting.seed} {copy.name}", "household")
        await write(world, copy, registration(household, REGIONS[0]))
        await _export(world, copy)


async def _export(world: World, device: Device) -> None:
    exported = await device.export()
    if exported.entries:
        world.files.append(Carried(exported.data, _ids(exported.data)))


class Damage(Action, frozen=True, kw_only=True):
    """A file is copied, and the copy is not what it was."""

    file: int
    kind: int
    at: int

    async def happen(self, world: World) -> None:
        file = pick([one for one in world.files if not one.is_damaged], self.file)
        if file is None:
            return
        match DAMAGES[self.kind % len(DAMAGES)]:
            case "cut":
                data = file.data[: self.at % len(file.data)]
            case "flip":
                data = flip(file.data, self.at)
            case _:
                parts = list(transfer.unpack(file.data).parts)
                parts[0] = flip(parts[0], self.at)
                data = transfer.pack(office_keys().signing_public, parts)
        world.files.append(Carried(data, file.ids, is_damaged=True))


class Carry(Action, frozen=True, kw_only=True):
    """A device, the author's or another, brings a file to the office; the network is as it is."""

    device: int
    file: int
    in_peace: bool

    async def happen(self, world: World) -> None:
        device, file = writing(world, self.device), pick(world.files, self.file)
        if device is None or file is None or len(device.runs) >= 2:
            return
        run = device.start_delivery(file.data, told(world, file))
        run.is_of_damaged = file.is_damaged
        if self.in_peace:
            await world.quietly(run)


class Receive(Action, frozen=True, kw_only=True):
    """Somebody brings a file to the office on a stick, so many times."""

    file: int
    times: int

    async def happen(self, world: World) -> None:
        file = pick(world.files, self.file)
        if file is not None:
            for _ in range(self.times):
                await receive(world, file)


def _ids(data: bytes) -> tuple[tuple[str, ...], ...]:
    """The entries in each part, as the office will find them."""
    parts = []
    for part in transfer.unpack(data).parts:
        _, carried = transfer.open_part(part, office_keys().box_secret)
        lines = wire.decode_request(carried.body).batch.lines
        parts.append(tuple(line_hash(line).hex()[:32] for line in lines))
    return tuple(parts)


async def receive(world: World, file: Carried) -> None:
    """The office takes a file from a stick; a damaged one it must refuse."""
    try:
        await world.machine.receive(file.data, told(world, file))
    except InputRefused as error:
        # Of whom it enrolled after its last back-up a restored office does not know any more.
        if not (file.is_damaged or world.oracle.is_restored):
            raise Wrong(f"the office refused a whole file: {error!r}") from error
        return
    if file.is_damaged:
        raise Wrong("the office took a damaged file")


def told(world: World, file: Carried) -> Told:
    """Who listens to the receipts of a file: what they say is there must be."""

    def told(number: int, _: int, receipt: Receipt) -> None:
        if receipt.forked or receipt.expected is not None:
            return  # its author must sync
        ids = file.ids[number - 1]
        if receipt.received != len(ids):
            raise Wrong(f"a receipt is of {receipt.received} entries, {len(ids)} were brought")
        world.oracle.receipted(ids)

    return told


CARRIED: Final[tuple[type[Action], ...]] = (Export, ExportCopy, Damage, Carry, Receive)
