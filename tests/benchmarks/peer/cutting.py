"""A way over which every connection is cut once a second, and what went over it."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from server.demo.network import HOST
from server.demo.processes import free_port

CUT_EVERY_S: Final = 1.0
_REQUEST: Final = b" HTTP/1.1\r\n"
_CHUNK: Final = 65_536


class CuttingWay:
    """A relay to one port; see `cutting_way`."""

    def __init__(self, port: int) -> None:
        self.port = free_port()
        self.requests = 0
        self.up = 0
        self.down = 0
        self.cuts = 0
        self._to = port
        self._open: set[StreamWriter] = set()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def begin(self) -> None:
        """Count anew."""
        self.requests = self.up = self.down = self.cuts = 0

    async def cut(self) -> None:
        """Again and again, until cancelled: whatever is under way ends without a word."""
        while True:
            await asyncio.sleep(CUT_EVERY_S)
            for writer in list(self._open):
                self.cuts += 1
                writer.transport.abort()

    async def relay(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One connection, both ways, until either end is gone."""
        try:
            there, here = await asyncio.open_connection(HOST, self._to)
        except OSError:
            writer.transport.abort()
            return
        self._open.update((writer, here))
        with suppress(OSError, asyncio.IncompleteReadError):
            await asyncio.gather(self._upwards(reader, here), self._downwards(there, writer))
        for one in (writer, here):
            self._open.discard(one)
            one.transport.abort()

    async def _upwards(self, reader: StreamReader, writer: StreamWriter) -> None:
        while data := await reader.read(_CHUNK):
            self.up += len(data)
            self.requests += data.count(_REQUEST)
            writer.write(data)
            await writer.drain()
        writer.transport.abort()

    async def _downwards(self, reader: StreamReader, writer: StreamWriter) -> None:
        while data := await reader.read(_CHUNK):
            self.down += len(data)
            writer.write(data)
            await writer.drain()
        writer.transport.abort()


@asynccontextmanager
async def cutting_way(port: int) -> AsyncIterator[CuttingWay]:
    """A relay to this port that cuts."""
    way = CuttingWay(port)
    server = await asyncio.start_server(way.relay, HOST, way.port)
    cutting = asyncio.create_task(way.cut())
    try:
        yield way
    finally:
        cutting.cancel()
        server.close()
