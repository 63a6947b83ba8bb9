"""A device's history that parts from the office's: kept as evidence, and where it goes on.

Before: `server/intake/committing.py` found another head at a place that is held, or somebody
carried what a copy of a device wrote. After: the device sends its later lines again, byte for byte,
as 1, 2, 3 … of the epoch granted here; a copy, as the device of its own that it becomes. Ids do not
change, so nothing is lost and nothing counts twice.
"""

from collections.abc import Iterable
from typing import Final

from events import chain, limits
from events.dates import day_of_ms
from events.ids import OFFICE, DeviceId
from events.types.fields import Sha256Hex
from events.types.office import DeviceForked
from events.wire import Fork
from server.devices.enrolled import find_device
from server.devices.incidents import note
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
    await _keep_evidence(writing, received, parted.sequence)
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


async def note_own_epoch(writing: Writing, device: DeviceId, epoch: int) -> None:
    """Keep that a device began an epoch nobody granted: it was brought back, or lost something."""
    if not epoch or await writing.transaction.fetch_one(
        "forks.is_granted", writing.log, device, epoch
    ):
        return
    detail, at = {"epoch": epoch}, writing.received
    await note(writing.transaction, writing.log, "device_restored", device, "", detail, at)


async def answer_copy(writing: Writing, received: Received) -> Fork:
    """Keep what another installation of a device wrote; it goes on when it syncs by itself.

    Its places would be taken for the device's. It is no device yet, so no verdict can hold its
    entries; when it is one they come again, and wait for an officer.
    """
    device = received.push.batch.device
    await _keep_evidence(writing, received, 0)
    entries = {"entries": len(received.lines)}
    received_ms = writing.received
    await note(writing.transaction, writing.log, "copy_carried", device, "", entries, received_ms)
    return Fork(0, chain.NO_PARENT, _UNDECIDED)


async def _keep_evidence(writing: Writing, received: Received, common: int) -> None:
    push, transaction = received.push, writing.transaction
    kept = await transaction.fetch_one(
        "committing.evidence_kept", writing.log, push.device.id, push.body_hash
    )
    assert kept is not None, "a count is always one row"
    if kept["same"]:
        return
    if kept["kept"] < limits.EVIDENCE_PER_DEVICE_MAX:
        await transaction.execute(
            "committing.keep_evidence", writing.log, push.device.id, push.body_hash,
            push.batch.epoch, common, push.signed.sequence, push.signed.head,
            push.signed.signature, writing.received, push.body,
        )  # fmt: skip
    else:
        await transaction.execute(
            "committing.count_fork", writing.log, push.device.id, push.body_hash
        )


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
