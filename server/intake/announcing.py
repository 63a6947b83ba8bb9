"""How a process learns that a log has grown: at once from its own committer, soon from others.

Hints, never facts: whoever waits looks into the log again after a while, because the hint of
another process may be lost and SQLite has none.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from events.ids import LogId
from server.database import Database, DatabaseUnavailable

CHANNEL: Final = "jejak_log"


class Growth:
    """The newest size of one log that this process has heard of."""

    def __init__(self, log: LogId) -> None:
        self.log = log
        self.size = 0
        self._moved = asyncio.Event()
        self._moved_at = float("-inf")
        self._coming = 0

    def announce(self, size: int) -> None:
        """Wake who waits when the log has grown."""
        if size > self.size:
            self.size = size
            self._wake()

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Something is on its way into the log of this process: nothing stands still meanwhile."""
        self._coming += 1
        try:
            yield
        finally:
            self._coming -= 1
            if not self._coming:
                self._wake()

    async def wait_past(self, size: int, timeout_s: float) -> None:
        """Return when more than `size` positions were announced, or after `timeout_s` seconds."""
        deadline = asyncio.get_running_loop().time() + timeout_s
        try:
            async with asyncio.timeout_at(deadline):
                while self.size <= size:
                    await self._moved.wait()
        except TimeoutError:
            return

    async def wait_still(self, still_s: float, timeout_s: float) -> None:
        """Return when nothing was announced or came for `still_s` seconds, or after `timeout_s`."""
        now = asyncio.get_running_loop().time
        deadline = now() + timeout_s
        while (until := self._still_at(still_s, deadline)) > now():
            with suppress(TimeoutError):
                async with asyncio.timeout_at(until):
                    await self._moved.wait()

    def _still_at(self, still_s: float, deadline: float) -> float:
        return deadline if self._coming else min(self._moved_at + still_s, deadline)

    def _wake(self) -> None:
        self._moved_at = asyncio.get_running_loop().time()
        self._moved.set()
        self._moved = asyncio.Event()

    async def follow(self, database: Database) -> None:
        """Hear the hints of other processes, as long as the database is open."""
        await database.listen(CHANNEL, self._heard)

    async def tell(self, database: Database) -> None:
        """Hint to other processes how far the log has come."""
        with suppress(DatabaseUnavailable):
            await database.notify(CHANNEL, f"{self.log} {self.size}")

    def _heard(self, payload: str) -> None:
        log, _, size = payload.partition(" ")
        if log == self.log and size.isdecimal():
            self.announce(int(size))
