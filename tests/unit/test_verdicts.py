"""What the office says of one line, by its form, its author and its personal part alone."""

import pytest

from events import crypto, limits
from events.batch import LineHash
from events.ids import OFFICE, PROGRAMME, StreamId
from events.personal import personal_hash
from server.intake.verdicts import Author, Judged, judge
from tests.builders import a_body, a_line, an_actor, an_event

ZAENAL = Author(an_actor("zaenal"), "pendamping", is_office=False)
KOORDINATOR = Author(an_actor("zaenal"), "koordinator_kabupaten", is_office=False)
OFFICE_DEVICE = Author(an_actor("the office"), "admin", is_office=True)
PART = b"a personal part"
KEY = "ab" * 16


def said(line: bytes, part: bytes | None = None, author: Author = ZAENAL) -> Judged:
    return judge(line, crypto.digest(line), part, author)


def test_a_line_of_its_device_is_accepted_with_its_columns() -> None:
    event = an_event("household_visited", on="2018-12-03")
    line = a_line(event)
    assert said(line) == Judged(
        (crypto.digest(line).hex()[:32], event.stream, "household_visited", "2018-12-03", event.at,
         event.by),
        "accepted", crypto.digest(line), line, household=event.stream,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"", "not_json"),
        (b"\xff", "not_json"),
        (b"[" * 10_000, "bad_envelope"),
        (b"{}", "bad_envelope"),
        (b"x" * (limits.LINE_BYTES_MAX + 1), "too_large"),
        (a_line(an_event("household_visited")) + b" ", "not_canonical"),
        (a_line(an_event("household_visited")).replace(b'"met"', b'"seen"'), "bad_body"),
        (a_line(an_event("household_visited", stream=PROGRAMME)), "wrong_stream"),
        (a_line(an_event("actor_registered", stream=OFFICE)), "wrong_stream"),
    ],
)
def test_a_wrong_line_is_quarantined_with_its_reason(line: bytes, code: str) -> None:
    judged = said(line)
    assert (judged.verdict, judged.line, judged.household) == (f"quarantined({code})", line, None)
    assert judged.columns[0] == crypto.digest(line).hex()[:32]


def test_where_the_envelope_can_be_read_the_office_knows_whose_line_it_quarantines() -> None:
    line = a_line(an_event("household_visited")).replace(b'"met"', b'"seen"')
    assert said(line).columns[1:3] == (an_event("household_visited").stream, "household_visited")


def test_a_newer_type_is_accepted_as_unknown() -> None:
    line = a_line(an_event("household_visited")).replace(b"household_visited", b"household_sung")
    assert said(line).verdict == "accepted(unknown_type)"


def test_what_somebody_else_typed_waits_in_review() -> None:
    siti, zaenal = an_actor("siti"), an_actor("zaenal")
    typed = {
        (siti, None): "review(actor_mismatch)",
        (siti, zaenal): "accepted",
        (zaenal, siti): "review(actor_mismatch)",
        (zaenal, None): "accepted",
    }
    for (by, entered_by), verdict in typed.items():
        line = a_line(an_event("household_visited", by=by, entered_by=entered_by))
        assert said(line).verdict == verdict
        assert said(line, author=OFFICE_DEVICE).verdict == "accepted"


@pytest.mark.parametrize(
    ("stream", "author", "verdict"),
    [
        (PROGRAMME, ZAENAL, "review(not_allowed)"),
        (PROGRAMME, KOORDINATOR, "accepted"),
        (PROGRAMME, OFFICE_DEVICE, "accepted"),
        (OFFICE, ZAENAL, "review(not_allowed)"),
        (OFFICE, KOORDINATOR, "review(not_allowed)"),
        (OFFICE, OFFICE_DEVICE, "accepted"),
    ],
)
def test_only_officers_write_what_every_device_reads(
    stream: StreamId, author: Author, verdict: str
) -> None:
    name = "actor_registered" if stream == PROGRAMME else "device_revoked"
    assert said(a_line(an_event(name, stream=stream)), author=author).verdict == verdict


@pytest.mark.parametrize(
    ("part", "verdict", "kept"),
    [
        (PART, "accepted", PART),
        (None, "review(personal_missing)", None),
        (b"another", "review(personal_missing)", None),
    ],
)
def test_a_line_is_accepted_with_the_part_it_names(
    part: bytes | None, verdict: str, kept: bytes | None
) -> None:
    line = a_line(an_event("household_visited", key=KEY, personal=personal_hash(PART)))
    judged = said(line, part)
    assert (judged.verdict, judged.part, judged.key) == (verdict, kept, KEY)


def test_a_part_that_is_too_large_waits_in_review_and_is_kept() -> None:
    part = b"x" * (limits.PERSONAL_BYTES_MAX + 1)
    line = a_line(an_event("household_visited", key=KEY, personal=personal_hash(part)))
    judged = said(line, part)
    assert (judged.verdict, judged.part) == ("review(personal_too_large)", part)


def test_a_line_whose_key_is_no_id_is_quarantined_since_nobody_could_ask_for_it() -> None:
    line = a_line(an_event("household_visited", key=KEY, personal=personal_hash(PART)))
    judged = said(line.replace(KEY.encode(), b"zz"), PART)
    assert (judged.verdict, judged.part) == ("quarantined(bad_envelope)", None)


def test_a_part_nobody_names_is_not_kept() -> None:
    assert said(a_line(an_event("household_visited")), PART).part is None


def test_a_registration_says_the_region_when_it_is_one() -> None:
    def region(code: str, by: str = "zaenal") -> str | None:
        body = a_body("household_registered", region=code)
        return said(a_line(an_event("household_registered", body, by=an_actor(by)))).region

    assert region("36.03.06.2001") == "36.03.06.2001"
    assert region("36.03\0") is None
    assert region("36.03.06.2001", by="siti") is None


def test_a_line_that_did_not_travel_is_known_by_its_hash() -> None:
    left_out = LineHash(b"h" * 32, 300_000)
    judged = judge(left_out, left_out.sha256, None, ZAENAL)
    assert judged.columns == ((b"h" * 16).hex(), None, None, None, None, None)
    assert (judged.verdict, judged.line) == ("quarantined(too_large)", left_out)
