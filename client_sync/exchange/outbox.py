"""Which events make the next batch, and where an event of this device stands. Pure.

    written ──(a)──> committed ──(b)──> safe
       │                └─ verdict: accepted | review | quarantined, final
       └──(c)──> forked

(a) the office said its position in a verified reply; (b) a verified back-up of the office holds it;
(c) the office holds another history from here on. Nothing leaves the journal on any of these ways;
what is safe does once its household is somebody else's (`letting_go.py`).

Before: rows of the journal. After: `requests.py` puts the batch into a request.
"""

from collections.abc import Sequence
from typing import Literal

from client_sync.storage.held import HeldKey, Row, SyncState
from events import limits
from events.batch import Batch, make_batch
from events.entry import KeyGrant, standing
from events.ids import DeviceId, LogId

Standing = Literal["unsent", "forked", "accepted", "review", "quarantined"]
"""Of an entry of another device: what the office said of it."""


def where(row: Row, sync: SyncState) -> Standing:
    """Where an event of this device stands with the office."""
    if row.verdict is not None:
        return standing(row.verdict)
    if sync.fork is not None and row.sequence > sync.fork.sequence:
        return "forked"
    return "unsent"


def fitting(rows: Sequence[Row], bytes_max: int | None = None) -> Sequence[Row]:
    """As many of the first rows as one batch carries; at least one, when there is one.

    `bytes_max`: fewer than a batch may carry, for a poor signal.
    """
    bytes_max = min(bytes_max or limits.BATCH_BYTES_MAX, limits.BATCH_BYTES_MAX)
    total = 0
    for count, row in enumerate(rows[: limits.BATCH_EVENTS_MAX]):
        total += len(row.line) + len(row.personal or b"")
        if count and total > bytes_max:
            return rows[:count]
    return rows[: limits.BATCH_EVENTS_MAX]


def batch_of(
    log: LogId,
    device: DeviceId,
    epoch: int,
    parent: bytes,
    install: bytes,
    first: int,
    prev: bytes,
    rows: Sequence[Row],
    keys: Sequence[HeldKey],
) -> Batch:
    """The batch of these rows, with every key made here that the office does not have yet.

    The same rows give the same bytes, so sending them again is harmless.
    """
    grants = [
        KeyGrant(key.id, key.stream, key.grant_box)
        for key in keys
        if key.grant_box is not None and not key.acknowledged
    ]
    lines = [row.line for row in rows]
    personals = [row.personal for row in rows]
    return make_batch(log, device, epoch, parent, install, first, prev, lines, personals, grants)
