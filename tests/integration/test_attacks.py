"""What an enrolled device, or a reader with a token, may try against its office, and what becomes
of it: a clear refusal or a verdict, and nobody else is stopped.

Malformed bytes are in `test_bad_requests.py` and `test_bad_lines.py`; here everything is well
formed and signed.
"""

import asyncio
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
import pytest

from events import crypto, wire
from events.entry import Item
from events.ids import OFFICE, PROGRAMME, StreamId
from events.personal import open_personal
from events.types import REGISTRY
from server.intake.office_device import Act
from tests.builders import NIK, a_body, a_household
from tests.office_app import LOG, OfficeApp, Phone, a_family, a_phone, an_enrolment, an_office_app
from tests.reading import until_projected

KRESEK: Final = "36.03.06"
BIGGEST: Final = 2**53 - 1
NUL_ID: Final = "\0" * 36


# --- one household stops no other -----------------------------------------------------------------


def poisoned(phone: Phone, stream: StreamId) -> dict[str, bytes]:
    """Lines of a right form whose read model no database can hold."""
    (sale,) = msgspec.to_builtins(a_body("sales_reported"))["sales"]
    huge = {**sale, "quantity": BIGGEST, "unit_price": BIGGEST}
    return {
        "money beyond 64 bits": phone.line(
            "sales_reported", number=8, stream=stream, body=a_body("sales_reported", sales=[huge])
        ),
        "an id of NULs": phone.line(
            "enterprise_started",
            number=9,
            stream=stream,
            on="2018-05",
            body=a_body("enterprise_started", enterprise=NUL_ID),
        ),
    }


