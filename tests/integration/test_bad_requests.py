"""A bad request gets a 4xx with a code and a next step; never a 500, never much memory.

Every body here is signed by an enrolled device, the worst case: strangers get no further than 401.
"""

import asyncio
import resource
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
import zstandard

from events import crypto, limits, wire
from events.batch import sign_head, to_header
from events.ids import DeviceId
from server.routes import sync as sync_route
from tests.builders import a_household
from tests.integration.bad_input import a_bomb, assert_problem, zstd
from tests.integration.bad_input import sqlite_url as sqlite_url
from tests.office_app import Phone, a_phone, an_office_app

_pack: Final = msgspec.msgpack.encode
ID: Final = "0" * 32


def a_message(phone: Phone, **changes: Any) -> dict[str, Any]:
    """A sync request as MessagePack sees it, some fields changed; `batch__x` is in the batch."""
    request = phone.request(phone.batch())
    message: dict[str, Any] = msgspec.msgpack.decode(_pack(request))
    for name, value in changes.items():
        holder, _, inner = name.rpartition("__")
        (message[holder] if holder else message)[inner] = value
    return message


def nested(depth: int) -> bytes:
    """An array in an array …, as deep as this."""
    return b"\x91" * depth + b"\xc0"


BAD_BODIES: dict[str, tuple[Callable[[Phone], bytes], int, str]] = {
    "nothing": (lambda p: b"", 400, "not_zstd"),
    "not zstd": (lambda p: b"plain text", 400, "not_zstd"),
    "gzip": (lambda p: b"\x1f\x8b" + bytes(30), 400, "not_zstd"),
    "cut short": (lambda p: zstd(_pack(a_message(p)))[:-3], 400, "not_zstd"),
    "bytes after the frame": (lambda p: zstd(_pack(a_message(p))) + b"\0", 400, "not_zstd"),
    "a second frame": (lambda p: 2 * zstd(_pack(a_message(p))), 400, "not_zstd"),
    "zstd in zstd": (lambda p: zstd(zstd(_pack(a_message(p)))), 400, "bad_form"),
    "not MessagePack": (lambda p: zstd(b"\xc1"), 400, "not_msgpack"),
    "JSON": (lambda p: zstd(b'{"wire":1}'), 400, "bad_form"),
    "bytes after the message": (lambda p: zstd(_pack(a_message(p)) + b"\0"), 400, "not_msgpack"),
    "a message cut short": (lambda p: zstd(_pack(a_message(p))[:-9]), 400, "not_msgpack"),
    "an array claiming 4 G": (lambda p: zstd(b"\xdd\xff\xff\xff\xff"), 400, "bad_form"),
    "a map claiming 4 G": (lambda p: zstd(b"\xdf\xff\xff\xff\xff"), 400, "not_msgpack"),
    "bytes claiming 4 G": (lambda p: zstd(b"\xc6\xff\xff\xff\xff"), 400, "not_msgpack"),
    "depth 100": (lambda p: zstd(nested(100)), 400, "bad_form"),
    "depth 1,000": (lambda p: zstd(nested(1_000)), 400, "bad_form"),
    "depth 100,000": (lambda p: zstd(nested(100_000)), 400, "bad_form"),
    "a number as text": (lambda p: zstd(_pack(a_message(p, clock="7"))), 400, "bad_form"),
    "a float for a number": (lambda p: zstd(_pack(a_message(p, clock=7.5))), 400, "bad_form"),
    "NaN": (lambda p: zstd(_pack(a_message(p, clock=float("nan")))), 400, "bad_form"),
    "an unknown field": (lambda p: zstd(_pack(a_message(p, more=1))), 400, "bad_form"),
    "a default written out": (lambda p: zstd(_pack(a_message(p, pull=True))), 400, "not_canonical"),
    "invalid UTF-8": (
        lambda p: zstd(_pack(a_message(p, client="jejak?")).replace(b"jejak?", b"jejak\xff")),
        400,
        "not_msgpack",
    ),
    "a lone surrogate": (
        lambda p: zstd(_pack(a_message(p, client="abc")).replace(b"\xa3abc", b"\xa3\xed\xa0\x80")),
        400,
        "not_msgpack",
    ),
    "a newer wire version": (lambda p: zstd(_pack(a_message(p, wire=3))), 400, "wire_version"),
    "a bomb": (lambda p: a_bomb(), 413, "too_large"),
    "4 MiB and a byte": (lambda p: zstd(bytes(limits.BODY_BYTES_MAX + 1)), 413, "too_large"),
    "2 MiB and a byte": (lambda p: bytes(limits.BODY_COMPRESSED_BYTES_MAX + 1), 413, "too_large"),
    "an install of 3 bytes": (
        lambda p: zstd(_pack(a_message(p, batch__install=b"abc"))), 409, "cloned",
    ),
    "an offer of a line of another id": (
        lambda p: zstd(_pack(a_message(p, returned=[[1, 0, ID, 0, 1, ID, b"{}", None]]))),
        400, "bad_form",
    ),
    "an offer of no place": (
        lambda p: zstd(_pack(a_message(p, returned=[[1, 0, ID, -1, 1, ID, None, None]]))),
        400, "bad_form",
    ),
    "too many offers": (
        lambda p: zstd(_pack(a_message(p, returned=501 * [[1, 0, ID, 0, 1, ID, None, None]]))),
        413, "too_many",
    ),
    "too many households to fill": (
        lambda p: zstd(_pack(a_message(p, filling=101 * [[a_household(), 0, 1]]))),
        413, "too_many",
    ),
    "a range to fill that ends before it begins": (
        lambda p: zstd(_pack(a_message(p, filling=[[a_household(), 2, 1]]))),
        400, "bad_form",
    ),
    "a checkpoint of no size": (
        lambda p: zstd(_pack(a_message(p, wire=2, checkpoint=[1, 2**53, 0]))), 400, "bad_form",
    ),
    "too many keys held": (
        lambda p: zstd(_pack(a_message(p, keys_held=["0" * 32] * 1001))), 413, "too_many",
    ),
    "too many keys wanted": (
        lambda p: zstd(_pack(a_message(p, keys_wanted=["0" * 32] * 1001))), 413, "too_many",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "status", "code"), BAD_BODIES.values(), ids=BAD_BODIES.keys())
