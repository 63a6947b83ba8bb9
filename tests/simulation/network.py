"""The network between devices and the office: a message is somewhere on its way until it arrives.

    device ──request──> flying ──deliver──> office ──reply──> flying ──deliver──> device

Who sends waits until its message is delivered or lost; the world says which message that happens
to, in any order. A sender may give up while its message flies on: then the office may act on it
long after. Above this, everything is real: httpx, the routes, the signatures.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any, Final

import httpx
import msgspec

from events.wire import SIGNATURE_HEADER

STEPS_MAX: Final = 10_000
"""Turns of the event loop that one piece of work may take; more is a circle."""
_REPLIES_KEPT: Final = 8


class Stuck(Exception):
    """Something goes round in circles, or waits for what never comes."""


class Run:
    """A program running on a device: it goes on until it waits for the network or the clock."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.wakes_at: int | None = None
        self.is_tampered_with = False
        """Somebody changed what it sent or got, so it may be refused."""
        self.is_of_damaged = False
        """It carries what no office may take."""
        self._waiting: asyncio.Future[Reply | None] | None = None
        self._task: asyncio.Task[object] | None = None

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        self._task = asyncio.create_task(work)

    @property
    def task(self) -> "asyncio.Task[object]":
        assert self._task is not None, "it was started"
        return self._task

    async def wait(self) -> "Reply | None":
        """Wait for what `resume` or `fail` brings; None when only time has passed."""
        self._waiting = asyncio.get_running_loop().create_future()
        return await self._waiting

    def resume(self, reply: "Reply | None" = None) -> None:
        self.wakes_at = None
        if (waiting := self._taken()) is not None:
            waiting.set_result(reply)

    def fail(self, error: httpx.TransportError) -> None:
        if (waiting := self._taken()) is not None:
            waiting.set_exception(error)

    async def settle(self) -> None:
        """Let it go on until it waits or has ended."""
        for _ in range(STEPS_MAX):
            if self.task.done() or self._waiting is not None:
                return
            await asyncio.sleep(0)
        raise Stuck(f"{self.name} does not come to an end")

    async def kill(self) -> None:
        """It ends where it is."""
        self._taken()
        self.task.cancel()
        await asyncio.wait([self.task])

    def _taken(self) -> "asyncio.Future[Reply | None] | None":
        waiting, self._waiting = self._waiting, None
        return None if waiting is None or waiting.done() else waiting


class Reply(msgspec.Struct, frozen=True):
    """What the office answered, as bytes on the way. `is_cut`: the connection broke after them."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    is_cut: bool = False

    @property
    def is_signed(self) -> bool:
        return any(name.lower() == SIGNATURE_HEADER.lower().encode() for name, _ in self.headers)


class Message(msgspec.Struct):
    """A request, or once the office has answered its reply. Nobody waits for one without `run`."""

    run: Run | None
    method: str
    url: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    reply: Reply | None = None

    @property
    def is_of_snapshot(self) -> bool:
        """It asks for a chunk of a snapshot, or brings one."""
        return "/v1/snapshots/" in self.url


class Network:
    """All messages on their way, oldest first."""

    def __init__(self) -> None:
        self.flying: list[Message] = []
        self.requests = 0
        self.replies: list[Reply] = []
        """Signed ones seen lately, for whoever mixes them up."""

    def leave(self, message: Message) -> None:
        """It is not on its way any more."""
        self.flying.remove(message)

    def remember(self, reply: Reply) -> None:
        if reply.is_signed:
            self.replies = [*self.replies[1 - _REPLIES_KEPT :], reply]


class Wire(httpx.AsyncBaseTransport):
    """The end of the network in one running program."""

    def __init__(self, network: Network, run: Run) -> None:
        self._network = network
        self._run = run

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        self._network.requests += 1
        self._network.flying.append(
            Message(self._run, request.method, str(request.url), tuple(request.headers.raw), body)
        )
        reply = await self._run.wait()
        assert reply is not None, "a message ends with a reply or an error"
        return httpx.Response(reply.status, headers=list(reply.headers), stream=_Bytes(reply))


class _Bytes(httpx.AsyncByteStream):
    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._reply.body
        if self._reply.is_cut:
            raise httpx.RemoteProtocolError("the connection broke in the middle of the reply")


def flip(content: bytes, at: int) -> bytes:
    """The same bytes with one bit changed; nothing of nothing."""
    if not content:
        return content
    place, bit = at // 8 % len(content), 1 << at % 8
    return content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]
