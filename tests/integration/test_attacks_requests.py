"""What an enrolled device or a reader may put into every field it fills in: values that fit the
form and are no row, no id, no day. None of them is an error of the office's own.

Malformed bytes are in `test_bad_requests.py` and `test_bad_lines.py`, what a device gains by asking
in `test_attacks.py`.
"""

import asyncio
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
import msgspec

from events import crypto, limits
from events.enrolment import CloneRequest, sign_clone
from events.entry import KeyGrant
from events.ids import DeviceId, EventId, HouseholdId, KeyId, StreamId, device_id, event_id
from events.repair import ANY_DEVICE, Part
from events.wire import Filling, Returned
from server.devices.enrolled import all_devices
from tests.builders import a_household
from tests.integration.test_attacks import KRESEK, ask, refusal
from tests.office_app import LOG, OfficeApp, Phone, a_family, a_phone, an_office_app

NANA: Final = HouseholdId(a_household("nana"))
SOMEBODY: Final = DeviceId("ab" * 16)
END: Final = 2**53
BIGGEST: Final = 2**64 - 1
"""Of MessagePack, and beyond what a database holds."""
LONG: Final = b"x" * 300_000

ODD_FIELDS: Final[tuple[dict[str, Any], ...]] = (
    {"scope_version": BIGGEST},
    {"scope_version": -(2**63)},
    {"cursor": (1, BIGGEST)},
    {"cursor": (BIGGEST, BIGGEST)},
    {"cursor": (-(2**63), -(2**63))},
    {"clock": BIGGEST},
    {"client": "\0" * 1000},
    {"challenge": b""},
    {"challenge": bytes(2**20)},
    {"filling": (Filling(NANA, BIGGEST, BIGGEST),)},
    {"filling": (Filling(NANA, 0, BIGGEST),)},
    {"filling": (Filling(NANA, 0, 9),) * 100},
    {"cursor": (1, BIGGEST), "looks": (Part(NANA, ANY_DEVICE, 0, 0, 0, BIGGEST, bytes(16)),)},
    {"looks": (Part(NANA, SOMEBODY, END - 1, 0, END - 1, END, bytes(16)),)},
    {
        "cursor": (0, BIGGEST),
        "returned": (Returned(0, END - 1, SOMEBODY, END - 1, 1, EventId("cd" * 16), None, b"x"),),
    },
    {"returned": (Returned(0, 0, SOMEBODY, 0, 1, event_id(LONG), LONG, None),)},
)

ODD_KEYS: Final = (
    KeyGrant(KeyId("\0" * 32), StreamId(NANA), b"x"),
    KeyGrant(KeyId("ab" * 16), StreamId("\0" * 36), b"x"),
    KeyGrant(KeyId("ab" * 16), StreamId(NANA), b""),
    KeyGrant(KeyId("ab" * 16), StreamId(NANA), b"x" * 2**18),
    KeyGrant(KeyId("k" * 10_000), StreamId(NANA), b"x"),
)


