"""What is known to have stood in an earlier incarnation, and is not back in this one.

Before: devices told what they held (`server/exchange/returning.py`). After: an officer reads the
list, asks those who wrote it to sync, lets what was handed back count, and in the end declares the
rest lost.
"""

import msgspec

from events import limits
from events.ids import DeviceId, EventId, LogId
from server.database import Transaction


class Missing(msgspec.Struct, frozen=True):
    """An event that is known by its name alone."""

    position: int
    id: EventId
    device: DeviceId


class Orphans(msgspec.Struct, frozen=True):
    """An earlier incarnation: `newest` positions are known of it, `common` are in this one.

    `untold`: positions of which nobody has said what stood there. `closed` (ms since 1970 UTC):
    what is not back was declared lost.
    """

    incarnation: int
    common: int
    newest: int
    untold: int
    missing: tuple[Missing, ...]
    closed: int | None

    @property
    def is_open(self) -> bool:
        """True while something is not back, nor declared lost."""
        return self.closed is None and bool(self.untold or self.missing)


async def orphans(transaction: Transaction, log: LogId) -> list[Orphans]:
    """Every earlier incarnation, ascending; the first of so many missing events of each."""
    found = []
    for incarnation, common, newest, _, closed in await transaction.fetch(
        "restoring.incarnations", log
    ):
        told = await transaction.fetch_one("restoring.told", log, incarnation, common)
        assert told is not None, "a count is always one row"
        rows = await transaction.fetch(
            "restoring.missing", log, incarnation, limits.ORPHANS_SHOWN_MAX
        )
        found.append(
            Orphans(
                incarnation,
                common,
                newest,
                max(0, newest - common - told["told"]),
                tuple(Missing(*row) for row in rows),
                closed,
            )
        )
    return found


async def close(transaction: Transaction, log: LogId, incarnation: int, now_ms: int) -> None:
    """Declare lost what is not back."""
    await transaction.execute("restoring.close", log, incarnation, now_ms)