@pytest.mark.parametrize("poison", ["money beyond 64 bits", "an id of NULs"])
async def test_a_household_no_row_can_hold_is_parked_and_the_others_go_on(
    tmp_path: Path, database_url: str, poison: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        bad, good = await a_family(phone, "bad"), await a_family(phone, "good")
        sent = await phone.write(poisoned(phone, bad)[poison], phone.line(number=99, stream=good))
        await until_projected(office, sent.size)

        reader = await office.token("pendamping", KRESEK)
        answer = await office.http.get("/v1/households", headers=reader)
        assert {item["id"]: item["parked"] for item in answer.json()["items"]} == {
            bad: True,
            good: False,
        }


# --- what is asked in a request -------------------------------------------------------------------


@pytest.mark.parametrize("field", ["keys_wanted", "keys_held"])
async def test_what_is_no_id_of_a_key_is_refused_before_the_database_sees_it(
    tmp_path: Path, database_url: str, field: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        answer = await ask(phone, **{field: ("\0" * 32,)})
        assert refusal(answer) == (400, "bad_form")


async def test_a_cursor_before_the_log_begins_with_the_log(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        reply = await phone.sync(cursor=(1, -(2**63)))
        assert reply.page is not None
        assert (reply.page.start, reply.page.more) == (0, False)


async def ask(phone: Phone, **changes: Any) -> httpx.Response:
    """A request of an empty batch, some of its fields changed."""
    request = phone.request(phone.batch(), **changes)
    return await phone.send(wire.encode(request), request.batch)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize(
    "query",
    [
        "households?after=%00",
        "enterprises?after=%00/%00",
        "households?as_of=0001-01-01",
        "households?as_of=2018-W50-5",
        "households?known_at=0001-01-02T00:00:00Z",
    ],
)
async def test_a_parameter_out_of_range_is_refused_by_name(
    tmp_path: Path, database_url: str, query: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        await a_family(await a_phone(office))
        reader = await office.token("pendamping", KRESEK)
        assert refusal(await office.http.get(f"/v1/{query}", headers=reader)) == (400, "bad_query")


# --- enrolment ------------------------------------------------------------------------------------


async def test_of_devices_that_use_one_code_at_once_one_is_enrolled(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        code = await a_code(office, "once")
        requests = [
            await an_enrolment(office, crypto.digest(b"%d" % number), code) for number in range(5)
        ]
        answers = await asyncio.gather(*map(office.enrol, requests))
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]


async def test_a_device_that_uses_several_codes_at_once_is_enrolled_once(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        seed = crypto.digest(b"the device")
        codes = [await a_code(office, f"code {number}") for number in range(4)]
        requests = [await an_enrolment(office, seed, code) for code in codes]
        answers = await asyncio.gather(*map(office.enrol, requests))

        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
        refused = {answer.json()["code"] for answer in answers if answer.status_code == 409}
        assert refused == {"already_enrolled"}


async def a_code(office: OfficeApp, name: str) -> str:
    actor = await office.actor(name, "pendamping", KRESEK)
    return await office.code(actor.id, "pendamping", KRESEK, crypto.digest(name.encode())[:16])


# --- data keys ------------------------------------------------------------------------------------


async def test_a_device_hands_in_no_key_of_a_stream_it_does_not_write(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        secrets = [phone.secret(f"of {stream}", stream) for stream in (OFFICE, PROGRAMME)]
        phone.keys = tuple(secret.grant for secret in secrets)
        assert (await phone.write(phone.line())).keys_held == ()


async def test_the_office_writes_under_no_key_that_a_device_drew(
    tmp_path: Path, database_url: str
) -> None:
    """A device may know the id of a family it does not see, and hand in a key for it."""
    async with an_office_app(tmp_path, database_url) as office:
        here = await a_phone(office, "Zaenal", region=KRESEK)
        spy = await a_phone(office, "Dua", region="36.03.07")
        nana = await a_family(here, "nana", "36.03.06.2001")
        spy.keys = (spy.secret("of the spy", nana).grant,)
        await spy.write(spy.line())
        act = Act(
            body=a_body("event_voided"),
            by=office.office.administrator,
            stream=nana,
            on="2018-12-14",
            personal=REGISTRY["event_voided"].personal_type(note="rahasia"),
        )
        await office.desk.device.append(act)

        (item,) = [item for item in await items(here) if b"event_voided" in item.line]
        assert item.personal is not None
        key = spy.secret("of the spy", nana).key
        assert open_personal(item.personal, key, LOG, nana) is None


async def items(phone: Phone) -> tuple[Item, ...]:
    """All that a phone may see and has not written."""
    page = (await phone.sync(cursor=(1, 0))).page
    assert page is not None
    return page.items


# --- who sees which family ------------------------------------------------------------------------


async def test_an_address_written_from_elsewhere_moves_no_household_to_other_readers(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        here = await a_phone(office, "Zaenal", region=KRESEK)
        there = await a_phone(office, "Dua", region="36.03.07")
        nana = await a_family(here, "nana", "36.03.06.2001")
        await here.write(here.line("enterprise_started", stream=nana, on="2018-05"))
        body = a_body("address_changed", region="36.03.07.2001")
        sent = await there.write(
            there.line("address_changed", stream=nana, on="2018-12", body=body)
        )
        await until_projected(office, sent.size)

        for kind in ("households", "enterprises"):
            assert await listed(office, kind, KRESEK) == 1
            assert await listed(office, kind, "36.03.07") == 0


async def test_a_household_elsewhere_that_names_an_enterprise_does_not_hide_it(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        here = await a_phone(office, "Zaenal", region=KRESEK)
        there = await a_phone(office, "Dua", region="36.03.07")
        first, second = sorted((a_household("nana"), a_household("siti")))
        for phone, stream, village in (
            (there, first, "36.03.07.2001"),
            (here, second, "36.03.06.2001"),
        ):
            body = a_body("household_registered", region=village)
            sent = await phone.write(
                phone.line("household_registered", stream=stream, body=body),
                phone.line("enterprise_started", stream=stream, on="2018-05"),
            )
        await until_projected(office, sent.size)

        reader = await office.token("pendamping", KRESEK)
        enterprise = a_body("enterprise_started").enterprise  # type: ignore[attr-defined]
        answer = await office.http.get(f"/v1/enterprises/{enterprise}", headers=reader)
        assert answer.json()["household"] == second


async def listed(office: OfficeApp, kind: str, region: str) -> int:
    reader = await office.token("pendamping", region)
    return len((await office.http.get(f"/v1/{kind}", headers=reader)).json()["items"])


# --- what lies on the disk ------------------------------------------------------------------------


async def test_an_offices_database_is_its_owners_also_in_an_open_directory(tmp_path: Path) -> None:
    directory = tmp_path / "office"
    directory.mkdir(mode=0o755)
    async with an_office_app(tmp_path, f"sqlite:///{directory / 'office.sqlite'}") as office:
        await a_family(await a_phone(office))
        modes = {file.name: file.stat().st_mode & 0o777 for file in directory.glob("*.sqlite*")}
        assert set(modes.values()) == {0o600}, modes


async def test_a_name_is_nowhere_in_the_offices_files_figures_or_log_lines(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office:
        phone = await a_phone(office, "Rahasiawati")
        nana = await a_family(phone)
        secret = phone.secret("family", nana)
        phone.keys = (secret.grant,)
        part = secret.part(note=f"Rahasiawati {NIK}")
        await phone.write(secret.line(part), parts=[part])
        reader = await office.token("koordinator_kabupaten", KRESEK, phone.reply.actor)
        shown = await office.http.get(
            f"/v1/households/{nana}/history?personal=service", headers=reader
        )
        assert "Rahasiawati" in shown.text
        assert NIK not in shown.text
        said = [
            (await office.http.get("/metrics")).text,
            (await office.http.get(f"/v1/challenge?nik={NIK}")).text,
            (await office.http.get(f"/v1/{NIK}")).text,
        ]
        files = all_bytes(tmp_path)

    text = "".join((*said, *capfd.readouterr()))
    for name in ("Rahasiawati", NIK):
        assert name not in text
        assert name.encode() not in files


def all_bytes(directory: Path) -> bytes:
    return b"".join(file.read_bytes() for file in directory.rglob("*") if file.is_file())
