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


class Secrets(msgspec.Struct, frozen=True):
    """What of a key store lies in the directory, and is copied and brought back with it."""

    seed: bytes
    box_secret: bytes
    second: bytes | None


class PocketKeys:
    """A key store that a power cut does not touch. `install` and what was sent lie elsewhere."""

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

    def secrets(self) -> Secrets:
        """For a back-up of the directory."""
        assert self._keys is not None, "an enrolled device has keys"
        return Secrets(self._keys.seed, self._keys.box_secret, self._second)

    def bring_back(self, secrets: Secrets) -> None:
        """The directory is what it was when these were in it."""
        assert self._keys is not None, "an enrolled device has keys"
        self._keys = DeviceKeys(secrets.seed, secrets.box_secret, self._keys.install)
        self._second = secrets.second

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
