"""`jejak` with a person at the terminal: it asks for what is missing and about what is doubtful."""

import asyncio
import os
import pty
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from events.line import Line, read_envelope
from tests.devices import a_device


class Person:
    """Reads what stands on the terminal and types."""

    def __init__(self, terminal: int, process: asyncio.subprocess.Process) -> None:
        self._terminal = terminal
        self._process = process
        self.seen = ""

    async def answers(self, question: str, answer: str) -> None:
        """Wait until a question stands there, then type the answer to it."""
        async with asyncio.timeout(30):
            while question not in self.seen:
                self.seen += (await asyncio.to_thread(os.read, self._terminal, 4096)).decode()
        self.seen = self.seen.partition(question)[2]
        os.write(self._terminal, f"{answer}\n".encode())

    async def leaves(self) -> int:
        """The exit code."""
        async with asyncio.timeout(30):
            return await self._process.wait()


@asynccontextmanager
async def at_a_terminal(data: Path, *arguments: str) -> AsyncIterator[Person]:
    terminal, theirs = pty.openpty()
    environment = {**os.environ, "JEJAK_STATE": str(data.parent / "state"), "TERM": "dumb"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "client_sync", "--data", str(data), *arguments,
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
    )  # fmt: skip
    os.close(theirs)
    try:
        yield Person(terminal, process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        os.close(terminal)


async def last_line(data: Path) -> Line:
    async with a_device(data) as device, device.journal.reading() as reading:
        return read_envelope((await reading.own_rows(0, 1, 100))[-1].line)


async def test_it_asks_for_what_is_missing_until_it_can_be_read(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
    async with at_a_terminal(tmp_path / "d", "record", "household_visited") as person:
        await person.answers("Keluarga", household[:13])
        await person.answers("jenis", "sering")
        await person.answers("tidak bisa sering", "routine")
        await person.answers("hasil", "met")
        assert await person.leaves() == 0
    line = await last_line(tmp_path / "d")
    assert (line.stream, bytes(line.body)) == (household, b'{"kind":"routine","outcome":"met"}')


async def test_it_asks_why_an_entry_is_late_and_whether_it_is_meant_twice(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
    entry = (
        "record", "household_visited", "--household", household,
        "--kind", "routine", "--outcome", "met", "--on", "2018-01-05",
    )  # fmt: skip
    async with at_a_terminal(tmp_path / "d", *entry) as person:
        await person.answers("Alasan terlambat", "no_signal")
        assert await person.leaves() == 0
    assert (await last_line(tmp_path / "d")).late == "no_signal"
    for typed, code in (("n", 5), ("y", 0)):
        async with at_a_terminal(tmp_path / "d", *entry, "--late", "no_signal") as person:
            await person.answers("Catat sekali lagi?", typed)
            assert await person.leaves() == code


async def test_it_asks_about_what_is_unlikely(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d"):
        pass
    entry = (
        "record", "household_registered", "--region", "36.03.99.2001", "--source", "companion",
        "--notice-given", "ya",
    )  # fmt: skip
    for typed, code in (("n", 5), ("y", 0)):
        async with at_a_terminal(tmp_path / "d", *entry) as person:
            await person.answers("Tetap dicatat?", typed)
            assert await person.leaves() == code
    assert (await last_line(tmp_path / "d")).type == "household_registered"