async def test_whatever_a_field_of_a_request_holds_it_is_answered_or_refused(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        assert str(await a_family(phone)) == NANA
        answers = [await ask(phone, **odd) for odd in ODD_FIELDS]
        refused = [refusal(answer) for answer in answers if answer.status_code != 200]
        assert set(refused) == {(400, "bad_form")}
        assert (await phone.write(phone.line(number=7, stream=StreamId(NANA)))).results


async def test_a_data_key_that_is_none_is_not_held(tmp_path: Path, database_url: str) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        phone.keys = ODD_KEYS
        assert (await phone.write(phone.line())).keys_held == ()


# --- copies ---------------------------------------------------------------------------------------


async def test_a_copys_request_that_is_none_is_refused(tmp_path: Path, database_url: str) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        request = await a_clone(phone, b"copy")
        for device in ("\0" * 32, "", "zz" * 16, "AB" * 16, "ab" * 5_000):
            odd = msgspec.structs.replace(request, device=DeviceId(device))
            assert refusal(await clone(office, odd)) == (401, "unknown_device")
        for field in ("public_key", "install", "challenge", "signature", "log"):
            for size in (0, 1, 33, 10_000):
                value: Any = "x" * size if field == "log" else b"x" * size
                answer = await clone(office, msgspec.structs.replace(request, **{field: value}))
                assert 400 <= answer.status_code < 500, answer.text
        key = bytes(32)
        challenge = await office.challenge(device_id(key))
        unsafe = msgspec.structs.replace(request, public_key=key, challenge=challenge)
        assert refusal(await clone(office, unsafe)) == (422, "bad_key")
        short = await a_clone(phone, b"copy", install=b"abc")
        assert refusal(await clone(office, short)) == (400, "bad_form")
        assert (await clone(office, request)).status_code == 200


async def test_a_device_has_only_so_many_copies_copies_of_copies_among_them(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        seed, at_once = phone.seed, limits.CLONES_PER_DEVICE_MAX // 2
        requests = [await a_clone(phone, b"copy %d" % number) for number in range(at_once)]
        answers = await asyncio.gather(*(clone(office, request) for request in requests))
        assert {answer.status_code for answer in answers} == {200}
        for number in range(at_once, limits.CLONES_PER_DEVICE_MAX):
            name = b"of the copy before %d" % number
            assert (await clone(office, await a_clone(phone, name, seed))).status_code == 200
            seed = crypto.digest(name)
        for last in (phone.seed, seed):
            answer = await clone(office, await a_clone(phone, b"one more", last))
            assert refusal(answer) == (409, "too_many_copies")


async def test_a_copy_that_asks_several_times_at_once_is_one_device(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        request = await a_clone(await a_phone(office), b"copy")
        answers = await asyncio.gather(*(clone(office, request) for _ in range(5)))
        assert {answer.status_code for answer in answers} <= {200, 409}
        assert (await clone(office, request)).status_code == 200
        async with office.office.database.read() as transaction:
            devices = await all_devices(transaction, LOG)
        assert len([device for device in devices if device.waits]) == 1


async def a_clone(
    phone: Phone, name: bytes, seed: bytes | None = None, install: bytes | None = None
) -> CloneRequest:
    """What a copy of this phone, or of the device of this seed, sends."""
    own = crypto.digest(name)
    install = install or crypto.digest(own)[:16]
    challenge = await phone.office.challenge(device_id(crypto.signing_public(own)))
    return sign_clone(LOG, seed or phone.seed, own, install, challenge)


async def clone(office: OfficeApp, request: CloneRequest) -> httpx.Response:
    return await office.http.post(
        "/v1/clone",
        content=msgspec.json.encode(request),
        headers={"Content-Type": "application/json"},
    )


# --- what a reader asks ---------------------------------------------------------------------------

ODD_TEXTS: Final = (
    "\0", "", "-1", "0", "1e9", "9" * 400, "9" * 15, "\ud7ff", "'; DROP TABLE event; --", "%",
    "36.03", "[[[[", '[9007199254740993,"",""]', '[0,"\\u0000",""]', "0001-01-01", "9999-12-31",
    "9999-12-31T23:59:59.999Z", "x" * 60_000, "../../etc/passwd", "true", "01900000-0000-7000-8",
)  # fmt: skip


async def test_whatever_a_parameter_holds_no_route_makes_a_mistake(
    tmp_path: Path, database_url: str
) -> None:
    """Every parameter of every route that the office's own description names."""
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office, "Zaenal", region=KRESEK)
        nana = await a_family(phone)
        reader = await office.token("koordinator_kabupaten", "36.03", phone.reply.actor)
        asked = [
            (path, parameter["name"], parameter["in"] == "path", text)
            for path, methods in (await described(office)).items()
            for parameter in methods.get("get", {}).get("parameters", ())
            for text in ODD_TEXTS
        ]
        assert len(asked) > 500
        mistakes = []
        for path, name, in_path, text in asked:
            url = path.replace("{" + name + "}", quote(text, safe="")) if in_path else path
            url = url.replace("{household}", nana).replace("{enterprise}", nana)
            params = {} if in_path else {name: text}
            answer = await office.http.get(url, params=params, headers=reader)
            if answer.status_code >= 500:
                mistakes.append((path, name, text[:20]))
        assert mistakes == []


async def described(office: OfficeApp) -> dict[str, Any]:
    """The paths of the API."""
    paths: dict[str, Any] = (await office.http.get("/schema/openapi.json")).json()["paths"]
    return paths
