"""Bytes of every format that was ever written are read by today's code, to the last field.

`golden/bytes.json` is only ever added to: a device may come back after two years with any of them,
and an office keeps signed requests as long as its log. What is not compressed is also written today
as it was then.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
import pytest

from events import batch as batches
from events import chain, compression, crypto, line, snapshot, transfer, wire
from events.batch import Batch
from events.enrolment import EnrolReply, EnrolRequest
from events.entry import Item, KeyGrant
from events.ids import (
    ActorId,
    DeviceId,
    EventId,
    HouseholdId,
    KeyId,
    LogId,
    StreamId,
    device_id,
    event_id,
)
from events.repair import Found, Part
from events.snapshot import Chunk, Slice, Snapshot
from events.wire import (
    Fill,
    Filling,
    Fork,
    HouseholdDigest,
    Left,
    Page,
    ResultRun,
    Returned,
    Scope,
    SyncReply,
    SyncRequest,
)

GOLDEN: Final[dict[str, str]] = json.loads(
    (Path(__file__).parent / "golden" / "bytes.json").read_text("utf-8")
)
"""Format and version to hex."""

SEED: Final = bytes(range(32))
BOX_SECRET: Final = bytes(range(1, 33))
DEVICE: Final = device_id(crypto.signing_public(SEED))
OTHER: Final = DeviceId("f" * 32)
LOG: Final = LogId("36.03")
HOUSEHOLD: Final = "0190fac8-0000-7000-8000-000000000001"
KEY: Final = KeyId("ab" * 16)
LINE: Final = (
    b'{"v":1,"type":"household_visited","tv":1,"stream":"0190fac8-0000-7000-8000-000000000001",'
    b'"on":"2018-10-05","at":1538712000000,"seen":[1,42],'
    b'"by":"0190fac8-0000-7000-8000-000000000002","basis":"observed",'
    b'"body":{"kind":"routine","outcome":"met"}}'
)
NEWER: Final = LINE.replace(b"household_visited", b"stars_counted")
"""Of a type this program does not know: relayed as it is."""
GRANT: Final = KeyGrant(KEY, StreamId(HOUSEHOLD), b"sealed")
ITEM: Final = Item(7, 1_538_712_000_001, OTHER, 1, 3, "review(revoked)", NEWER, b"part")
PART: Final = Part(HouseholdId(HOUSEHOLD), OTHER, 1, 1, 9, 5, b"d" * 16)


def a_batch() -> Batch:
    start = chain.first_head(LOG, DEVICE, 0)
    lines: tuple[bytes | batches.LineHash, ...] = (
        LINE,
        batches.LineHash(sha256(b"long").digest(), 300_000),
        b"no event",
    )
    heads = chain.heads(start, map(batches.line_hash, lines))
    return Batch(
        LOG, DEVICE, 0, chain.NO_PARENT, b"i" * 16, 1, start,
        lines, (b"part", None, None), (GRANT,), heads[-1],
    )  # fmt: skip


REQUEST: Final = SyncRequest(
    wire=1,
    client="jejak/0.1.0",
    clock=1_538_712_000_000,
    challenge=b"c" * 48,
    cursor=(1, 42),
    scope_version=3,
    digest=b"g" * 16,
    batch=a_batch(),
    pull=False,
    keys_held=(KEY,),
    keys_wanted=(KEY,),
    echo=True,
    pages_only=True,
    filling=(Filling(HouseholdId(HOUSEHOLD), 2, 40),),
    check_after=HOUSEHOLD,
    looks=(PART,),
    returned=(Returned(1, 40, OTHER, 0, 1, EventId("e" * 32), LINE, None),),
)
REPLY: Final = SyncReply(
    wire=1,
    incarnation=2,
    clock=1_538_712_000_002,
    size=43,
    committed=(0, 3),
    safe=(0, 1),
    challenge=b"n" * 48,
    results=(ResultRun(1, 40, 3, 1_538_712_000_001, "accepted"),),
    expected=1,
    fork=Fork(2, b"h" * 32, 1),
    scope=Scope(
        4, "36.03.06", (Left(HouseholdId(HOUSEHOLD), "2018-10-06"),), (HouseholdId(HOUSEHOLD),),
        True,
    ),
    page=Page(42, 43, (ITEM,), True),
    fills=(Fill(HouseholdId(HOUSEHOLD), 2, 8, (ITEM,)),),
    snapshot=Snapshot(b"s" * 32, (Chunk(40, 900, b"k" * 32),)),
    pull_refused="busy",
    keys=(GRANT,),
    keys_held=(KEY,),
    keys_unknown=(KEY,),
    digests=(HouseholdDigest(HouseholdId(HOUSEHOLD), 5, b"d" * 16, 1),),
    scope_digest=b"x" * 16,
    checked=(HouseholdDigest(HouseholdId(HOUSEHOLD), 5, b"d" * 16, 1),),
    restored=40,
    returned=1,
    found=(
        Found(HouseholdId(HOUSEHOLD), OTHER, 1, 1, 9, 5, b"d" * 16, (PART,)),
        Found(HouseholdId(HOUSEHOLD), OTHER, 1, 1, 9, 1, b"d" * 16, (), (ITEM,)),
    ),
    wait_s=2.5,
)  # fmt: skip
REQUEST_2: Final = msgspec.structs.replace(REQUEST, wire=2, checkpoint=(2, 43, 40), orphan="note")
REPLY_2: Final = msgspec.structs.replace(
    REPLY, wire=2, checkpoint="note", proof=(b"p" * 32,), safe_size=40, lost=42
)
QUIET_REQUEST: Final = SyncRequest(
    1, "jejak/0.1.0", 1_538_712_000_000, b"c" * 48, (1, 42), 0, bytes(16), a_batch()
)
"""Few fields of many: how long the map is must not depend on how many a message may have."""
QUIET_REPLY: Final = SyncReply(1, 1, 1_538_712_000_002, 43, (0, 3), (0, 0), b"n" * 48)
CARRIED: Final = transfer.carried_request(SEED, "jejak/0.1.0", 1_538_712_000_000, a_batch())
SEALED: Final = transfer.seal_part(CARRIED, crypto.box_public(BOX_SECRET), b"e" * 32)
RECEIPT: Final = transfer.Receipt(LOG, DEVICE, 0, 3, 3, 1_538_712_000_002, 1, True)
ENROL_REQUEST: Final = EnrolRequest(b"s" * 16, b"p" * 32, b"b" * 32, b"i" * 16, b"c", b"g" * 64)
ENROL_REPLY: Final = EnrolReply(
    LOG, "banten", 1, DEVICE, ActorId(HOUSEHOLD), "pendamping", "36.03.06", b"o" * 32, b"b" * 32,
    b"c" * 48, 5,
)  # fmt: skip


def written_today() -> dict[str, bytes]:
    """The same values by today's code; a format that changes gets a new name here and there."""
    return {
        "line/1": LINE,
        "batch/1": msgspec.msgpack.encode(a_batch()),
        "signed head/1": batches.to_header(CARRIED_HEAD).encode(),
        "request/1": wire.encode(REQUEST),
        "reply/1": wire.encode(REPLY),
        "request/2": wire.encode(REQUEST_2),
        "reply/2": wire.encode(REPLY_2),
        "quiet request/1": wire.encode(QUIET_REQUEST),
        "quiet reply/1": wire.encode(QUIET_REPLY),
        "snapshot chunk/1": snapshot.encode_chunk((ITEM,)),
        "transfer part/1": SEALED,
        "transfer file/1": transfer.pack(crypto.signing_public(SEED), [SEALED, SEALED]),
        "receipt/1": msgspec.json.encode(RECEIPT),
        "enrolment/1": msgspec.json.encode(ENROL_REQUEST),
        "enrolled/1": msgspec.json.encode(ENROL_REPLY),
    }