async def test_a_bad_body_is_refused_with_a_code_and_a_next_step(
    tmp_path: Path,
    sqlite_url: str,
    body: Callable[[Phone], bytes],
    status: int,
    code: str,
) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        phone = await a_phone(office)
        sent = body(phone)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answer = await phone.send(sent, phone.batch())
        grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

        assert_problem(answer, status, code)
        assert grown_kib < 64 * 1024
        assert (await phone.sync()).committed == (0, 0)


# --- the header ----------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["", "AAAA", "%%%", "é".encode().decode("latin-1"), "A" * 8000])
async def test_a_header_that_holds_no_signed_head_is_refused(
    tmp_path: Path, sqlite_url: str, header: str
) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        answer = await office.http.post(
            "/v1/sync",
            content=b"",
            headers=[
                (b"Content-Type", wire.MEDIA_TYPE.encode()),
                (wire.SIGNED_HEAD_HEADER.encode(), header.encode("latin-1")),
            ],
        )
        assert_problem(answer, 400, "bad_signed_head")


async def test_a_sync_without_its_header_is_refused(tmp_path: Path, sqlite_url: str) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        answer = await office.http.post("/v1/sync", headers={"Content-Type": wire.MEDIA_TYPE})
        assert_problem(answer, 400, "bad_signed_head")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "application/json"},
        {"Content-Type": wire.MEDIA_TYPE, "Content-Encoding": "gzip"},
    ],
)
async def test_a_body_that_says_it_is_something_else_is_415(
    tmp_path: Path, sqlite_url: str, headers: dict[str, str]
) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        answer = await office.http.post("/v1/sync", content=b"x", headers=headers)
        assert_problem(answer, 415, "bad_media_type")


