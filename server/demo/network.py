"""A device's way to the office, which can be cut: where the story says so, there is no signal.

Each device is enrolled at the address of its own relay. While the network is cut, the relay hangs
up on whoever calls, so the device's `sync` really fails, and while it is there, every byte passes
unchanged.

Before: `player.py` opens one per device. After: the office's port.
"""

import asyncio
from contextlib import suppress
from typing import Final

HOST: Final = "127.0.0.1"
_CHUNK_BYTES: Final = 64 * 1024


class Network:
    """One relay; there is signal until it is cut."""

    def __init__(self, office_port: int) -> None:
        self.is_cut = False
        self._office_port = office_port
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """The office as this device knows it."""
        assert self._server is not None
        return f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}"

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._relay, HOST, 0)

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _relay(self, device: asyncio.StreamReader, to_device: asyncio.StreamWriter) -> None:
        if self.is_cut:
            to_device.transport.abort()
            return
        with suppress(OSError):
            office, to_office = await asyncio.open_connection(HOST, self._office_port)
            await asyncio.gather(_pass_on(device, to_office), _pass_on(office, to_device))
        to_device.close()


async def _pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Every byte until the source ends or either side is gone."""
    with suppress(OSError):
        while chunk := await source.read(_CHUNK_BYTES):
            sink.write(chunk)
            await sink.drain()
    sink.close()
