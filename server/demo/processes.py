"""The story's real processes: an office that serves, and whoever types at a terminal.

Every act is a command of `jejak` or `jejak-server`, run as its own process with story time; nothing
is called in-process. A command that ends otherwise than the story expects ends the story.

Before: `player.py` says what happens when. After: the office's and the devices' directories.
"""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from events.errors import JejakError
from server.demo.network import HOST

Json = Any
"""What a command printed with `--json`; its shape is the command's."""

_CLOCK_VARIABLE: Final = "JEJAK_CLOCK"
_COMMAND_WAIT_S: Final = 30.0
_START_WAIT_S: Final = 20.0
_START_POLL_S: Final = 0.02
_STOP_WAIT_S: Final = 10.0
# A line of a stream carries one entry; a graduation proposal, the longest, is a few KiB.
_LINE_BYTES_MAX: Final = 1024 * 1024


class StoryFailed(JejakError):
    """A process of the story did something else than the story tells."""


class StoryTime:
    """The clock all processes of the story read: a file with milliseconds since 1970 UTC."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.now_ms = 0

    def set(self, now_ms: int) -> None:
        """Whole or not at all: a process may be reading."""
        self.now_ms = now_ms
        fresh = self._file.with_suffix(".new")
        fresh.write_text(str(now_ms), encoding="ascii")
        fresh.replace(self._file)

    def environment(self) -> dict[str, str]:
        """What every process of the story is given."""
        given = {**os.environ, _CLOCK_VARIABLE: str(self._file)}
        if given.pop("PYTHONDONTWRITEBYTECODE", ""):
            # Some forty processes: each would compile the whole program anew.
            given["PYTHONPYCACHEPREFIX"] = str(self._file.with_name("bytecode"))
        return given


class Terminal:
    """Runs one program's commands on one data directory."""

    def __init__(self, program: str, data: Path, environment: Mapping[str, str]) -> None:
        self._start: Final = (sys.executable, "-m", program)
        self._environment = {**environment, "JEJAK_DATA": str(data)}

    async def run(self, *arguments: str, expect: int = 0) -> Json:
        """What the command printed with `--json`; None when it printed nothing.

        Errors: StoryFailed when it ends with another code than `expect`.
        """
        process = await self._spawn(*arguments)
        async with asyncio.timeout(_COMMAND_WAIT_S):
            out, complaint = await process.communicate()
        if process.returncode != expect:
            raise StoryFailed(_account(arguments, process.returncode, complaint))
        return msgspec.json.decode(out) if out.strip() else None

    @asynccontextmanager
    async def stream(self, *arguments: str) -> AsyncIterator["LineStream"]:
        """A command that answers each line it is given with a line, until the input ends."""
        process = await self._spawn(*arguments)
        lines = LineStream(process, arguments)
        try:
            yield lines
            await lines.finish()
        finally:
            await stop(process)

    async def start(self, *arguments: str, log: Path) -> asyncio.subprocess.Process:
        """A command that goes on, what it says written to a file; whoever starts it stops it."""
        with log.open("wb") as said:
            return await asyncio.create_subprocess_exec(
                *self._start, *arguments, env=self._environment, stdout=said, stderr=said
            )

    async def _spawn(self, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *self._start,
            *arguments,
            env=self._environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_LINE_BYTES_MAX,
        )


class LineStream:
    """A process fed line by line, so that story time can move on between two entries."""

    def __init__(self, process: asyncio.subprocess.Process, arguments: tuple[str, ...]) -> None:
        self._process = process
        self._arguments = arguments
        self._turn = asyncio.Lock()

    async def ask(self, entry: Json) -> Json:
        """Give one line and wait for its answer: what was given is durable then."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._turn, asyncio.timeout(_COMMAND_WAIT_S):
            self._process.stdin.write(msgspec.json.encode(entry) + b"\n")
            answer = await self._process.stdout.readline()
        if not answer:
            raise await self._failure()
        return msgspec.json.decode(answer)

    async def finish(self) -> None:
        """End the input and wait for the process to end well."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        async with asyncio.timeout(_COMMAND_WAIT_S):
            if await self._process.wait() != 0:
                raise await self._failure()

    async def _failure(self) -> StoryFailed:
        assert self._process.stderr is not None
        complaint = await self._process.stderr.read()
        return StoryFailed(_account(self._arguments, await self._process.wait(), complaint))


async def wait_until_serving(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    """Errors: StoryFailed when the office ends instead, or does not answer in time."""
    async with asyncio.timeout(_START_WAIT_S):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection(HOST, port)
            except OSError:
                await asyncio.sleep(_START_POLL_S)
                continue
            writer.close()
            return
    raise StoryFailed(
        _account(("serve",), process.returncode, await asyncio.to_thread(log.read_bytes))
    )


async def stop(process: asyncio.subprocess.Process) -> None:
    """End a process that may still run: first by asking."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_STOP_WAIT_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _account(arguments: tuple[str, ...], code: int | None, complaint: bytes) -> str:
    said = complaint.decode(errors="replace").strip()
    return f"`{' '.join(arguments)}` ended with {code}: {said}"
