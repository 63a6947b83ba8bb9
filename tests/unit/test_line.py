"""Lines: one canonical form, and every other form refused with its reason."""

import msgspec
import pytest

from events import limits
from events.entry import entry_of, standing, verdict_code
from events.errors import MalformedLine
from events.line import (
    Line,
    decode_event,
    encode_line,
    form_of,
    plain_event,
    read_envelope,
)
from events.types import HouseholdVisited

HOUSEHOLD = "0190fac8-0000-7000-8000-000000000001"
ZAENAL = "0190fac8-0000-7000-8000-000000000002"
VISIT = b'{"kind":"routine","outcome":"met"}'
GOOD = (
    b'{"v":1,"type":"household_visited","tv":1,"stream":"' + HOUSEHOLD.encode() + b'",'
    b'"on":"2018-10-05","at":1538712000000,"seen":[1,42],"by":"' + ZAENAL.encode() + b'",'
    b'"basis":"observed","body":{"kind":"routine","outcome":"met"}}'
)


def a_line(**fields: object) -> Line:
    return msgspec.structs.replace(read_envelope(GOOD), **fields)


def code_of(data: bytes) -> str:
    assert plain_event(data) is None
    with pytest.raises(MalformedLine) as refused:
        form_of(data)
    return refused.value.code


def test_a_line_read_and_written_again_is_the_same_bytes() -> None:
    assert encode_line(read_envelope(GOOD)) == GOOD
    assert form_of(GOOD) == (read_envelope(GOOD), "known")


def test_an_event_is_the_typed_reading_of_its_line() -> None:
    event = decode_event(GOOD)

    assert event is not None
    assert event.body == HouseholdVisited(kind="routine", outcome="met")
    assert (event.type, event.on, event.seen, event.by) == (
        "household_visited", "2018-10-05", (1, 42), ZAENAL,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b'"v":1', b'"v":2', "bad_envelope"),
        (b'"v":1', b'"v": 1', "not_canonical"),
        (b'"v":1', b'"v":1,"v":1', "not_canonical"),
        (b'"tv":1', b'"tv":1.0', "bad_envelope"),
        (b'"tv":1', b'"tv":"1"', "bad_envelope"),
        (b'"tv":1', b'"tv":0', "bad_envelope"),
        (b'"at":1538712000000', b'"at":NaN', "not_json"),
        (b'"at":1538712000000', b'"at":1e400', "bad_envelope"),
        (b'"at":1538712000000', b'"at":-1', "bad_envelope"),
        (b'"at":1538712000000', b'"at":' + b"9" * 400, "bad_envelope"),
        (b'"seen":[1,42]', b'"seen":[1]', "bad_envelope"),
        (b'"seen":[1,42]', b'"seen":[-1,42]', "bad_envelope"),
        (b'"on":"2018-10-05"', b'"on":"2018-13"', "bad_envelope"),
        (b'"on":"2018-10-05"', b'"on":"kemarin"', "bad_envelope"),
        (b'"household_visited"', b'"Household Visited"', "bad_envelope"),
        (b'"observed"', b'"rumour"', "bad_envelope"),
        (b'"basis":"observed"', b'"basis":"observed","more":1', "bad_envelope"),
        (b'"basis":"observed",', b"", "bad_envelope"),
        (HOUSEHOLD.encode(), b"36.03.06.2001", "bad_envelope"),
        (b'"met"}', b'"met","kind":"routine"}', "not_canonical"),
        (
            b'{"kind":"routine","outcome":"met"}',
            b'{"outcome":"met","kind":"routine"}',
            "not_canonical",
        ),
        (b'"kind":"routine"', b'"kind":"routin\\u0065"', "not_canonical"),
        (b'"kind":"routine"', b'"kind":"party"', "bad_body"),
        (b'"kind":"routine",', b"", "bad_body"),
        (b'"outcome":"met"}', b'"outcome":"met","extra":1}', "bad_body"),
        (VISIT, b"[]", "bad_envelope"),
        (VISIT, b"null", "bad_envelope"),
        (VISIT, b"[" * 5_000 + b"]" * 5_000, "not_json"),
        (b"routine", b"\xff\xfe", "not_json"),
        (b"routine", b"\\ud800", "not_json"),
        (b"}}", b"}}x", "not_json"),
        (b"}}", b"}", "not_json"),
    ],
)
def test_a_line_in_any_other_form_is_malformed(before: bytes, after: bytes, code: str) -> None:
    assert before in GOOD
    assert code_of(GOOD.replace(before, after)) == code


def test_a_byte_order_mark_or_an_empty_line_is_no_json() -> None:
    assert code_of(b"\xef\xbb\xbf" + GOOD) == "not_json"
    assert code_of(b"") == "not_json"


def test_a_line_over_its_bound_is_too_large_to_write_and_to_read() -> None:
    long = GOOD[:-2] + b'","next_visit":"' + b"x" * limits.LINE_BYTES_MAX + b'"}}'

    assert code_of(long) == "too_large"
    with pytest.raises(MalformedLine, match="split it"):
        encode_line(a_line(body=msgspec.Raw(b'{"x":"' + b"x" * limits.LINE_BYTES_MAX + b'"}')))


def test_a_type_or_version_newer_than_this_code_is_kept_as_unknown() -> None:
    newer_type = GOOD.replace(b"household_visited", b"household_prayed_for")
    newer_version = GOOD.replace(b'"tv":1', b'"tv":2').replace(b'"met"}', b'"met","with":[1,2]}')

    for data in (newer_type, newer_version):
        assert form_of(data)[1] == "unknown_type"
        assert decode_event(data) is None


def test_an_unknown_types_text_is_text_all_the_same() -> None:
    data = GOOD.replace(b"household_visited", b"household_prayed_for")

    assert code_of(data.replace(b"routine", b"\xff")) == "not_json"
    assert code_of(data.replace(b"routine", b"\\ud800")) == "not_json"


def test_an_unknown_types_body_with_a_key_twice_is_malformed() -> None:
    data = GOOD.replace(b"household_visited", b"household_prayed_for")

    assert code_of(data.replace(b'"met"}', b'"met","kind":"x"}')) == "not_canonical"


def test_writing_a_line_nobody_could_read_back_is_refused() -> None:
    with pytest.raises(MalformedLine):
        encode_line(a_line(on="2018-02-30"))
    with pytest.raises(MalformedLine):
        encode_line(a_line(key="ab" * 16))


def test_an_entry_is_named_by_its_line_wherever_it_stands() -> None:
    one = entry_of(GOOD, "a" * 32, 0, 1)  # type: ignore[arg-type]
    other = entry_of(GOOD, "b" * 32, 3, 9, 17, 1_538_712_000_001)  # type: ignore[arg-type]

    assert one is not None and other is not None
    assert one.id == other.id
    assert (one.position, other.position) == (None, 17)


def test_a_verdict_says_how_far_an_event_counts_and_why() -> None:
    assert [standing(verdict) for verdict in ("accepted", "accepted(unknown_type)")] == [
        "accepted",
        "accepted",
    ]
    assert (standing("review(revoked)"), verdict_code("review(revoked)")) == ("review", "revoked")
    assert standing("quarantined(bad_body)") == "quarantined"
    assert verdict_code("accepted") is None
