"""An office in a story: it serves, its officers give commands beside it, a test tells its time."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from events.ids import StreamId
from server.cli.commands import run
from tests.office_app import OfficeApp, an_office_app
from tests.reading import BEGIN, StoryClock, get

DONE: Final = 0


class Story:
    """An office that serves, its officers' commands, and the time of both."""

    def __init__(
        self, office: OfficeApp, clock: StoryClock, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.office = office
        self.clock = clock
        self._capsys = capsys

    async def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, output and complaints of a command beside the serving office."""
        settings = self.office.office.settings
        environment = {
            "JEJAK_DATA": str(settings.data),
            "JEJAK_DATABASE": settings.database,
            "JEJAK_CLOCK": str(self.clock.file),
        }
        self._capsys.readouterr()
        code = await asyncio.to_thread(run, arguments, environment)
        said = self._capsys.readouterr()
        return code, said.out, said.err

    async def ask(self, *arguments: str, code: int = DONE) -> Any:
        """What a command gives a program, when it ends so."""
        ended, out, err = await self.run(*arguments, "--json")
        assert ended == code, (ended, out, err)
        return json.loads(out)

    async def types(self, household: StreamId) -> list[str]:
        """What was written of a household, in the order of the log."""
        token = await self.office.token("auditor", "36")
        page = await get(self.office, f"/v1/households/{household}/history", token)
        return [item["type"] for item in page["items"]]


@asynccontextmanager
async def a_story(
    tmp_path: Path,
    url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Story]:
    """An office with a coordinator of the kabupaten and an officer of the province."""
    clock = StoryClock(tmp_path / "clock")
    clock.set(BEGIN)
    async with an_office_app(tmp_path, url, clock.file) as office:
        for name, value in (
            ("JEJAK_DATA", str(office.office.settings.data)),
            ("JEJAK_DATABASE", office.office.settings.database),
            ("JEJAK_CLOCK", str(clock.file)),
        ):
            monkeypatch.setenv(name, value)
        await office.actor("Kabupaten", "koordinator_kabupaten", "36.03")
        await office.actor("Provinsi", "province", "36")
        yield Story(office, clock, capsys)
