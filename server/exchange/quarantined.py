"""What the office could not take: lines that are no event by their form, the newest first.

They are kept in their place and no fold reads them, so no person can accept them; whoever wrote one
is told by the phone and writes it again. Before: verdicts (`server/intake/verdicts.py`). After: the
officer's list, to see which device needs an upgrade or a visit.
"""

import msgspec

from events.ids import ActorId, DeviceId, EventId, LogId
from server.database import Transaction

_END = 2**53


class Quarantined(msgspec.Struct, frozen=True):
    """One line. `household` and `type` are None where even that could not be read."""

    position: int
    event: EventId
    device: DeviceId
    actor: ActorId
    household: str | None
    type: str | None
    received: int
    verdict: str


class QuarantinedPage(msgspec.Struct, frozen=True):
    """`next`: the position the following page ends before."""

    items: tuple[Quarantined, ...]
    next: str | None


async def quarantined(
    transaction: Transaction, log: LogId, limit: int, before: int = _END
) -> QuarantinedPage:
    """Lines that were set aside before a position."""
    rows = await transaction.fetch("reading.quarantined", log, before, limit)
    items = tuple(Quarantined(*row) for row in rows)
    return QuarantinedPage(items, str(items[-1].position) if len(items) == limit else None)
