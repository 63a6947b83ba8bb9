"""Batches: a run of one device's events, as it travels and as it is signed.

Before: lines in the journal's order (`client_sync/exchange/outbox.py`). After: the committer
(`server/intake/committer.py`). The signature names the head, and the chain binds the head to every
event before it, so one signature covers a device's whole history. Format: events/README.md,
"Batch".
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256

import msgspec

from events import chain, crypto, limits
from events.entry import KeyGrant
from events.errors import BadSignature, ChainBroken, MalformedRequest
from events.ids import DeviceId, LogId, is_hex_id


class LineHash(msgspec.Struct, frozen=True, array_like=True):
    """Stands for a line over 256 KiB, which does not travel: its SHA-256 and its size in bytes."""

    sha256: bytes
    size: int


class Batch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Events `first`, `first + 1`, … of one epoch of one device; empty when it only pulls.

    `prev` is the head before `first`, `head` the head after the last line; `install` a random
    value of this installation, kept outside the data directory and out of back-ups.
    `personals` stands beside `lines`, None where an event has no personal part.
    """

    log: LogId
    device: DeviceId
    epoch: int
    parent: bytes
    install: bytes
    first: int
    prev: bytes
    lines: tuple[bytes | LineHash, ...]
    personals: tuple[bytes | None, ...]
    keys: tuple[KeyGrant, ...]
    head: bytes

    @property
    def last(self) -> int:
        """The sequence of the last event; `first - 1` when there is none."""
        return self.first + len(self.lines) - 1


class SignedHead(msgspec.Struct, frozen=True):
    """A device's signature over its head and the request that carried it; stored with the batch.

    It is checked before a single byte of the body is inflated, and an auditor can check it later
    with the body's hash alone.
    """

    log: LogId
    device: DeviceId
    epoch: int
    sequence: int
    head: bytes
    signature: bytes


def line_hash(line: bytes | LineHash) -> bytes:
    """SHA-256 of a line, also of one that did not travel."""
    return line.sha256 if isinstance(line, LineHash) else sha256(line).digest()


def make_batch(
    log: LogId,
    device: DeviceId,
    epoch: int,
    parent: bytes,
    install: bytes,
    first: int,
    prev: bytes,
    lines: Sequence[bytes],
    personals: Sequence[bytes | None],
    keys: Sequence[KeyGrant] = (),
) -> Batch:
    """The batch of these lines, its head computed from `prev`."""
    hashes = chain.heads(prev, (sha256(line).digest() for line in lines))
    return Batch(
        log, device, epoch, parent, install, first, prev,
        tuple(lines), tuple(personals), tuple(keys), hashes[-1] if hashes else prev,
    )  # fmt: skip


def check_batch(batch: Batch, hashes: Sequence[bytes] | None = None) -> list[bytes]:
    """The head after each line of a batch; its form and its chain hold.

    `hashes` are those of `line_hash` for each line, when the caller has computed them already.
    Errors: MalformedRequest for a wrong form, ChainBroken when the lines do not lead to `head`.
    Neither says anything of the content: a wrong line is quarantined in its place.
    """
    _check_form(batch)
    _check_lines(batch)
    if batch.first == 1 and batch.prev != chain.first_head(
        batch.log, batch.device, batch.epoch, batch.parent
    ):
        raise ChainBroken("chain_broken", "`prev` is not the head this epoch begins with")
    heads = chain.heads(batch.prev, map(line_hash, batch.lines) if hashes is None else hashes)
    if (heads[-1] if heads else batch.prev) != batch.head:
        raise ChainBroken("chain_broken", "the lines do not lead to the head the batch states")
    return heads


def _check_form(batch: Batch) -> None:
    if not is_hex_id(batch.device) or len(batch.install) != 16:
        raise MalformedRequest("bad_batch", "`device` or `install` has the wrong form")
    if any(len(value) != 32 for value in (batch.parent, batch.prev, batch.head)):
        raise MalformedRequest("bad_batch", "`parent`, `prev` and `head` are 32 bytes each")
    if not (1 <= batch.first < 2**53 and 0 <= batch.epoch < 2**53):
        raise MalformedRequest("bad_batch", "`first` counts from 1, `epoch` from 0")


def _check_lines(batch: Batch) -> None:
    if len(batch.lines) != len(batch.personals):
        raise MalformedRequest("bad_batch", "`lines` and `personals` differ in length")
    if len(batch.lines) > limits.BATCH_EVENTS_MAX or len(batch.keys) > limits.BATCH_KEYS_MAX:
        raise MalformedRequest(
            "too_many", f"a batch holds at most {limits.BATCH_EVENTS_MAX} events: send several"
        )
    for line in batch.lines:
        if isinstance(line, LineHash):
            if len(line.sha256) != 32 or not limits.LINE_BYTES_KEPT_MAX < line.size < 2**53:
                raise MalformedRequest("bad_batch", "a line's hash is 32 bytes, its size over 256K")
        elif len(line) > limits.LINE_BYTES_KEPT_MAX:
            raise MalformedRequest("bad_batch", "send the hash alone of a line over 256 KiB")


def sign_head(seed: bytes, batch: Batch, body: bytes) -> SignedHead:
    """The device's signature for a request body that carries this batch."""
    message = _signed_bytes(
        batch.log, batch.device, batch.epoch, batch.last, batch.head, crypto.digest(body)
    )
    return SignedHead(
        batch.log, batch.device, batch.epoch, batch.last, batch.head, crypto.sign(seed, message)
    )


def check_signature(signed: SignedHead, public_key: bytes, body_hash: bytes) -> None:
    """Errors: BadSignature unless this key signed this head with a body of this SHA-256."""
    message = _signed_bytes(
        signed.log, signed.device, signed.epoch, signed.sequence, signed.head, body_hash
    )
    if not crypto.verifies(public_key, message, signed.signature):
        raise BadSignature("bad_signature", "the signature is not this device's over this request")


def check_carries(signed: SignedHead, batch: Batch) -> None:
    """Errors: BadSignature unless the batch is the one whose head was signed."""
    stated = (signed.log, signed.device, signed.epoch, signed.sequence, signed.head)
    if stated != (batch.log, batch.device, batch.epoch, batch.last, batch.head):
        raise BadSignature("bad_signature", "the signature names another batch than the body holds")


def _signed_bytes(
    log: LogId, device: DeviceId, epoch: int, sequence: int, head: bytes, body_hash: bytes
) -> bytes:
    return (
        b"jejak.request.v1\0"
        + log.encode()
        + b"\0"
        + bytes.fromhex(device)
        + epoch.to_bytes(8, "big")
        + sequence.to_bytes(8, "big")
        + head
        + body_hash
    )


_HEADER = msgspec.msgpack.Decoder(SignedHead)


def to_header(signed: SignedHead) -> str:
    """A signed head as the value of the HTTP header `Jejak-Signed-Head`."""
    return urlsafe_b64encode(msgspec.msgpack.encode(signed)).decode()


def from_header(text: str) -> SignedHead:
    """Errors: MalformedRequest when the header holds no signed head."""
    try:
        signed = _HEADER.decode(urlsafe_b64decode(text.encode("ascii")))
    except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors too
        raise MalformedRequest("bad_signed_head", "Jejak-Signed-Head holds no head") from error
    fits = is_hex_id(signed.device) and len(signed.head) == 32 and signed.log.isascii()
    if not (fits and 0 <= signed.epoch < 2**53 and 0 <= signed.sequence < 2**53):
        raise MalformedRequest("bad_signed_head", "Jejak-Signed-Head is out of form")
    return signed