CARRIED_HEAD: Final = batches.from_header(CARRIED.signed_head)


def released(name: str) -> bytes:
    return bytes.fromhex(GOLDEN[name])


def test_every_format_has_its_bytes_on_record() -> None:
    assert written_today().keys() <= GOLDEN.keys()


@pytest.mark.parametrize(
    "name", ["line/1", "batch/1", "signed head/1", "receipt/1", "enrolment/1", "enrolled/1"]
)
def test_what_is_not_compressed_is_written_as_it_ever_was(name: str) -> None:
    assert written_today()[name] == released(name)


@pytest.mark.parametrize(
    "name",
    [
        "request/1",
        "reply/1",
        "request/2",
        "reply/2",
        "quiet request/1",
        "quiet reply/1",
        "snapshot chunk/1",
    ],
)
def test_what_is_compressed_holds_the_bytes_it_ever_held(name: str) -> None:
    """Another version of zstd may compress otherwise; whoever signs, signs what it sent."""
    assert compression.inflate(written_today()[name]) == compression.inflate(released(name))


def test_a_line_is_read_and_keeps_its_id() -> None:
    assert event_id(released("line/1")) == "66735e346e0565ba2aef5a2eabab83c4"
    assert line.form_of(released("line/1"))[1] == "known"


def test_messages_are_read_to_the_last_field() -> None:
    assert wire.decode_request(released("request/1")) == REQUEST
    assert wire.decode_reply(released("reply/1")) == REPLY
    assert wire.decode_request(released("request/2")) == REQUEST_2
    assert wire.decode_reply(released("reply/2")) == REPLY_2
    assert wire.decode_request(released("quiet request/1")) == QUIET_REQUEST
    assert wire.decode_reply(released("quiet reply/1")) == QUIET_REPLY
    assert msgspec.msgpack.decode(released("batch/1"), type=Batch) == a_batch()
    assert msgspec.json.decode(released("receipt/1"), type=transfer.Receipt) == RECEIPT
    assert msgspec.json.decode(released("enrolment/1"), type=EnrolRequest) == ENROL_REQUEST
    assert msgspec.json.decode(released("enrolled/1"), type=EnrolReply) == ENROL_REPLY


def test_a_chunk_of_a_snapshot_is_read() -> None:
    data = released("snapshot chunk/1")
    chunk = Chunk(8, len(data), sha256(data).digest())
    assert snapshot.decode_chunk(data, Slice(0, 0, chunk)) == (ITEM,)


def test_a_transfer_file_is_opened_and_its_signature_verifies() -> None:
    file = transfer.unpack(released("transfer file/1"))
    assert file.parts == (released("transfer part/1"),) * 2
    transfer.check_office(file, crypto.signing_public(SEED))
    signed, carried = transfer.open_part(file.parts[0], BOX_SECRET)
    batches.check_signature(signed, crypto.signing_public(SEED), crypto.digest(carried.body))
    request = wire.decode_request(carried.body)
    transfer.check_carried(request)
    assert request.batch == a_batch()
    batches.check_carries(signed, request.batch)
