"""Chain, batch, wire and enrolment: what is bound to what, and what is refused."""

from hashlib import sha256
from typing import Any

import msgspec
import pytest
import zstandard

from events import batch as batches
from events import chain, compression, crypto, digest, enrolment, limits, personal, wire
from events.errors import BadSignature, ChainBroken, InputRefused, MalformedRequest
from events.ids import DeviceId, LogId, StreamId, device_id
from events.reply_signature import answered_by, check_reply, sign_reply

SEED = bytes(range(32))
DEVICE = device_id(crypto.signing_public(SEED))
LOG = LogId("36.03")
LINES = (b'{"first":1}', b'{"second":2}')


def a_batch(lines: tuple[bytes, ...] = LINES, first: int = 1) -> batches.Batch:
    prev = chain.first_head(LOG, DEVICE, 0)
    return batches.make_batch(
        LOG, DEVICE, 0, chain.NO_PARENT, bytes(16), first, prev, lines, (None,) * len(lines)
    )


def a_request(batch: batches.Batch) -> wire.SyncRequest:
    return wire.SyncRequest(1, "jejak/test", 5, b"challenge", (1, 0), 0, bytes(16), batch)


def with_fields(batch: batches.Batch, **fields: object) -> batches.Batch:
    return msgspec.structs.replace(batch, **fields)


def test_a_head_follows_from_log_device_epoch_and_every_line() -> None:
    h0 = chain.first_head(LOG, DEVICE, 0)
    h1 = chain.next_head(h0, LINES[0])

    assert h0 == sha256(b"jejak.device.v1\x0036.03\0" + bytes.fromhex(DEVICE) + bytes(40)).digest()
    assert h1 == sha256(b"jejak.event.v1\0" + h0 + sha256(LINES[0]).digest()).digest()
    assert batches.check_batch(a_batch()) == [h1, chain.next_head(h1, LINES[1])]


def test_an_empty_batch_ends_at_its_own_beginning() -> None:
    assert batches.check_batch(a_batch(())) == []
    assert a_batch(()).last == 0


@pytest.mark.parametrize(
    "change",
    [
        {"lines": (LINES[1], LINES[0])},
        {"lines": (LINES[0], b'{"second":3}')},
        {"prev": bytes(32)},
        {"epoch": 1},
        {"parent": b"\1" * 32},
        {"log": "36.04"},
        {"device": "0" * 32},
    ],
)
def test_a_batch_changed_anywhere_no_longer_leads_to_its_head(change: dict[str, object]) -> None:
    with pytest.raises(ChainBroken):
        batches.check_batch(with_fields(a_batch(), **change))


@pytest.mark.parametrize(
    "change",
    [
        {"install": b""},
        {"device": "Zaenal"},
        {"head": b""},
        {"first": 0},
        {"epoch": -1},
        {"personals": ()},
        {"lines": (b"x" * (limits.LINE_BYTES_KEPT_MAX + 1), LINES[1])},
        {"lines": (batches.LineHash(b"", 1), LINES[1])},
    ],
)
def test_a_batch_out_of_form_is_refused_with_a_reason(change: dict[str, object]) -> None:
    with pytest.raises(MalformedRequest) as refused:
        batches.check_batch(with_fields(a_batch(), **change))
    assert refused.value.code == "bad_batch"


def test_a_line_too_large_to_travel_keeps_its_place_by_its_hash() -> None:
    huge = b"x" * (limits.LINE_BYTES_KEPT_MAX + 1)
    hashed = batches.LineHash(sha256(huge).digest(), len(huge))
    whole = a_batch((huge, LINES[1]))

    assert batches.check_batch(with_fields(whole, lines=(hashed, LINES[1])))[-1] == whole.head


def test_more_events_than_a_batch_holds_are_refused() -> None:
    with pytest.raises(MalformedRequest) as refused:
        batches.check_batch(a_batch((b"{}",) * (limits.BATCH_EVENTS_MAX + 1)))
    assert refused.value.code == "too_many"


def test_a_signed_head_verifies_with_the_bodys_hash_alone_and_survives_its_header() -> None:
    body = wire.encode(a_request(a_batch()))
    signed = batches.sign_head(SEED, a_batch(), body)

    assert batches.from_header(batches.to_header(signed)) == signed
    batches.check_signature(signed, crypto.signing_public(SEED), sha256(body).digest())
    batches.check_carries(signed, a_batch())


