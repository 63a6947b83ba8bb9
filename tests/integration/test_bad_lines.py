"""A bad line of a valid batch gets a verdict in its place, and the rest goes on.

Before: `test_bad_requests.py`, where a whole batch is refused.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
import pytest

from events import crypto, limits
from events.batch import LineHash
from tests.builders import a_body, a_household
from tests.integration.bad_input import sqlite_url as sqlite_url
from tests.integration.bad_input import verdicts
from tests.office_app import a_phone, an_office_app


def with_body(line: bytes, old: bytes, new: bytes) -> bytes:
    assert old in line
    return line.replace(old, new)


def deep(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


MET: Final = b'"outcome":"met"'

BAD_LINES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda line: b"", "quarantined(not_json)"),
    "not JSON": (lambda line: b"\xff\xfe", "quarantined(not_json)"),
    "cut short": (lambda line: line[:-1], "quarantined(not_json)"),
    "a byte order mark": (lambda line: b"\xef\xbb\xbf" + line, "quarantined(not_json)"),
    "bytes after it": (lambda line: line + b"{}", "quarantined(not_json)"),
    "white space": (lambda line: line.replace(b":", b": ", 1), "quarantined(not_canonical)"),
    "an array": (lambda line: b"[]", "quarantined(bad_envelope)"),
    "a key twice": (
        lambda line: with_body(line, b'"v":1', b'"v":1,"v":1'), "quarantined(not_canonical)",
    ),
    "a key twice in the body": (
        lambda line: with_body(line, MET, MET + b"," + MET), "quarantined(not_canonical)",
    ),
    "a number as text": (
        lambda line: with_body(line, b'"tv":1', b'"tv":"1"'), "quarantined(bad_envelope)",
    ),
    "NaN": (lambda line: with_body(line, b'"tv":1', b'"tv":NaN'), "quarantined(not_json)"),
    "1e400": (lambda line: with_body(line, b'"tv":1', b'"tv":1e400'), "quarantined(bad_envelope)"),
    "400 digits": (
        lambda line: with_body(line, b'"tv":1', b'"tv":' + b"9" * 400), "quarantined(bad_envelope)",
    ),
    "invalid UTF-8": (
        lambda line: with_body(line, MET, b'"outcome":"m\xfft"'), "quarantined(not_json)",
    ),
    "a lone surrogate": (
        lambda line: with_body(line, MET, b'"outcome":"\\ud800"'), "quarantined(not_json)",
    ),
    "a word that is no choice": (
        lambda line: with_body(line, MET, b'"outcome":"away"'), "quarantined(bad_body)",
    ),
    "a field of no type": (
        lambda line: with_body(line, MET, MET + b',"mood":"good"'), "quarantined(bad_body)",
    ),
    "no such stream": (
        lambda line: with_body(line, a_household().encode(), b"x" * 36),
        "quarantined(bad_envelope)",
    ),
    "month 13": (
        lambda line: with_body(line, b'"on":"2018-11"', b'"on":"2018-13"'),
        "quarantined(bad_envelope)",
    ),
    "over 16 KiB": (
        lambda line: with_body(line, MET, MET + b" " * limits.LINE_BYTES_MAX),
        "quarantined(too_large)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "verdict"), BAD_LINES.values(), ids=BAD_LINES.keys())
async def test_a_malformed_event_is_quarantined_in_its_place_and_the_rest_goes_on(
    tmp_path: Path, sqlite_url: str, spoil: Callable[[bytes], bytes], verdict: str
) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        phone = await a_phone(office)
        before, after = phone.line("household_registered"), phone.line(number=2)
        reply = await phone.write(before, spoil(phone.line(number=1)), after)

        assert verdicts(reply) == ["accepted", verdict, "accepted"]


@pytest.mark.parametrize("depth", [100, 1_000, 7_000])
@pytest.mark.parametrize("type_name", [b"household_visited", b"household_mapped1"])
async def test_deep_nesting_in_a_line_is_a_verdict(
    tmp_path: Path, sqlite_url: str, depth: int, type_name: bytes
) -> None:
    """In a known type it is no field; in an unknown one it is kept, or set aside, but answered."""
    async with an_office_app(tmp_path, sqlite_url) as office:
        phone = await a_phone(office)
        line = with_body(phone.line(), MET, MET + b',"deep":' + deep(depth))
        reply = await phone.write(line.replace(b"household_visited", type_name), phone.line())

        first, second = verdicts(reply)
        assert first.startswith(("quarantined(", "accepted(unknown_type)"))
        assert second == "accepted"


async def test_a_line_too_large_to_travel_keeps_its_place_by_its_hash(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        phone = await a_phone(office)
        huge = b"x" * (limits.LINE_BYTES_KEPT_MAX + 1)
        phone.lines, phone.parts = [huge, phone.line()], [None, None]
        hashed = LineHash(crypto.digest(huge), len(huge))
        batch = msgspec.structs.replace(phone.batch(), lines=(hashed, phone.lines[1]))

        assert verdicts(await phone.sync(batch)) == ["quarantined(too_large)", "accepted"]


@pytest.mark.parametrize("region", ["Kresek", "36-03-06", "99.99.99.9999", "36.03.06.9999"])
async def test_a_malformed_or_unknown_region_never_stops_the_office(
    tmp_path: Path, sqlite_url: str, region: str
) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        phone = await a_phone(office)
        body = a_body("household_registered", region=region)
        reply = await phone.write(phone.line("household_registered", body=body), phone.line())

        assert verdicts(reply)[1] == "accepted"
        assert reply.page is not None


async def test_a_personal_part_that_is_not_the_one_named_waits_in_review(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        phone = await a_phone(office)
        secret = phone.secret("family", a_household())
        phone.keys = (secret.grant,)
        part = secret.part(note="Nana")
        reply = await phone.write(secret.line(part), secret.line(part), parts=[b"junk", None])

        assert set(verdicts(reply)) == {"review(personal_missing)"}


async def test_a_key_that_is_none_is_not_held_and_stops_nothing(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        phone = await a_phone(office)
        secret = phone.secret("family", a_household())
        junk = msgspec.structs.replace(secret.grant, sealed=b"junk")
        elsewhere = msgspec.structs.replace(secret.grant, stream="nowhere")
        phone.keys = (junk, elsewhere)
        reply = await phone.write(phone.line())

        assert (reply.keys_held, verdicts(reply)) == ((), ["accepted"])
