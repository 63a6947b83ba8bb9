"""The sync protocol's messages: one request carries push and pull, one reply answers both.

    device                                            office
    SyncRequest  --zstd(MessagePack), Jejak-Signed-Head-->  inflate, check, commit, page
    SyncReply   <--zstd(MessagePack), Jejak-Signature-----  signed (`reply_signature.py`)

Messages have one canonical form, as lines do: what decodes but does not encode back to the same
bytes is malformed. A new field is a new wire version, has a default, and is left out for a side
that speaks less; what a side speaks is read before anything else of a message, so that a newer one
is told so rather than called malformed. Format: events/README.md, "Sync".
"""

from typing import Final, Literal, TypeVar

import msgspec

from events import compression, limits
from events.batch import Batch
from events.entry import Item, KeyGrant, Verdict
from events.errors import MalformedRequest
from events.ids import DeviceId, EventId, HouseholdId, KeyId
from events.repair import Found, Part
from events.snapshot import Snapshot

WIRE_OLDEST: Final = 1
"""Every version ever released is spoken: an office may be older than a device, or the reverse."""
WIRE_VERSION: Final = 2
CHECKPOINTS_SINCE: Final = 2
"""The version that began to speak of the log's tree."""
MEDIA_TYPE: Final = "application/vnd.jejak.sync"
SIGNED_HEAD_HEADER: Final = "Jejak-Signed-Head"
CHALLENGE_HEADER: Final = "Jejak-Challenge"
SIGNATURE_HEADER: Final = "Jejak-Signature"


