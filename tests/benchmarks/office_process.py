"""A real office in a process of its own, and connections to it that cost the measurer little."""

import os
import sys
from asyncio import StreamReader, StreamWriter, create_subprocess_exec, open_connection
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, Self

from events import wire
from server.demo.network import HOST
from server.demo.processes import free_port, stop, wait_until_serving
from server.settings import Settings, as_environment
from tests.benchmarks.pushing import Request

_HEADERS_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[int]:
    """`jejak-server serve` on an office that is there; the port it listens on."""
    port = free_port()
    said = settings.data / "said"
    with said.open("wb") as file:
        process = await create_subprocess_exec(
            sys.executable, "-m", "server", "serve", "--port", str(port),
            env={**os.environ, **as_environment(settings)}, stdout=file, stderr=file,
        )  # fmt: skip
    try:
        await wait_until_serving(process, port, said)
        yield port
    finally:
        await stop(process)


class Connection:
    """HTTP/1.1 by hand over one connection: a client library's work would be in the figure."""

    def __init__(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Self:
        return cls(*await open_connection(HOST, port))

    async def sync(self, request: Request) -> bytes:
        """Send a prepared request; the body of its reply, which must be a success."""
        self._writer.write(
            b"POST /v1/sync HTTP/1.1\r\nHost: office\r\nContent-Type: "
            + wire.MEDIA_TYPE.encode()
            + f"\r\n{wire.SIGNED_HEAD_HEADER}: {request.header}".encode()
            + f"\r\nContent-Length: {len(request.body)}\r\n\r\n".encode()
            + request.body
        )
        head = await self._reader.readuntil(_HEADERS_END)
        status, *lines = head.split(b"\r\n")
        lengths = [line for line in lines if line.lower().startswith(_LENGTH)]
        body = await self._reader.readexactly(int(lengths[0][len(_LENGTH) :]))
        if b" 200 " not in status + b" ":
            raise RuntimeError(f"the office refused a request: {body.decode(errors='replace')}")
        return body

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()
