"""The hash chain of one device: every event is bound to all this device wrote before it.

    h(0) = SHA-256("jejak.device.v1" NUL log NUL device(16) epoch(u64) parent(32))
    h(i) = SHA-256("jejak.event.v1" NUL h(i-1) SHA-256(line))

Integers are big-endian. `parent` is the hash of the place this epoch continues, or 32 zeros.
A head therefore names a whole history; one signature over a head covers all of it.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from events.ids import DeviceId, LogId

NO_PARENT: Final = bytes(32)
_EVENT: Final = b"jejak.event.v1\0"


def first_head(log: LogId, device: DeviceId, epoch: int, parent: bytes = NO_PARENT) -> bytes:
    """h(0): the head of an epoch before its first event."""
    return sha256(
        b"jejak.device.v1\0"
        + log.encode()
        + b"\0"
        + bytes.fromhex(device)
        + epoch.to_bytes(8, "big")
        + parent
    ).digest()


def next_head(head: bytes, line: bytes) -> bytes:
    """h(i) of a line after the head h(i-1)."""
    return sha256(_EVENT + head + sha256(line).digest()).digest()


def heads(head: bytes, line_hashes: Iterable[bytes]) -> list[bytes]:
    """The head after each line, in order; takes SHA-256 of the lines, so it works without them."""
    result = []
    for line_hash in line_hashes:
        head = sha256(_EVENT + head + line_hash).digest()
        result.append(head)
    return result
