"""The office's clock, in milliseconds since 1970 UTC: the system's, or a story's.

A story's clock is a file that holds the time as text, so that several processes live in the same
story. It is refused where real entries are kept: only a data directory made with `init --story`
takes one.
"""

import time
from collections.abc import Callable
from pathlib import Path

from events.errors import InputRefused
from server.settings import Settings, is_story

Clock = Callable[[], int]


def system_clock() -> int:
    """Milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def open_clock(settings: Settings) -> Clock:
    """The clock these settings name.

    Errors: InputRefused when a story's clock is named for an office that is no story.
    """
    if settings.clock is None:
        return system_clock
    if not is_story(settings.data):
        raise InputRefused(
            "no_story_clock",
            f"{settings.data} keeps real entries, so its time is the system's: unset JEJAK_CLOCK, "
            "or make a data directory with `jejak-server init --story`",
        )
    return _story_clock(settings.clock)


def _story_clock(file: Path) -> Clock:
    def now_ms() -> int:
        try:
            return int(file.read_text("ascii"))
        except (OSError, ValueError) as error:
            raise InputRefused(
                "bad_story_clock", f"{file} holds no time in ms since 1970: {error}"
            ) from error

    return now_ms
