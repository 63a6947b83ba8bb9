"""A snapshot: everything of a scope up to a position, in parts that can be had one by one.

    chunk 0 | chunk 1 | …      each zstd(MessagePack(items)), positions ascending throughout
    its name: SHA-256 of all of them together; the sync reply says each one's end, size and hash

Nothing of it is signed: the reply that names it is. A device checks each chunk by its hash, so a
broken one is known at once and costs no more than itself. Before: an office made it. After: the
device has read as far as the last chunk's end, and goes on with pages. Format: events/README.md.
"""

from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Final, NamedTuple

import msgspec

from events import compression, limits
from events.entry import Item, check_items
from events.errors import MalformedRequest

LEVEL: Final = 9
"""Made once and sent often: a tenth smaller than at the level of replies, for a third of a second
more in all."""
_DOMAIN: Final = b"jejak.snapshot.v1\0"


class Chunk(msgspec.Struct, frozen=True, array_like=True):
    """Positions up to `end` (exclusive), from where the chunk before it ends."""

    end: int
    size: int
    sha256: bytes


class Snapshot(msgspec.Struct, frozen=True):
    """What a device is offered; `sha256` names it at `GET /v1/snapshots/{sha256}`."""

    sha256: bytes
    chunks: tuple[Chunk, ...]


class Slice(NamedTuple):
    """A chunk and where it lies: its first position, its first byte."""

    start: int
    offset: int
    chunk: Chunk


_ENCODER: Final = msgspec.msgpack.Encoder()
_ITEMS: Final = msgspec.msgpack.Decoder(tuple[Item, ...])


def slice_at(snapshot: Snapshot, size: int) -> Slice | None:
    """The first chunk with positions from `size` on; None when it has none."""
    start = offset = 0
    for chunk in snapshot.chunks:
        if chunk.end > size:
            return Slice(start, offset, chunk)
        start, offset = chunk.end, offset + chunk.size
    return None


def encode_chunk(items: Sequence[Item]) -> bytes:
    """The bytes of a chunk."""
    return compression.compress(_ENCODER.encode(items), LEVEL)


def decode_chunk(data: bytes, part: Slice) -> tuple[Item, ...]:
    """The items of a chunk.

    Errors: MalformedRequest `chunk_damaged` for other bytes than the ones that were named,
    `bad_items` for items that do not belong there.
    """
    chunk = part.chunk
    if len(data) != chunk.size or sha256(data).digest() != chunk.sha256:
        raise MalformedRequest("chunk_damaged", "these are not the bytes of this chunk")
    try:
        items = _ITEMS.decode(compression.inflate(data))
    except (msgspec.DecodeError, MalformedRequest, UnicodeDecodeError, RecursionError) as error:
        raise MalformedRequest("chunk_damaged", f"the chunk holds no items: {error}") from error
    check_items(items, part.start, chunk.end)
    return items


def check_snapshot(snapshot: Snapshot) -> None:
    """Errors: MalformedRequest unless its chunks lead somewhere, within bounds."""
    ends = [0, *(chunk.end for chunk in snapshot.chunks)]
    is_ascending = all(left < right for left, right in pairwise(ends))
    fits = all(
        0 < chunk.size <= limits.BODY_COMPRESSED_BYTES_MAX and len(chunk.sha256) == 32
        for chunk in snapshot.chunks
    )
    if not (0 < len(snapshot.chunks) <= limits.SNAPSHOT_CHUNKS_MAX and is_ascending and fits):
        raise MalformedRequest("bad_reply", "the snapshot's chunks lead nowhere")
    if len(snapshot.sha256) != 32:
        raise MalformedRequest("bad_reply", "a snapshot is named by 32 bytes")


def request_bytes(name: bytes, challenge: bytes) -> bytes:
    """What a device signs, in place of a body, to be given a snapshot."""
    return _DOMAIN + name + challenge
