"""A batch before the lock: all that can be checked without the log is checked here, once.

Before: the edge, which has authenticated the device (`server/devices/enrolled.py`) and read the
body. After: the committer places what is given here and writes it; nothing is hashed or decoded
twice.
"""

from collections.abc import Callable, Sequence

import msgspec

from events import crypto
from events.batch import Batch, SignedHead, check_batch, check_carries, line_hash
from events.entry import KeyGrant
from events.errors import InputRefused
from events.ids import KeyId, LogId, StreamId, is_stream
from events.personal import DataKey, key_id, wrap_key
from server.devices.enrolled import Device
from server.intake.verdicts import Author, Judged, judge, may_write
from server.keys import OfficeKeys

Chance = Callable[[int], bytes]
"""That many random bytes."""


class Push(msgspec.Struct, frozen=True):
    """A signed request of an authenticated device, as far as the committer needs it."""

    device: Device
    signed: SignedHead
    body: bytes
    """As it came, compressed: evidence if it turns out to be a fork."""
    body_hash: bytes
    batch: Batch
    is_of_copy: bool = False
    """Another installation of the device speaks: it is kept as evidence, and placed nowhere."""


class NewKey(msgspec.Struct, frozen=True):
    """A data key as it will rest in the database."""

    id: KeyId
    stream: StreamId
    wrapped: bytes


class Received(msgspec.Struct, frozen=True):
    """A push whose chain holds; `heads` and `lines` stand beside the batch's lines."""

    push: Push
    heads: list[bytes]
    lines: list[Judged]
    keys: dict[KeyId, NewKey]


def receive(push: Push, log: LogId, keys: OfficeKeys, chance: Chance) -> Received:
    """Check a push and judge its lines.

    Errors: BadSignature when the batch is not the one whose head was signed; InputRefused,
    MalformedRequest or ChainBroken for a batch that is none. A wrong line is never an error.
    """
    batch = push.batch
    check_carries(push.signed, batch)
    if batch.log != log:
        raise InputRefused("wrong_log", f"this batch is for log {batch.log}, not for {log}")
    hashes = [line_hash(line) for line in batch.lines]
    heads = check_batch(batch, hashes)
    author = Author(push.device.actor, push.device.role, push.device.id == keys.device)
    lines = [
        judge(line, hash_, part, author)
        for line, hash_, part in zip(batch.lines, hashes, batch.personals, strict=True)
    ]
    grants = [grant for grant in batch.keys if may_write(author, grant.stream)]
    return Received(push, heads, lines, open_grants(grants, log, keys, chance))


def open_grants(
    grants: Sequence[KeyGrant], log: LogId, keys: OfficeKeys, chance: Chance
) -> dict[KeyId, NewKey]:
    """The data keys a device sealed to the office, wrapped; those that are none are left out.

    The device then sees that the office does not hold them and sends them again.
    """
    opened = {}
    for grant in grants:
        key = crypto.unseal(keys.box_secret, grant.sealed)
        if key is None or len(key) != crypto.KEY_BYTES or not is_stream(grant.stream):
            continue
        if key_id(DataKey(key)) == grant.id:
            nonce = chance(crypto.NONCE_BYTES)
            wrapped = wrap_key(DataKey(key), keys.master_key, nonce, log, grant.stream)
            opened[grant.id] = NewKey(grant.id, grant.stream, wrapped)
    return opened
