"""The digest of a household: do two holders have the same committed entries of it?

A sum modulo 2^256 of one hash per committed, not quarantined event, so it is kept up to date by
addition and does not depend on the order of arrival. It finds accidents; an office that withholds
is found by comparing with an auditor.
"""

from collections.abc import Sequence
from hashlib import sha256
from itertools import count
from struct import Struct
from typing import Final

import msgspec

from events.ids import DeviceId

_MODULUS: Final = 1 << 256
_ITEM: Final = b"jejak.item.v1\0"
_FIELDS: Final = Struct(f">{len(_ITEM)}sQ16sQQ32s")


class Digest(msgspec.Struct, frozen=True, array_like=True):
    """Counts and sum of a household's committed entries; the counts say what differs first."""

    events: int = 0
    sum: bytes = bytes(32)
    keys: int = 0

    def short(self) -> bytes:
        """The 16 bytes that travel."""
        return self.sum[:16]


def item_hash(
    position: int, device: DeviceId, epoch: int, sequence: int, line_hash: bytes, verdict: str
) -> bytes:
    """The hash of one committed event; integers are u64 big-endian, the verdict ends it as text."""
    fields = _FIELDS.pack(_ITEM, position, bytes.fromhex(device), epoch, sequence, line_hash)
    return sha256(fields + verdict.encode()).digest()


def item_hashes(
    position: int,
    device: DeviceId,
    epoch: int,
    sequence: int,
    line_hashes: Sequence[bytes],
    verdicts: Sequence[str],
) -> list[bytes]:
    """Those of events that follow each other in the log and in their device's history."""
    pack, device_bytes = _FIELDS.pack, bytes.fromhex(device)
    return [
        sha256(pack(_ITEM, at, device_bytes, epoch, nth, hash_) + said.encode()).digest()
        for at, nth, hash_, said in zip(count(position), count(sequence), line_hashes, verdicts)
    ]


def add(sum_so_far: bytes, item: bytes) -> bytes:
    """The sum with one more item; addition commutes, so order never matters."""
    total = int.from_bytes(sum_so_far, "big") + int.from_bytes(item, "big")
    return (total % _MODULUS).to_bytes(32, "big")
