"""Enrolment over HTTP: a code serves one device once; a key that signs for anybody stays out."""

from pathlib import Path

import msgspec
import pytest

from events import crypto, enrolment, limits, reply_signature, wire
from events.enrolment import EnrolReply, read_code, sign_enrolment
from events.ids import device_id
from server.devices.enrolled import all_devices
from server.office import Office
from tests.builders import an_actor
from tests.office_app import LOG, OfficeApp, a_phone, an_enrolment, an_office_app

SEED = crypto.digest(b"a phone")
SECRET = bytes(range(16))

# The eight points of small order in their canonical forms, a y that is not reduced, a point of the
# right curve outside the main subgroup, and zeros.
UNSAFE_KEYS = [
    bytes(32),
    (1).to_bytes(32, "little"),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    bytes.fromhex("0000000000000000000000000000000000000000000000000000000000000080"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
    bytes.fromhex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    b"\xff" * 32,
]


async def a_code(office: OfficeApp, secret: bytes = SECRET) -> str:
    actor = await office.actor("Zaenal", "pendamping", "36.03.06")
    return await office.code(actor.id, "pendamping", "36.03.06", secret)


async def test_a_code_makes_a_device_and_the_office_proves_who_it_is(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        code = await a_code(office)
        request = await an_enrolment(office, SEED, code)
        answer = await office.enrol(request)
        reply = msgspec.json.decode(answer.content, type=EnrolReply)

        assert (reply.log, reply.deployment, reply.role) == (LOG, "banten", "pendamping")
        assert enrolment.fingerprint(reply.office_key) == read_code(code)[1]
        reply_signature.check_reply(
            reply.office_key, answer.content, request.challenge,
            answer.headers[wire.SIGNATURE_HEADER],
        )  # fmt: skip


async def test_a_code_serves_once_and_the_same_device_may_ask_again(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        code = await a_code(office)
        first = await office.enrol(await an_enrolment(office, SEED, code))
        again = await office.enrol(await an_enrolment(office, SEED, code))
        other = await office.enrol(await an_enrolment(office, crypto.digest(b"other"), code))

        assert (first.status_code, again.status_code) == (200, 200)
        assert (other.status_code, other.json()["code"]) == (409, "code_used")
        async with office.office.database.read() as transaction:
            assert len(await all_devices(transaction, LOG)) == 2  # the office's own, and this one


async def test_a_device_that_enrols_again_does_not_become_another_persons(
    tmp_path: Path, database_url: str
) -> None:
    """Its office lost it in a restore, and made a code for the wrong person."""
    async with an_office_app(tmp_path, database_url) as office:
        code = await a_code(office)
        asked = await an_enrolment(office, SEED, code)
        hers = msgspec.structs.replace(asked, actor=an_actor("Irna"))
        refused = await office.enrol(hers)
        assert (refused.status_code, refused.json()["code"]) == (409, "other_enrolment")
        async with office.office.database.read() as transaction:
            assert len(await all_devices(transaction, LOG)) == 1, "the office's own alone"
        answer = await office.enrol(asked)
        assert answer.status_code == 200, "the code is as good as before"


async def test_a_code_that_was_never_made_or_is_too_old_is_unknown(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        made_up = enrolment.make_code(bytes(16), office.office.keys.signing_public)
        answer = await office.enrol(await an_enrolment(office, SEED, made_up))
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_code")

        monkeypatch.setattr(limits, "INVITE_VALID_MS", -1)
        expired = await a_code(office)
        answer = await office.enrol(await an_enrolment(office, SEED, expired))
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_code")


@pytest.mark.parametrize("public_key", UNSAFE_KEYS, ids=lambda key: key.hex()[:8])
async def test_a_key_that_signs_for_anybody_is_422(
    tmp_path: Path, database_url: str, public_key: bytes
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        good = await an_enrolment(office, SEED, await a_code(office))
        challenge = await office.challenge(device_id(public_key))
        bad = msgspec.structs.replace(good, public_key=public_key, challenge=challenge)
        answer = await office.enrol(bad)

        assert (answer.status_code, answer.json()["code"]) == (422, "bad_key")


async def test_a_box_key_of_small_order_is_422(tmp_path: Path, database_url: str) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        good = await an_enrolment(office, SEED, await a_code(office))
        answer = await office.enrol(msgspec.structs.replace(good, box_key=bytes(32)))
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_key")


@pytest.mark.parametrize("size", [0, 15, 17])
async def test_an_installation_of_another_length_is_400(
    tmp_path: Path, database_url: str, size: int
) -> None:
    """The device itself signed it; every request of it would be refused for its form afterwards."""
    async with an_office_app(tmp_path, database_url) as office:
        good = await an_enrolment(office, SEED, await a_code(office))
        bad = sign_enrolment(SEED, good.box_key, SECRET, bytes(size), good.challenge)
        answer = await office.enrol(bad)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_form")


async def test_a_request_that_another_key_signed_is_401(tmp_path: Path, database_url: str) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        code = await a_code(office)
        good = await an_enrolment(office, SEED, code)
        other = await an_enrolment(office, crypto.digest(b"other"), code)
        answer = await office.enrol(msgspec.structs.replace(good, signature=other.signature))
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")


async def test_a_challenge_for_another_device_enrols_none(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        good = await an_enrolment(office, SEED, await a_code(office))
        challenge = await office.challenge(device_id(bytes(32)))
        answer = await office.enrol(msgspec.structs.replace(good, challenge=challenge))
        assert (answer.status_code, answer.json()["code"]) == (409, "bad_challenge")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"secret":1}', b"\xff", b"[" * 60_000])
async def test_a_body_that_is_no_request_is_400(
    tmp_path: Path, database_url: str, body: bytes
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        headers = {"Content-Type": "application/json"}
        answer = await office.http.post("/v1/enrol", content=body, headers=headers)
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["next_step"]


@pytest.mark.parametrize("device", ["", "zz", "Z" * 32, "0" * 33])
async def test_a_challenge_is_for_the_id_of_a_device(
    tmp_path: Path, database_url: str, device: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        answer = await office.http.get("/v1/challenge", params={"device": device})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_query")


async def test_enrolling_is_an_event_of_the_office_stream_that_phones_never_see(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        page = (await phone.sync()).page
        assert page is not None
        assert not [item for item in page.items if b"device_enrolled" in item.line]
        assert await _count(office.office, "device_enrolled") == 2


async def _count(office: Office, type_name: str) -> int:
    async with office.database.read() as transaction:
        rows = await transaction.fetch("log.events_from", LOG, 0, 1000)
    return sum(row["type"] == type_name for row in rows)