def test_a_signed_head_is_refused_for_another_body_key_or_batch() -> None:
    body = wire.encode(a_request(a_batch()))
    signed = batches.sign_head(SEED, a_batch(), body)
    public = crypto.signing_public(SEED)

    with pytest.raises(BadSignature):
        batches.check_signature(signed, public, sha256(body + b"\0").digest())
    with pytest.raises(BadSignature):
        another = crypto.signing_public(bytes(32))
        batches.check_signature(signed, another, sha256(body).digest())
    with pytest.raises(BadSignature):
        batches.check_carries(signed, a_batch((LINES[0],)))


@pytest.mark.parametrize("text", ["", "AAAA", "é", "gaFh", "*" * 40])
def test_a_header_that_holds_no_head_is_refused(text: str) -> None:
    with pytest.raises(MalformedRequest):
        batches.from_header(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"epoch": 2**53},
        {"epoch": -1},
        {"sequence": 2**64 - 1},
        {"device": DeviceId("x" * 32)},
        {"head": bytes(31)},
        {"log": LogId("36.0\N{FULLWIDTH DIGIT THREE}")},
    ],
    ids=str,
)
def test_a_head_that_cannot_be_is_refused_before_it_is_looked_at(changes: dict[str, Any]) -> None:
    signed = batches.SignedHead(LOG, DeviceId("ab" * 16), 0, 1, bytes(32), bytes(64))
    assert batches.from_header(batches.to_header(signed)) == signed
    odd = msgspec.structs.replace(signed, **changes)
    with pytest.raises(MalformedRequest, match="out of form"):
        batches.from_header(batches.to_header(odd))


def test_a_request_is_the_same_on_both_sides() -> None:
    request = a_request(a_batch())

    assert wire.decode_request(wire.encode(request)) == request


def refusal_of(body: bytes) -> str:
    with pytest.raises(MalformedRequest) as refused:
        wire.decode_request(body)
    return refused.value.code


def test_each_kind_of_bad_body_has_its_code() -> None:
    good = wire.encode(a_request(a_batch()))
    fields = msgspec.msgpack.decode(compression.inflate(good))
    pack = msgspec.msgpack.encode

    assert refusal_of(b"") == "not_zstd"
    assert refusal_of(b"plain") == "not_zstd"
    assert refusal_of(good[:-3]) == "not_zstd"
    assert refusal_of(good + b"\0") == "not_zstd"
    assert refusal_of(good + good) == "not_zstd"
    assert refusal_of(bytes(limits.BODY_COMPRESSED_BYTES_MAX + 1)) == "too_large"
    assert refusal_of(compression.compress(b"\xc1")) == "not_msgpack"
    assert refusal_of(compression.compress(b"\x91" * 100_000)) in ("not_msgpack", "bad_form")
    assert refusal_of(compression.compress(b"\xdd\xff\xff\xff\xff")) in ("not_msgpack", "bad_form")
    assert refusal_of(compression.compress(pack(fields | {"clock": "7"}))) == "bad_form"
    assert refusal_of(compression.compress(pack(fields | {"more": 1}))) == "bad_form"
    assert refusal_of(compression.compress(pack(fields | {"wire": 3}))) == "wire_version"
    newer = fields | {"wire": 3, "clock": "7", "more": 1}
    assert refusal_of(compression.compress(pack(newer))) == "wire_version", "not called malformed"
    of_version_2 = fields | {"orphan": "note"}
    assert refusal_of(compression.compress(pack(of_version_2))) == "bad_form"
    assert refusal_of(compression.compress(pack(fields | {"pull": True}))) == "not_canonical"
    reversed_keys = dict(reversed(list(fields.items())))
    assert refusal_of(compression.compress(pack(reversed_keys))) == "not_canonical"


@pytest.mark.parametrize(
    ("below", "other", "spoken"),
    [(2, (1, 1), 1), (3, (1, 2), 2), (3, (2, 2), 2), (2, (1, 9), 1), (1, (1, 1), None),
     (2, (2, 9), None), (9, (0, 0), None)],
)  # fmt: skip
def test_two_sides_speak_the_newest_version_both_know(
    below: int, other: tuple[int, int], spoken: int | None
) -> None:
    assert wire.version_to_speak(below, other) == spoken


