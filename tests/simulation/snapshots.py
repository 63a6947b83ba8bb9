"""A new device takes in a snapshot, and something happens in the middle of it.

Few worlds are large enough, and have a device that lacks enough of them, for chance alone to come
there often: so somebody registers a neighbourhood first.
"""

from typing import Final

import msgspec

from server.relaying.snapshots import DIRECTORY
from tests.simulation.actions import DEVICES_MAX, REGIONS, Action, writing
from tests.simulation.device import Device
from tests.simulation.entries import entity, registration
from tests.simulation.founding import LOG
from tests.simulation.network import Message, Run, flip
from tests.simulation.world import World
from tests.simulation.written import write

TROUBLES: Final = ("flip", "cut", "stop", "rot", "delete")
"""A chunk changes, or ends early; the device stops; the office's file rots, or is gone."""
_MESSAGES_MAX: Final = 40
_FAMILIES: Final = 9


class TakeSnapshot(Action, frozen=True, kw_only=True):
    """The device's first sync reaches its chunk of a number, if there is a snapshot, and then …"""

    author: int
    chunk: int
    trouble: int
    at: int

    async def happen(self, world: World) -> None:
        author = writing(world, self.author)
        if author is None or author.runs or len(world.devices) >= DEVICES_MAX:
            return
        for number in range(_FAMILIES):
            household = entity(f"{world.setting.seed} {world.time.now_ms} {number}", "household")
            await write(world, author, registration(household, REGIONS[0]))
        await world.quietly(author.start_sync(patient=False))
        device = await world.add_device(LOG)
        if device.code is None:  # the office could give none
            return
        await world.quietly(device.start_enrolment())
        if device.profile is None:
            return
        run = device.start_sync(patient=False)
        reply = await self._reach(world, run)
        if reply is not None:
            await self._break(world, device, reply)
        await world.go_on()

    async def _reach(self, world: World, run: Run) -> Message | None:
        """The chunk of that number on its way to the device; None when there is none."""
        seen = 0
        for _ in range(_MESSAGES_MAX):
            await world.go_on()
            mine = next((one for one in world.network.flying if one.run is run), None)
            if mine is None:
                return None
            if mine.reply is not None and mine.is_of_snapshot:
                if seen == self.chunk:
                    return mine
                seen += 1
            await world.deliver(mine)
        return None

    async def _break(self, world: World, device: Device, message: Message) -> None:
        assert message.reply is not None, "it is on its way back"
        assert message.run is not None, "its device waits for it"
        match TROUBLES[self.trouble % len(TROUBLES)]:
            case "flip":
                changed = flip(message.reply.body, self.at)
                message.reply = msgspec.structs.replace(message.reply, body=changed)
                message.run.is_tampered_with = True
            case "cut":
                shorter = message.reply.body[: self.at % len(message.reply.body)]
                message.reply = msgspec.structs.replace(message.reply, body=shorter)
                message.run.is_tampered_with = True
            case "stop":
                await world.restart(device)
            case "rot":
                for path in (world.machine.data / DIRECTORY).glob("*.zst"):
                    path.write_bytes(flip(path.read_bytes(), self.at))
            case _:
                for path in (world.machine.data / DIRECTORY).glob("*.zst"):
                    path.unlink()
