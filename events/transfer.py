"""Transfer files: unsent batches of a device, carried by anybody, opened by the office alone.

    author's device: batches -> signed requests with a zero challenge -> sealed, one by one -> file
    whoever carries it: file -> its sealed parts, each delivered by itself
    office: opens, checks and commits as any push -> a signed receipt; pulls nothing

Before: `client_sync/exchange/carrying.py` writes a file. After: `server/exchange/carrying.py` takes
its parts. What a carrier can check is checked here: the mark, the office, length and checksum; all
else is sealed. Format: events/README.md, "Transfer file".
"""

import struct
from collections.abc import Sequence
from typing import Final

import msgspec

from events import crypto, limits
from events.batch import Batch, SignedHead, from_header, sign_head, to_header
from events.enrolment import FINGERPRINT_BYTES, fingerprint
from events.errors import MalformedRequest
from events.ids import DeviceId, LogId
from events.wire import WIRE_OLDEST, SyncRequest, encode

MAGIC: Final = b"JEJAK-TF"
VERSION: Final = 1
MEDIA_TYPE: Final = "application/vnd.jejak.transfer"
ZERO_CHALLENGE: Final = bytes(48)
"""In place of one by the office: the request asks for nothing, so nothing can be replayed to it."""

_HEAD: Final = struct.Struct(f">8sB{FINGERPRINT_BYTES}sI32s")
_SIZE: Final = struct.Struct(">I")


class Carried(msgspec.Struct, frozen=True, array_like=True):
    """A signed request as it would have gone over HTTP: its header and its body."""

    signed_head: str
    body: bytes


class Receipt(msgspec.Struct, frozen=True):
    """JSON, signed like every reply, for the SHA-256 of the sealed part in place of a challenge.

    The office holds this device's events of an epoch up to `sequence`; `received` of those in the
    part, new or held before. `expected`: earlier ones are missing, from this sequence on. `forked`:
    the office holds another history there; the device must sync by itself.
    """

    log: LogId
    device: DeviceId
    epoch: int
    sequence: int
    received: int
    clock: int
    expected: int | None = None
    forked: bool = False


class TransferFile(msgspec.Struct, frozen=True):
    """For which office a file is, and its sealed parts in the order of their events."""

    office: bytes
    parts: tuple[bytes, ...]


def carried_request(seed: bytes, client: str, clock: int, batch: Batch) -> Carried:
    """The batch as a signed request that pulls nothing and answers no challenge."""
    request = SyncRequest(
        wire=WIRE_OLDEST,  # nobody can be asked what the office speaks
        client=client,
        clock=clock,
        challenge=ZERO_CHALLENGE,
        cursor=(0, 0),
        scope_version=0,
        digest=bytes(16),
        batch=batch,
        pull=False,
    )
    body = encode(request)
    return Carried(to_header(sign_head(seed, batch, body)), body)


def seal_part(carried: Carried, office_box: bytes, ephemeral: bytes) -> bytes:
    """A part of a file, which only the office opens."""
    return crypto.seal(office_box, msgspec.msgpack.encode(carried), ephemeral)


def open_part(sealed: bytes, box_secret: bytes) -> tuple[SignedHead, Carried]:
    """What a part carries; the signature is still to be checked.

    Errors: MalformedRequest when it was altered or is sealed to another office.
    """
    too_large = len(sealed) > limits.TRANSFER_PART_BYTES_MAX
    plain = None if too_large else crypto.unseal(box_secret, sealed)
    if plain is None:
        raise MalformedRequest("part_unreadable", "the part was altered, or is another office's")
    try:
        carried = _CARRIED.decode(plain)
    except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors too
        raise MalformedRequest("part_unreadable", "the part holds no signed request") from error
    return from_header(carried.signed_head), carried


def check_carried(request: SyncRequest) -> None:
    """Errors: MalformedRequest for a request that was made to be answered, not to be carried."""
    if request.pull or request.challenge != ZERO_CHALLENGE:
        raise MalformedRequest("not_carried", "the request in this part was not made for a file")


def pack(office_key: bytes, parts: Sequence[bytes]) -> bytes:
    """The bytes of a file."""
    rest = b"".join(_SIZE.pack(len(part)) + part for part in parts)
    office = fingerprint(office_key)
    return _HEAD.pack(MAGIC, VERSION, office, len(parts), crypto.digest(rest)) + rest


def unpack(data: bytes) -> TransferFile:
    """What a file holds.

    Errors: MalformedRequest `not_a_transfer`, `transfer_version`, `transfer_too_large`, or
    `transfer_damaged` for one that was cut short, lengthened or altered.
    """
    if data[: len(MAGIC)] != MAGIC:
        raise MalformedRequest("not_a_transfer", "this is no transfer file of Jejak")
    if len(data) > limits.TRANSFER_BYTES_MAX:
        raise MalformedRequest("transfer_too_large", "no device writes so large a transfer file")
    if len(data) > len(MAGIC) and data[len(MAGIC)] != VERSION:
        raise MalformedRequest(
            "transfer_version", f"the file is of another version; this program reads {VERSION}"
        )
    if len(data) < _HEAD.size:
        raise MalformedRequest("transfer_damaged", "the file was cut short")
    _, _, office, count, checksum = _HEAD.unpack_from(data)
    rest = data[_HEAD.size :]
    if crypto.digest(rest) != checksum:
        raise MalformedRequest("transfer_damaged", "the file was cut short or altered")
    return TransferFile(office, _parts(rest, count))


def check_office(file: TransferFile, office_key: bytes) -> None:
    """Errors: MalformedRequest when the file is for another office than the one with this key."""
    if file.office != fingerprint(office_key):
        raise MalformedRequest("other_offices_file", "this file is for another office")


def _parts(rest: bytes, count: int) -> tuple[bytes, ...]:
    parts: list[bytes] = []
    at = 0
    while at < len(rest) and len(parts) < limits.TRANSFER_PARTS_MAX:
        start = at + _SIZE.size
        if start > len(rest):
            break
        (size,) = _SIZE.unpack_from(rest, at)
        at = start + size
        parts.append(rest[start:at])
    if at != len(rest) or len(parts) != count:
        raise MalformedRequest("transfer_damaged", "the parts of the file do not fit its length")
    return tuple(parts)


_CARRIED: Final = msgspec.msgpack.Decoder(Carried)
