"""What a device needs from outside: time, chance, keys and a way to the office.

Each is small and async, so that a browser (no threads, no sockets) can give its own. Adapters:
`clock.py`, `chance.py`, `key_store.py`, `http_transport.py`; the journal has its own file.
"""

from typing import Protocol

import msgspec

from events.ids import DeviceId


class Clock(Protocol):
    """Reads the time; a story reads it from a file."""

    async def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        ...

    async def sleep(self, seconds: float) -> None: ...


class Chance(Protocol):
    """Draws random bytes fit for keys."""

    async def draw(self, size: int) -> bytes: ...


class DeviceKeys(msgspec.Struct, frozen=True):
    """What makes this device itself; never in the journal, so a copy of it cannot sign or read.

    `install` also stays out of the data directory and its back-ups: a restored or copied
    directory shows itself by another value.
    """

    seed: bytes
    box_secret: bytes
    install: bytes


class KeyStore(Protocol):
    """Keeps a device's secrets where only their owner reads them."""

    async def load(self) -> DeviceKeys | None:
        """None before the first enrolment."""
        ...

    async def keep(self, seed: bytes, box_secret: bytes) -> DeviceKeys:
        """Durable before it returns: a key must not be lost after the office knows it."""
        ...


class SecondKey(Protocol):
    """A second signing key of a directory that turns out to be a copy, kept until it is used."""

    async def next_seed(self, fresh: bytes) -> bytes:
        """The one that is there, else this; durable before it returns."""
        ...

    async def settle(self, device: DeviceId) -> None:
        """Sign with it from now on, when it is the key of this device."""
        ...


class SentMark(Protocol):
    """How far this installation ever sent its events, kept where `install` is.

    A journal that ends before it was brought back from a back-up.
    """

    async def read(self) -> tuple[int, int] | None:
        """(epoch, sequence) of the last event that was sent; None before the first."""
        ...

    async def reach(self, epoch: int, sequence: int) -> None:
        """Durable before it returns: events up to here are about to be sent."""
        ...

    async def forget(self) -> None:
        """Nothing was sent yet: the directory has become another device."""
        ...


class Answer(msgspec.Struct, frozen=True):
    """What came back over HTTP, not yet believed."""

    status: int
    body: bytes
    signature: str = ""
    retry_after_s: float | None = None


class Transport(Protocol):
    """One request to the office at a time; `path` begins with `/v1/`.

    Errors: OfficeUnreachable when no whole answer came back; whether the office acted is unknown,
    and asking again is always safe.
    """

    async def get(self, path: str, headers: dict[str, str] | None = None) -> Answer: ...

    async def post(
        self, path: str, body: bytes, media_type: str, headers: dict[str, str]
    ) -> Answer: ...

    async def close(self) -> None: ...


class OfficeUnreachable(Exception):
    """No believable answer came back from the office; the work is safe, try again later."""


class OfficeBusy(Exception):
    """The office asks to come back later; the work is safe."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"the office asks to come back in {wait_s:.0f} seconds")
        self.wait_s = wait_s


class OfficeRefused(Exception):
    """The office will not have this request; the work is safe, a person must see to it.

    `code` and `detail` are the office's own words (`application/problem+json`), not signed.
    `speaks`: its oldest and newest wire version, where it does not speak that of the request.
    """

    def __init__(
        self, status: int, code: str, detail: str, speaks: tuple[int, int] | None = None
    ) -> None:
        super().__init__(f"the office refused ({status} {code}): {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.speaks = speaks
