"""Properties of the bytes: what is written is read, and what is altered anywhere is noticed."""

from hashlib import sha256
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import batch as batches
from events import chain, compression, crypto, digest, tree, wire
from events.errors import JejakError, MalformedLine, MalformedRequest
from events.ids import DeviceId, LogId, device_id, make_uuid7
from events.line import Line, encode_line, form_of, plain_event, read_envelope

SEED = bytes(range(32))
PUBLIC = crypto.signing_public(SEED)
DEVICE = device_id(PUBLIC)
LOG = LogId("36.03")

uuids = st.builds(
    make_uuid7,
    st.integers(0, 2**48 - 1),
    st.binary(min_size=10, max_size=10),
)
counts = st.integers(0, 2**53 - 1)
days = st.dates().map(str) | st.dates().map(lambda day: str(day)[:7])
lines = st.builds(
    Line,
    v=st.just(1),
    type=st.just("household_visited"),
    tv=st.just(1),
    stream=uuids | st.sampled_from(["programme", "office"]),
    on=days,
    at=counts,
    seen=st.tuples(counts, counts),
    anchor=st.none() | st.tuples(counts, counts, st.text()),
    by=uuids,
    entered_by=st.none() | uuids,
    basis=st.sampled_from(["document", "observed", "stated"]),
    visit=st.none() | uuids,
    late=st.none() | st.sampled_from(["no_signal", "told_late"]),
    body=st.sampled_from(
        [
            msgspec.Raw(b'{"kind":"routine","outcome":"met"}'),
            msgspec.Raw(b'{"kind":"aftercare","outcome":"refused","aftercare":"slipping"}'),
        ]
    ),
)
batches_of_lines = st.lists(st.binary(min_size=1, max_size=200), min_size=1, max_size=8)


def a_batch(of: list[bytes]) -> batches.Batch:
    first = chain.first_head(LOG, DEVICE, 0)
    return batches.make_batch(
        LOG, DEVICE, 0, chain.NO_PARENT, bytes(16), 1, first, of, [None] * len(of)
    )


@given(lines)
def test_every_line_written_is_read_back_as_it_was(line: Line) -> None:
    data = encode_line(line)

    assert read_envelope(data) == line
    assert form_of(data) == (line, "known")
    assert encode_line(read_envelope(data)) == data


@given(lines, st.data())
def test_what_is_read_at_a_glance_is_what_the_slow_reading_says(
    line: Line, data: st.DataObject
) -> None:
    written = encode_line(line)
    at = data.draw(st.integers(0, len(written) - 1))
    with_byte = data.draw(st.binary(max_size=1))

    for told in (written, written[:at] + with_byte + written[at + 1 :]):
        event = plain_event(told)
        assert event is not None or told != written
        if event is not None:
            envelope, kind = form_of(told)
            names = set(Line.__struct_fields__) - {"v", "body"}
            assert kind == "known"
            assert {name: getattr(event, name) for name in names} == {
                name: getattr(envelope, name) for name in names
            }
            assert msgspec.json.encode(event.body) == bytes(envelope.body)


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_fail_otherwise_than_with_a_reason(data: bytes) -> None:
    with pytest.raises(MalformedLine):
        form_of(data)
    with pytest.raises(MalformedRequest):
        wire.decode_request(data)
    with pytest.raises(MalformedRequest):
        wire.decode_request(compression.compress(data))


@given(lines, st.data())
def test_a_line_altered_anywhere_is_another_event(line: Line, data: st.DataObject) -> None:
    before = encode_line(line)
    at = data.draw(st.integers(0, len(before) - 1))
    after = before[:at] + bytes([before[at] ^ data.draw(st.integers(1, 255))]) + before[at + 1 :]

    assert chain.next_head(bytes(32), after) != chain.next_head(bytes(32), before)


@given(batches_of_lines, st.data())
def test_a_request_altered_anywhere_is_refused(of: list[bytes], data: st.DataObject) -> None:
    batch = a_batch(of)
    request = wire.SyncRequest(1, "jejak/test", 0, b"c", (1, 0), 0, bytes(16), batch)
    body = wire.encode(request)
    signed = batches.sign_head(SEED, batch, body)
    at = data.draw(st.integers(0, len(body) - 1))
    altered = body[:at] + bytes([body[at] ^ data.draw(st.integers(1, 255))]) + body[at + 1 :]

    batches.check_signature(signed, PUBLIC, sha256(body).digest())
    with pytest.raises(JejakError):
        batches.check_signature(signed, PUBLIC, sha256(altered).digest())


@given(batches_of_lines, st.integers(0, 7), st.integers(0, 7))
def test_a_chain_cut_into_batches_anywhere_leads_to_the_same_head(
    of: list[bytes], one: int, other: int
) -> None:
    whole = a_batch(of)
    head, sequence = whole.prev, 1
    cuts = sorted({0, min(one, len(of)), min(other, len(of)), len(of)})
    for start, end in pairwise(cuts):
        part = batches.make_batch(
            LOG, DEVICE, 0, chain.NO_PARENT, bytes(16), sequence, head, of[start:end],
            [None] * (end - start),
        )  # fmt: skip
        batches.check_batch(part)
        head, sequence = part.head, part.last + 1

    assert head == whole.head


@given(st.permutations(range(6)))
def test_a_digest_is_of_the_set_not_of_the_order(order: list[int]) -> None:
    def item(position: int) -> bytes:
        return digest.item_hash(
            position, DeviceId("ab" * 16), 0, position + 1, bytes(32), "accepted"
        )

    total = in_order = bytes(32)
    for position in order:
        total = digest.add(total, item(position))
    for position in range(6):
        in_order = digest.add(in_order, item(position))
    assert total == in_order


@given(
    st.lists(st.tuples(st.binary(min_size=32, max_size=32), st.sampled_from(["accepted", "é"]))),
    counts,
)
def test_hashes_made_together_are_those_made_one_by_one(
    events: list[tuple[bytes, str]], first: int
) -> None:
    hashes, verdicts = [each[0] for each in events], [each[1] for each in events]

    assert tree.leaf_hashes(first, 7, DEVICE, 2, 9, hashes, verdicts) == [
        tree.leaf_hash(first + nth, 7, DEVICE, 2, 9 + nth, *each) for nth, each in enumerate(events)
    ]
    assert digest.item_hashes(first, DEVICE, 2, 9, hashes, verdicts) == [
        digest.item_hash(first + nth, DEVICE, 2, 9 + nth, *each) for nth, each in enumerate(events)
    ]


@given(st.binary(max_size=2_000))
def test_what_is_compressed_inflates_to_itself(data: bytes) -> None:
    assert compression.inflate(compression.compress(data)) == data
