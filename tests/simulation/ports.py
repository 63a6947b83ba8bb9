"""A world's time and chance, and what a device is given of them.

One seed gives all chance, by name: what one machine draws does not change what another one draws.
Time stands still while something is done and moves between actions.
"""

from collections.abc import Callable
from random import Random

import msgspec

from client_sync.ports import DeviceKeys
from events import crypto
from events.enrolment import INSTALL_BYTES
from events.ids import DeviceId, device_id


class Time:
    """The time outside, in ms since 1970 UTC."""

    def __init__(self, now_ms: int) -> None:
        self.now_ms = now_ms

    def clock(self, skew: Callable[[], int]) -> Callable[[], int]:
        """The reading of a clock that is so much ahead at the moment."""
        return lambda: self.now_ms + skew()


class SeededChance:
    """Random bytes that are the same in every run of a seed."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)

    async def draw(self, size: int) -> bytes:
        """For a device."""
        return self._random.randbytes(size)

    def bytes(self, size: int) -> bytes:
        """For the office."""
        return self._random.randbytes(size)


class PocketKeys:
    """A key store that a power cut does not touch; a copied directory comes without it."""

    def __init__(self, chance: SeededChance, keys: DeviceKeys | None = None) -> None:
        self._chance = chance
        self._keys = keys
        self._second: bytes | None = None
        self._sent: tuple[int, int] | None = None

    async def load(self) -> DeviceKeys | None:
        return self._keys

    async def keep(self, seed: bytes, box_secret: bytes) -> DeviceKeys:
        install = await self._chance.draw(INSTALL_BYTES)
        self._keys = DeviceKeys(seed, box_secret, install)
        return self._keys

    def elsewhere(self, chance: SeededChance) -> "PocketKeys":
        """The same keys on another machine: its own installation."""
        assert self._keys is not None, "an enrolled device has keys"
        install = chance.bytes(INSTALL_BYTES)
        return PocketKeys(chance, msgspec.structs.replace(self._keys, install=install))

    async def next_seed(self, fresh: bytes) -> bytes:
        self._second = self._second or fresh
        return self._second

    async def settle(self, device: DeviceId) -> None:
        second = self._second
        if second is not None and device_id(crypto.signing_public(second)) == device:
            assert self._keys is not None, "an enrolled device has keys"
            self._keys, self._second = msgspec.structs.replace(self._keys, seed=second), None

    async def read(self) -> tuple[int, int] | None:
        return self._sent

    async def reach(self, epoch: int, sequence: int) -> None:
        self._sent = max(self._sent or (0, 0), (epoch, sequence))

    async def forget(self) -> None:
        self._sent = None
