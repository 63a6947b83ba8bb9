"""The command `jejak` in this process, on a directory of a test."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from client_sync.cli.commands import run
from tests.devices import START_MS, WrittenDevice, a_device

T = TypeVar("T")


class Jejak:
    """The command `jejak` on one directory; the last output as text and as JSON."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data = data
        self._capsys = capsys
        self.out = ""
        self.complaint = ""

    def run(self, *arguments: str) -> int:
        code = run(["--data", str(self.data), *arguments], {})
        self.out, self.complaint = self._capsys.readouterr()
        return code

    def json(self, *arguments: str, expect: int = 0) -> Any:
        assert self.run(*arguments, "--json") == expect, self.complaint
        return msgspec.json.decode(self.out)

    def a_household(self) -> str:
        made = self.json(
            "record", "household_registered", "--region", "36.03.06.2001",
            "--source", "companion", "--notice-given", "ya",
        )  # fmt: skip
        stream: str = made["stream"]
        return stream


def an_enrolled_jejak(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Jejak:
    """The command on a new directory `d`, enrolled by hand, and nothing else in the environment."""
    monkeypatch.setenv("JEJAK_STATE", str(home / "state"))
    for name in ("JEJAK_CLOCK", "JEJAK_DATA", "JEJAK_LANG"):
        monkeypatch.delenv(name, raising=False)

    async def enrolled() -> None:
        async with a_device(home / "d"):
            pass

    asyncio.run(enrolled())
    return Jejak(home / "d", capsys)


def a_story_jejak(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Jejak:
    """The command on a new directory, on the day the tests' devices live in."""
    made = an_enrolled_jejak(home, capsys, monkeypatch)
    clock = home / "clock"
    clock.write_text(str(START_MS))
    (made.data / "story").touch()
    monkeypatch.setenv("JEJAK_CLOCK", str(clock))
    return made


def written(jejak: Jejak, write: Callable[[WrittenDevice], Awaitable[T]]) -> T:
    """What a companion wrote on this directory before the test begins."""

    async def work() -> T:
        async with a_device(jejak.data, write.__qualname__) as device:
            return await write(device)

    return asyncio.run(work())
