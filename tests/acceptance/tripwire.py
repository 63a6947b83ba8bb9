"""A relay between a device and its office that does something when so many bytes have passed.

So a process can be killed in the middle of a request, of a reply, or between the two.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from server.demo.network import HOST

_CHUNK_BYTES: Final = 4 * 1024


class Tripwire:
    """Passes bytes both ways, counting them."""

    def __init__(self, office_port: int) -> None:
        self._office_port = office_port
        self._server: asyncio.Server | None = None
        self._left: int | None = None
        self._act: Callable[[], None] = lambda: None
        self._delay_s = 0.0

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}"

    def arm(self, after_bytes: int, delay_s: float, act: Callable[[], None]) -> None:
        """Act once, so long after so many bytes from now on."""
        self._left, self._delay_s, self._act = after_bytes, delay_s, act

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._relay, HOST, 0)

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _relay(self, device: asyncio.StreamReader, to_device: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            office, to_office = await asyncio.open_connection(HOST, self._office_port)
            await asyncio.gather(self._pass(device, to_office), self._pass(office, to_device))
        to_device.close()

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await source.read(_CHUNK_BYTES):
                sink.write(chunk)
                await sink.drain()
                self._count(len(chunk))
        sink.close()

    def _count(self, size: int) -> None:
        if self._left is None:
            return
        self._left -= size
        if self._left <= 0:
            self._left = None
            asyncio.get_running_loop().call_later(self._delay_s, self._act)
