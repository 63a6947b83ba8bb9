"""A device's history that parts from the office's: where it goes on, and the entry that says so.

Before: `server/intake/committing.py` found another head at a place that is held, and kept the
request as evidence. After: the device sends its later lines again, byte for byte, as 1, 2, 3 … of
the epoch granted here; ids do not change, so nothing is lost and nothing counts twice.
"""

from collections.abc import Iterable
from typing import Final

from events import limits
from events.dates import day_of_ms
from events.ids import OFFICE
from events.types.fields import Sha256Hex
from events.types.office import DeviceForked
from events.wire import Fork
from server.exchange.devices import find_device
from server.exchange.incidents import note
from server.intake.office_device import Act
from server.intake.placing import Parted
from server.intake.receiving import Received
from server.intake.writing import Writing

_UNDECIDED: Final = 0
"""No epoch: so many were granted that a person must look at what this device does."""


async def answer_fork(
    writing: Writing, received: Received, parted: Parted, held: Iterable[int]
) -> tuple[Fork, Act | None]:
    """Where an installation goes on, always the same, and what the office says of a new fork.

    `held` are the epochs of the device that the log holds.
    """
    batch, transaction = received.push.batch, writing.transaction
    key = (writing.log, batch.device, batch.install, batch.epoch)
    row = await transaction.fetch_one("forks.granted", *key)
    if row is not None:
        return Fork(parted.sequence, parted.head, row["granted"]), None
    newest = await transaction.fetch_one("forks.newest", writing.log, batch.device)
    assert newest is not None, "a count is always one row"
    if newest["grants"] >= limits.EPOCHS_GRANTED_MAX:
        return Fork(parted.sequence, parted.head, _UNDECIDED), None
    granted = max(newest["newest"], batch.epoch, *held) + 1
    await transaction.execute("forks.grant", *key, granted, writing.received)
    fork = Fork(parted.sequence, parted.head, granted)
    detail = {"epoch": batch.epoch, "common": fork.sequence, "granted": granted}
    await note(transaction, writing.log, "fork", batch.device, "", detail, writing.received)
    return fork, await _act(writing, received, fork)


async def _act(writing: Writing, received: Received, fork: Fork) -> Act:
    push = received.push
    head = await writing.transaction.fetch_one("log.head", writing.log)
    assert head is not None, "its row is taken"
    own = await find_device(writing.transaction, writing.log, head["office_device"])
    assert own is not None, "a log begins with the office's own device"
    body = DeviceForked(
        device=push.device.id,
        epoch=push.batch.epoch,
        common=fork.sequence,
        head=Sha256Hex(fork.head.hex()),
        batch=Sha256Hex(push.body_hash.hex()),
        granted=fork.epoch,
    )
    on = day_of_ms(writing.received).isoformat()
    return Act(body=body, by=own.actor, stream=OFFICE, on=on)
