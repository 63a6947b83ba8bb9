"""Entries that wait for one reason made to count at once: an act of an officer for each of them.

Before: `jejak-server approve`, and `orphans --accept` of what an officer was shown. After: each
entry's own stream says who let it count and why, and the folds take it in; a household whose
registration counts now is placed and its scopes follow (`assigning.py`). It goes on where it was
cut off.
"""

from typing import Final

import msgspec

from events import limits
from events.dates import day_of_ms
from events.entry import Verdict
from events.ids import ActorId, DeviceId, EventId, LogId, StreamId
from events.types.acts import EntryReviewed, ReasonGiven
from server.database import Row, Transaction
from server.exchange.assigning import settle
from server.intake.office_device import Act, OfficeDevice
from server.intake.writing import Writing

ANY_DEVICE: Final = DeviceId("")
_END: Final = 2**53
"""Beyond every position."""


class Waiting(msgspec.Struct, frozen=True):
    """An entry that waits; nobody has lifted it, and no other place of it counts."""

    position: int
    event: EventId
    household: StreamId
    type: str


async def waiting(transaction: Transaction, log: LogId, verdict: Verdict) -> list[Waiting]:
    """The first entries of a log that wait with this verdict, as many as are shown at once."""
    rows = await transaction.fetch(
        "releasing.waiting", log, verdict, ANY_DEVICE, 0, _END, limits.ORPHANS_SHOWN_MAX
    )
    return [Waiting(row["position"], row["id"], row["stream"], row["type"]) for row in rows]


async def release(
    office: OfficeDevice,
    verdict: Verdict,
    device: DeviceId,
    by: ActorId,
    why: str,
    end: int = _END,
) -> int:
    """Let every entry before position `end` count that waits with this verdict; how many."""
    count, position = 0, 0
    while True:
        released, position = await _release_some(office, verdict, device, by, why, position, end)
        if not released:
            await settle(office)
            return count
        count += released


async def _release_some(
    office: OfficeDevice,
    verdict: Verdict,
    device: DeviceId,
    by: ActorId,
    why: str,
    position: int,
    end: int,
) -> tuple[int, int]:
    """The next of them in one transaction: how many, and from where to go on."""
    on = day_of_ms(office.clock()).isoformat()
    rows: list[Row] = []

    async def choose(writing: Writing) -> list[Act]:
        rows.extend(
            await writing.transaction.fetch(
                "releasing.waiting", office.log, verdict, device, position, end,
                limits.RELEASED_AT_ONCE_MAX,
            )
        )  # fmt: skip
        await writing.transaction.execute_many(
            "releasing.add", [(office.log, row["position"]) for row in rows]
        )
        return [
            Act(
                body=EntryReviewed(target=EventId(row["id"]), outcome="accepted"),
                by=by,
                stream=StreamId(row["stream"]),
                on=on,
                personal=ReasonGiven(reason=why),
            )
            for row in rows
        ]

    await office.append_chosen(choose)
    return len(rows), rows[-1]["position"] + 1 if rows else position
