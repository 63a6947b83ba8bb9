"""What may happen in a world. Each action does one thing; one whose subject is not there does none.

So any list of actions is a world, and leaving some out gives another one: that is how a failing
world is made shorter (`plans.py`, and Hypothesis in `test_machine.py`). Subjects are named by a
number, taken modulo how many there are.

After: what people do is in `people.py`, what becomes of messages in `messages.py`, of power, disks
and clocks in `machines.py`, of whole directories in `mishaps.py`, of files in `carried.py`.
"""

from collections.abc import Sequence
from typing import Final, TypeVar

import msgspec

from tests.simulation.device import Device
from tests.simulation.world import World

REGIONS: Final = ("36.03.06.2001", "36.03.06.2002", "36.03.07.2001", "36.03.06", "36.03")
"""The first three are desa, where households live."""
DESA: Final = REGIONS[:3]
DEVICES_MAX: Final = 7
_TICK_MS: Final = 1_000

_Subject = TypeVar("_Subject")


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happens."""

    async def do(self, world: World) -> None:
        """Let it happen; a second passes."""
        world.time.now_ms += _TICK_MS
        await self.happen(world)
        await world.go_on()

    async def happen(self, world: World) -> None:
        raise NotImplementedError


def pick(among: Sequence[_Subject], number: int) -> _Subject | None:
    return among[number % len(among)] if among else None


def writing(world: World, number: int) -> Device | None:
    """An enrolled device."""
    return pick([d for d in world.devices if d.profile is not None], number)
