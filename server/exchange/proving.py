"""What a reply proves of the log: size and root of its tree, which goes on from what was held.

A device says which checkpoints it holds; the office signs the newest one and shows that it begins
with the one held. After a restore that is one of an earlier incarnation, as far as both are the
same. Before: the request, and the head in the snapshot that the page is read from. After: the
device checks it before anything of the reply is taken in (`client_sync/exchange/witnessing.py`).
"""

from typing import Final, NamedTuple

from events.checkpoint import Checkpoint, origin_of, read_checkpoint, sign_checkpoint
from events.errors import InputRefused, MalformedRequest
from events.ids import LogId
from events.wire import CHECKPOINTS_SINCE, SyncRequest
from server.database import Transaction
from server.devices.enrolled import Device
from server.devices.incidents import note
from server.exchange.returning import Earlier
from server.keys import OfficeKeys
from server.log import Head
from server.tree import frontier_of, prove


class Proved(NamedTuple):
    """What a reply says of the tree; nothing to a device that does not speak of it."""

    checkpoint: str = ""
    proof: tuple[bytes, ...] = ()
    safe_size: int = 0
    lost: int = 0


NOTHING_PROVED: Final = Proved()


def check_checkpoints(request: SyncRequest) -> None:
    """Errors: MalformedRequest for checkpoints that cannot be."""
    held = request.checkpoint
    if held is not None and not all(0 <= number < 2**53 for number in held):
        raise MalformedRequest("bad_form", "`checkpoint` names sizes that cannot be")


async def proved(
    transaction: Transaction,
    log: LogId,
    keys: OfficeKeys,
    now: Head,
    request: SyncRequest,
    before: Earlier | None = None,
) -> Proved:
    """The newest checkpoint, and that it goes on from what the device holds.

    `before` is what became of the incarnation that the device read, when it is an earlier one.
    """
    if request.wire < CHECKPOINTS_SINCE or now.tree_size != now.size:
        return NOTHING_PROVED
    origin = origin_of(now.deployment, log, now.incarnation)
    checkpoint = Checkpoint(origin, now.size, frontier_of(log, now).root())
    old = _held(request, now, before)
    proof = await prove(transaction, log, old, now.size) if old else ()
    lost = 0 if before is None else before.lost
    return Proved(sign_checkpoint(keys.signing_seed, checkpoint), proof, now.safe_size, lost)


def _held(request: SyncRequest, now: Head, before: Earlier | None) -> int:
    """The size of the tree that the new one is shown to begin with; 0 when there is none."""
    incarnation, *sizes = request.checkpoint or (0, 0, 0)
    most = now.size if before is None else before.common
    if before is None and incarnation != now.incarnation:
        return 0
    return next((size for size in sizes if size <= most), 0)


async def note_orphan(
    transaction: Transaction,
    log: LogId,
    keys: OfficeKeys,
    now: Head,
    device: Device,
    orphan: str,
    now_ms: int,
) -> None:
    """Record a checkpoint beyond what the office was restored to: what it covered may be lost.

    One that this office never signed, or of no earlier incarnation, says nothing.
    """
    for incarnation in range(1, now.incarnation):
        origin = origin_of(now.deployment, log, incarnation)
        if not orphan.startswith(f"{origin}\n"):
            continue
        try:
            read = read_checkpoint(orphan, origin, keys.signing_public)
        except InputRefused:
            return
        about = f"{incarnation}/{read.size}"
        detail = {"root": read.root.hex(), "checkpoint": orphan}
        await note(transaction, log, "orphaned_checkpoint", device.id, about, detail, now_ms)