async def test_a_signature_by_another_key_or_over_another_body_is_401(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        phone = await a_phone(office)
        body, batch = wire.encode(phone.request(phone.batch())), phone.batch()
        answer = await phone.send(body, batch, seed=crypto.digest(b"another"))
        assert_problem(answer, 401, "bad_signature")

        header = to_header(sign_head(phone.seed, batch, body))
        answer = await office.http.post(
            "/v1/sync",
            content=body + b"\0",
            headers={"Content-Type": wire.MEDIA_TYPE, wire.SIGNED_HEAD_HEADER: header},
        )
        assert_problem(answer, 401, "bad_signature")


async def test_a_device_nobody_enrolled_is_401(tmp_path: Path, sqlite_url: str) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        phone = await a_phone(office)
        batch = msgspec.structs.replace(phone.batch(), device=DeviceId("0" * 32))
        answer = await phone.send(wire.encode(phone.request(batch)), batch)
        assert_problem(answer, 401, "unknown_device")


async def test_a_device_cannot_push_in_the_name_of_another(tmp_path: Path, sqlite_url: str) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        one, two = await a_phone(office, "Zaenal"), await a_phone(office, "Rina")
        two.lines.append(two.line())
        two.parts.append(None)
        # Rina's batch under Zaenal's signature, once under his name and once under hers.
        body = wire.encode(two.request(two.batch()))
        assert_problem(await one.send(body, one.batch()), 401, "bad_signature")
        assert_problem(await two.send(body, two.batch(), seed=one.seed), 401, "bad_signature")


async def test_a_batch_whose_chain_does_not_hold_is_refused(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        phone = await a_phone(office)
        phone.lines, phone.parts = [phone.line(), phone.line(number=1)], [None, None]
        good = phone.batch()
        bad = msgspec.structs.replace(good, lines=(good.lines[1], good.lines[0]))
        answer = await phone.send(wire.encode(phone.request(bad)), bad)
        assert_problem(answer, 400, "chain_broken")
        assert (await phone.sync(good)).committed == (0, 2)


async def test_more_events_than_a_batch_holds_are_refused(tmp_path: Path, sqlite_url: str) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        phone = await a_phone(office)
        phone.lines = [b"{}"] * (limits.BATCH_EVENTS_MAX + 1)
        phone.parts = [None] * len(phone.lines)
        batch = phone.batch()
        answer = await phone.send(wire.encode(phone.request(batch)), batch)
        assert_problem(answer, 413, "too_many")


async def test_a_body_that_does_not_come_in_time_is_408(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_route, "BODY_WAIT_S", 0.05)

    async def slowly() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.sleep(1)
        yield b"b"

    async with an_office_app(tmp_path, sqlite_url) as office:
        headers = {"Content-Type": wire.MEDIA_TYPE, wire.SIGNED_HEAD_HEADER: "AAAA"}
        answer = await office.http.post("/v1/sync", content=slowly(), headers=headers)
        assert_problem(answer, 408, "too_slow")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "office:1"},
        {"Host": ""},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
        {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1", "Forwarded": "for=127.0.0.1"},
    ],
)
async def test_nothing_is_opened_or_repeated_for_who_says_to_come_from_elsewhere(
    tmp_path: Path, sqlite_url: str, headers: dict[str, str]
) -> None:
    """Access rests on signatures and tokens; no answer names a host, so none can be led astray."""
    async with an_office_app(tmp_path, sqlite_url) as office:
        for path in ("/v1/households", "/v1/nothing", "/v1/devices", "/schema/openapi.json"):
            said = await office.http.get(path, headers=headers)
            plain = await office.http.get(path)
            assert (said.status_code, said.content) == (plain.status_code, plain.content)
            text = said.text + repr(said.headers)
            assert "evil" not in text and "127.0.0.1" not in text and "location" not in said.headers
        phone = await a_phone(office)
        body, batch = wire.encode(phone.request(phone.batch())), phone.batch()
        signed = to_header(sign_head(crypto.digest(b"another"), batch, body))
        answer = await office.http.post(
            "/v1/sync",
            content=body,
            headers={**headers, "Content-Type": wire.MEDIA_TYPE, wire.SIGNED_HEAD_HEADER: signed},
        )
        assert_problem(answer, 401, "bad_signature")


async def test_strangers_cannot_make_the_office_inflate_anything(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        phone = await a_phone(office)
        asked: list[int] = []
        monkeypatch.setattr(wire, "decode_request", lambda body: asked.append(len(body)))
        answer = await phone.send(a_bomb(), phone.batch(), seed=bytes(32))

        assert_problem(answer, 401, "bad_signature")
        assert asked == []


async def test_a_page_nobody_made_is_404_and_a_wrong_method_405(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with an_office_app(tmp_path, sqlite_url) as office:
        assert_problem(await office.http.get("/v1/nothing"), 404, "no_such_page")
        assert_problem(await office.http.get("/v1/sync"), 405, "method_not_allowed")


def test_the_bomb_is_one() -> None:
    """It states 1 GiB, which one-shot decompression would allocate."""
    assert len(a_bomb()) < 64 * 1024
    assert zstandard.get_frame_parameters(a_bomb()).content_size == 1 << 30