def test_a_body_that_inflates_without_end_is_refused_before_it_fills_the_memory() -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(256 * limits.MIB))

    assert len(bomb) < 32 * limits.KIB
    assert refusal_of(bomb) == "too_large"


def test_a_reply_counts_only_with_the_offices_signature_for_this_challenge() -> None:
    public = crypto.signing_public(SEED)
    header = sign_reply(SEED, b"reply", b"challenge")

    check_reply(public, b"reply", b"challenge", header)
    for body, challenge, text in (
        (b"reply!", b"challenge", header),
        (b"reply", b"another", header),
        (b"reply", b"challenge", "é"),
        (b"reply", b"challenge", ""),
    ):
        with pytest.raises(BadSignature):
            check_reply(public, body, challenge, text)


def test_since_the_second_version_a_reply_is_to_one_request_alone() -> None:
    older = a_request(a_batch())
    newer = msgspec.structs.replace(older, wire=2)

    assert answered_by(older, b"body") == answered_by(older, b"another")
    assert answered_by(newer, b"body") != answered_by(newer, b"another")


def test_a_code_read_aloud_and_typed_back_is_the_same_code() -> None:
    code = enrolment.make_code(bytes(range(16)), b"k" * 32)
    typed = " " + code.lower().replace("-", " ").replace("o", "0").replace("i", "1") + "\n"

    assert enrolment.read_code(typed) == (bytes(range(16)), enrolment.fingerprint(b"k" * 32))


@pytest.mark.parametrize("text", ["", "ABCDE", "AAAAA-BBBBB", "é" * 39, "A" * 40])
def test_a_code_with_a_letter_too_few_or_too_many_is_refused(text: str) -> None:
    with pytest.raises(InputRefused) as refused:
        enrolment.read_code(text)
    assert refused.value.code == "bad_code"


def test_an_enrolment_is_signed_over_the_code_both_keys_and_the_challenge() -> None:
    box = crypto.box_public(bytes(range(1, 33)))
    request = enrolment.sign_enrolment(SEED, box, bytes(16), bytes(16), b"challenge")

    assert enrolment.check_enrolment(request) == DEVICE
    for change in (
        {"secret": b"\1" * 16},
        {"box_key": crypto.box_public(bytes(range(3, 35)))},
        {"install": b"\1" * 16},
        {"challenge": b"another"},
    ):
        with pytest.raises(InputRefused) as refused:
            enrolment.check_enrolment(msgspec.structs.replace(request, **change))
        assert refused.value.code == "bad_signature"


def test_a_personal_part_opens_only_in_its_own_stream_with_its_own_key() -> None:
    key = personal.DataKey(bytes(range(32)))
    stream, other = StreamId("programme"), StreamId("office")
    part = personal.seal_personal({"name": "Nana"}, key, bytes(24), LOG, stream)

    assert personal.open_personal(part, key, LOG, stream) == {"name": "Nana"}
    assert personal.open_personal(part, key, LOG, other) is None
    assert personal.open_personal(part, personal.DataKey(bytes(32)), LOG, stream) is None
    assert personal.open_personal(b"", key, LOG, stream) is None


def test_a_data_key_is_unwrapped_only_by_its_master_for_its_stream() -> None:
    key, master = personal.DataKey(bytes(range(32))), b"m" * 32
    wrapped = personal.wrap_key(key, master, bytes(24), LOG, StreamId("programme"))
    name = personal.key_id(key)

    assert personal.unwrap_key(wrapped, master, LOG, StreamId("programme"), name) == key
    assert personal.unwrap_key(wrapped, bytes(32), LOG, StreamId("programme"), name) is None
    assert personal.unwrap_key(wrapped, master, LOG, StreamId("office"), name) is None


def test_a_digest_does_not_depend_on_the_order_of_arrival() -> None:
    items = [
        digest.item_hash(position, DeviceId("ab" * 16), 0, position + 1, bytes(32), "accepted")
        for position in range(3)
    ]
    forwards = backwards = bytes(32)
    for one, other in zip(items, reversed(items), strict=True):
        forwards, backwards = digest.add(forwards, one), digest.add(backwards, other)

    assert forwards == backwards != bytes(32)
    assert digest.add(b"\xff" * 32, (1).to_bytes(32, "big")) == bytes(32)
