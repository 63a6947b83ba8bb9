"""The clock of a device: the machine's, or that of a story, read at every reading.

A story plays years in seconds, so its time stands in a file another process rewrites. A directory
of real work must never be written with such a clock: it is refused unless the directory was made
for a story, which `enrol` marks.
"""

import asyncio
import time
from pathlib import Path
from typing import Final

from client_sync.ports import Clock
from client_sync.refusals import DeviceRefused

STORY_MARKER: Final = "story"
"""A file of this name in a data directory says that its time is a story's."""


class SystemClock:
    """The machine's clock."""

    async def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class StoryClock(SystemClock):
    """Reads milliseconds since 1970 UTC, as decimal digits, from a file; sleeps for real."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def now_ms(self) -> int:
        try:
            text = self._file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise self._refused() from error
        if not (text.isdecimal() and len(text) <= 15):
            raise self._refused()
        return int(text)

    def _refused(self) -> DeviceRefused:
        return DeviceRefused("bad_story_clock", given=self._file)


def open_clock(data: Path, story_file: str | None) -> Clock:
    """The clock for a data directory; `story_file` is what the environment names, if it does.

    Errors: DeviceRefused when a story's clock is asked for in a directory of real work.
    """
    if not story_file:
        return SystemClock()
    if not (data / STORY_MARKER).exists():
        raise DeviceRefused("not_a_story", given=data)
    return StoryClock(Path(story_file))
