"""A chunk of a snapshot as bytes: what was not named, or cannot be a chunk, is refused."""

from hashlib import sha256

import msgspec
import pytest

from events import compression, limits
from events.entry import Item
from events.errors import MalformedRequest
from events.ids import DeviceId
from events.snapshot import Chunk, Slice, Snapshot, check_snapshot, decode_chunk, encode_chunk

START, END = 10, 20


def items(*positions: int) -> tuple[Item, ...]:
    return tuple(
        Item(position, 5, DeviceId("ab" * 16), 0, position, "accepted", b"{}")
        for position in positions
    )


def chunk(end: int, size: int = 9, hash_: bytes = bytes(32)) -> Chunk:
    return Chunk(end, size, hash_)


def named(data: bytes) -> Slice:
    """The chunk that these bytes are, as the office would name it."""
    return Slice(START, 0, Chunk(END, len(data), sha256(data).digest()))


def test_a_chunk_with_any_byte_flipped_cut_short_or_longer_is_refused() -> None:
    data = encode_chunk(items(10, 12, 19))
    part = named(data)
    assert decode_chunk(data, part) == items(10, 12, 19)
    others = [data[:end] for end in range(len(data))] + [data + b"\0"]
    for at in range(len(data)):
        others += [data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :] for bit in (0, 7)]
    for other in others:
        with pytest.raises(MalformedRequest):
            decode_chunk(other, part)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        compression.compress(bytes(limits.BODY_BYTES_MAX + 1)),
        compression.compress(msgspec.msgpack.encode(items(10))[:-1]),
        compression.compress(b"\xdd\xff\xff\xff\xff"),
        compression.compress(b"\x91" * 100_000),
        encode_chunk(items(9)),
        encode_chunk(items(20)),
        encode_chunk(items(12, 12)),
        encode_chunk(items(12, 11)),
        encode_chunk([msgspec.structs.replace(items(12)[0], device=DeviceId("zz" * 16))]),
        encode_chunk([msgspec.structs.replace(items(12)[0], epoch=2**63)]),
        encode_chunk([msgspec.structs.replace(items(12)[0], sequence=0)]),
        encode_chunk([msgspec.structs.replace(items(12)[0], received=-1)]),
        encode_chunk([msgspec.structs.replace(items(12)[0], verdict="maybe")]),
    ],
)
def test_what_an_office_named_and_cannot_be_a_chunk_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedRequest):
        decode_chunk(data, named(data))


@pytest.mark.parametrize(
    "chunks",
    [
        (),
        (chunk(5), chunk(5)),
        (chunk(5), chunk(4)),
        (chunk(0),),
        (chunk(5, size=0),),
        (chunk(5, size=limits.BODY_COMPRESSED_BYTES_MAX + 1),),
        (chunk(5, hash_=bytes(31)),),
        tuple(chunk(end) for end in range(1, limits.SNAPSHOT_CHUNKS_MAX + 2)),
    ],
    ids=["none", "nowhere", "back", "nothing", "empty", "too large", "of no hash", "too many"],
)
def test_a_snapshot_leads_on_chunk_by_chunk(chunks: tuple[Chunk, ...]) -> None:
    with pytest.raises(MalformedRequest, match="lead nowhere"):
        check_snapshot(Snapshot(bytes(32), chunks))
    check_snapshot(Snapshot(bytes(32), (chunk(5), chunk(6))))
    with pytest.raises(MalformedRequest, match="named by 32 bytes"):
        check_snapshot(Snapshot(bytes(31), (chunk(5),)))