class SyncRequest(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a device sends: its next events, and from where it reads on.

    Own events up to the batch's last one are not echoed in the page.
    """

    wire: int
    client: str
    """Program and version, e.g. `jejak/0.1.0`; for statistics, never for a decision."""
    clock: int
    challenge: bytes
    cursor: tuple[int, int]
    """(incarnation, size): the device holds the first `size` positions of its scope."""
    scope_version: int
    digest: bytes
    """16 bytes: the sum of the short digests of the households held; zeros when none is."""
    batch: Batch
    pull: bool = True
    """False while more batches wait: push before pull."""
    keys_held: tuple[KeyId, ...] = ()
    """Data keys received since the last request, so the office stops sending them."""
    keys_wanted: tuple[KeyId, ...] = ()
    echo: bool = False
    """Own events are wanted too: the device was restored or forked and may have lost some."""
    pages_only: bool = False
    """A snapshot could not be had: everything is to come in pages."""
    filling: tuple["Filling", ...] = ()
    """Households that came into scope and are not held whole yet, with what is missing."""
    check_after: str | None = None
    """The digests of the households in scope are wanted, those after this id."""
    looks: tuple[Part, ...] = ()
    """What the device holds of parts that may differ, before its cursor."""
    returned: tuple["Returned", ...] = ()
    """What it held of an earlier incarnation beyond what the office was restored to."""
    checkpoint: tuple[int, int, int] | None = None
    """(incarnation, size, size of the one within `safe`) of the checkpoints held; 0: none is."""
    orphan: str = ""
    """A checkpoint of an earlier incarnation, beyond what the office was restored to."""


class Returned(msgspec.Struct, frozen=True, array_like=True):
    """An event that stood at a position of an earlier incarnation, which this one may not have.

    Without a line: the device's own, which it sends in its batches.
    """

    incarnation: int
    position: int
    device: DeviceId
    epoch: int
    sequence: int
    id: EventId
    line: bytes | None
    personal: bytes | None


class Filling(msgspec.Struct, frozen=True, array_like=True):
    """Of an added household the device lacks the events at positions `start` to `end` (exclusive).

    What comes after is in its pages.
    """

    household: HouseholdId
    start: int
    end: int


class ResultRun(msgspec.Struct, frozen=True, array_like=True):
    """Consecutive events of a batch with consecutive positions and one verdict."""

    sequence: int
    position: int
    count: int
    received: int
    verdict: Verdict


class Fork(msgspec.Struct, frozen=True):
    """The device's history and the office's part after a common place (sequence 0: none).

    `epoch` is the epoch granted to this installation to re-issue the later lines in, the same
    whenever it asks; 0 while an officer must decide.
    """

    sequence: int
    head: bytes
    epoch: int


class Page(msgspec.Struct, frozen=True):
    """Positions `start` to `end` (exclusive) of the streams in scope, ascending."""

    start: int
    end: int
    items: tuple[Item, ...]
    more: bool


class Fill(msgspec.Struct, frozen=True, array_like=True):
    """A household's events at positions `start` to `end` (exclusive), ascending; own ones too."""

    household: HouseholdId
    start: int
    end: int
    items: tuple[Item, ...]


class HouseholdDigest(msgspec.Struct, frozen=True, array_like=True):
    """What a device should hold of a household once it has read up to the page's end."""

    household: HouseholdId
    events: int
    digest: bytes
    keys: int


class Left(msgspec.Struct, frozen=True, array_like=True):
    """A household that is not in scope any more, from a day on ("": no day is known)."""

    household: HouseholdId
    on: str


class Scope(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a device may see from now on: a region ("": none), and households by name.

    `left` are forgotten at once; `added` come by and by (`Filling`). `whole`: `added` is all that
    the device may see, whatever it held before; `left` are those that were taken away by name.
    """

    version: int
    region: str
    left: tuple[Left, ...] = ()
    added: tuple[HouseholdId, ...] = ()
    whole: bool = False


class SyncReply(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the office answers; nothing of it counts unless its signature verifies."""

    wire: int
    incarnation: int
    clock: int
    size: int
    """Positions in the log when the reply was made."""
    committed: tuple[int, int]
    """(epoch, sequence): the office holds this device's events up to here, durably."""
    safe: tuple[int, int]
    """(epoch, sequence): a verified back-up holds them too."""
    challenge: bytes
    results: tuple[ResultRun, ...] = ()
    expected: int | None = None
    """The office misses events: send from this sequence."""
    fork: Fork | None = None
    scope: Scope | None = None
    """It changed since the version in the request; the page is empty then, and the next is not."""
    page: Page | None = None
    fills: tuple[Fill, ...] = ()
    snapshot: Snapshot | None = None
    """Of this scope, for a device that lacks most of it; the page is empty then."""
    pull_refused: Literal["challenge_expired", "revoked", "busy", "clone"] | None = None
    keys: tuple[KeyGrant, ...] = ()
    keys_held: tuple[KeyId, ...] = ()
    """Data keys of this device's batches that the office now holds."""
    keys_unknown: tuple[KeyId, ...] = ()
    """Wanted keys the office does not have, or this device may not have."""
    digests: tuple[HouseholdDigest, ...] = ()
    scope_digest: bytes = b""
    """16 bytes, as in the request, at the page's end; empty when it was not summed up."""
    checked: tuple[HouseholdDigest, ...] | None = None
    """The households asked for by `check_after`, ascending; fewer than the most: there are no more.
    """
    restored: int | None = None
    """The cursor is of an earlier incarnation, which is equal to this one up to so many positions.
    """
    returned: int = 0
    """So many of the request's `returned`, from the first, need not be offered again."""
    found: tuple[Found, ...] = ()
    """Of `looks`, the parts that differ; what did not fit is asked for again."""
    wait_s: float = 0.0
    newest: int = 0
    """The newest wire version this office speaks, when it is a newer one than this message's."""
    checkpoint: str = ""
    """Of the log's tree over `size` positions: a signed note (`checkpoint.py`)."""
    proof: tuple[bytes, ...] = ()
    """That it begins with the tree of the checkpoint held; after a restore, with the newer one of
    those held that is within `restored`."""
    safe_size: int = 0
    """So many positions of this incarnation are in a verified back-up."""
    lost: int = 0
    """With `restored`: so many positions were safe, and those beyond `restored` declared lost."""


_Message = TypeVar("_Message", SyncRequest, SyncReply)


class _Stated(msgspec.Struct):
    """What every version of every message says of itself."""

    wire: int


_ENCODER: Final = msgspec.msgpack.Encoder()
_MAP16: Final = 0xDE
_FIXMAP: Final = 0x80
_FIXMAP_FIELDS_MAX: Final = 15
_OF_CHECKPOINTS: Final = ("checkpoint", "orphan", "proof", "safe_size", "lost")
_STATED: Final = msgspec.msgpack.Decoder(_Stated)
_REQUEST: Final = msgspec.msgpack.Decoder(SyncRequest)
_REPLY: Final = msgspec.msgpack.Decoder(SyncReply)


def encode(message: SyncRequest | SyncReply) -> bytes:
    """The body of a request or reply: zstd of its MessagePack."""
    return compression.compress(_packed(message))


def _packed(message: SyncRequest | SyncReply) -> bytes:
    """The message's one canonical form: each length in its shortest form, also of the map itself.

    The encoder keeps two bytes for the length of any map that could have more than 15 fields.
    """
    data = _ENCODER.encode(message)
    fields = int.from_bytes(data[1:3], "big")
    if data[0] == _MAP16 and fields <= _FIXMAP_FIELDS_MAX:
        return bytes([_FIXMAP | fields]) + data[3:]
    return data


def decode_request(body: bytes) -> SyncRequest:
    """Errors: MalformedRequest, its code one of those in `_decode`."""
    return _decode(_REQUEST, body)


def decode_reply(body: bytes) -> SyncReply:
    """Errors: MalformedRequest, as for requests; a device then keeps its state and asks again."""
    return _decode(_REPLY, body)


def _decode(decoder: "msgspec.msgpack.Decoder[_Message]", body: bytes) -> _Message:
    if len(body) > limits.BODY_COMPRESSED_BYTES_MAX:
        raise MalformedRequest("too_large", "the body is too large: send fewer events at once")
    data = compression.inflate(body)
    try:
        spoken = _STATED.decode(data).wire
        if not WIRE_OLDEST <= spoken <= WIRE_VERSION:
            raise MalformedRequest(
                "wire_version", f"this side speaks wire versions {WIRE_OLDEST} to {WIRE_VERSION}"
            )
        message = decoder.decode(data)
    except msgspec.ValidationError as error:
        raise MalformedRequest("bad_form", f"the message has the wrong form: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedRequest("not_msgpack", "the body holds no MessagePack message") from error
    if spoken < CHECKPOINTS_SINCE and any(getattr(message, name, None) for name in _OF_CHECKPOINTS):
        raise MalformedRequest("bad_form", "the message has fields of a newer wire version")
    if _packed(message) != data:
        raise MalformedRequest("not_canonical", "the message is not in its one canonical form")
    return message


def version_to_speak(below: int, other: tuple[int, int]) -> int | None:
    """The newest version under `below` that this side and another, oldest to newest, both speak."""
    newest = min(below - 1, other[1])
    return newest if newest >= max(WIRE_OLDEST, other[0]) else None
