"""The read API: who sees which families, and who opens a name, for which purpose."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.routes import HTTPRoute

from events import limits
from events.ids import StreamId
from server.answers.access import ACCESS
from server.app import make_app
from server.office import Office
from server.settings import Settings
from tests.builders import NIK, a_household
from tests.office_app import LOG, OfficeApp, Phone, a_family, a_phone, an_office_app
from tests.reading import get, projected, refusal


async def test_a_reader_sees_the_households_of_its_region_alone(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office, "Kepala", "koordinator_kabupaten", "36.03")
        nana = await a_family(phone, "nana", "36.03.06.2001")
        siti = await a_family(phone, "siti", "36.03.07.2001")
        kresek = await office.token("koordinator_kecamatan", "36.03.06")
        whole = await office.token("province", "36")
        await projected(office)

        async def seen(token: dict[str, str], **query: object) -> list[str]:
            page = await get(office, "/v1/households", token, **query)
            return [item["id"] for item in page["items"]]

        assert await seen(kresek) == [nana]
        assert await seen(kresek, as_of="2026-01-01") == [nana]
        assert await seen(whole) == sorted([nana, siti])
        assert await seen(whole, known_at="2100-01-01T00:00:00Z") == sorted([nana, siti])
        elsewhere = [f"/v1/households/{siti}", f"/v1/households/{siti}/history"]
        for path in elsewhere:
            assert await refusal(office, path, kresek) == (404, "not_found")
        unknown = f"/v1/households/{a_household('nobody')}"
        assert await refusal(office, unknown, kresek) == (404, "not_found")


async def test_without_a_good_token_nothing_is_read(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        monkeypatch.setattr(limits, "TOKEN_VALID_MS", 0)
        expired = await office.token("admin", "36.03")
        for headers, code in [
            ({}, "no_token"),
            ({"Authorization": "Basic eDp5"}, "no_token"),
            ({"Authorization": "Bearer "}, "bad_token"),
            ({"Authorization": "Bearer jejak-made-up"}, "bad_token"),
            ({"Authorization": "Bearer " + "x" * 5000}, "bad_token"),
            (expired, "bad_token"),
        ]:
            for path in ("/v1/households", "/v1/enterprises", f"/v1/households/{a_household()}"):
                assert await refusal(office, path, headers) == (401, code)


def test_every_route_says_to_whom_it_is_open(tmp_path: Path) -> None:
    app = make_app(Settings(tmp_path, "sqlite:///nowhere"))
    open_to = {
        handler.handler_name: handler.opt.get(ACCESS)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
    }
    assert {name for name, access in open_to.items() if access == "reader"} == {
        "access", "caseloads", "conflicts", "decision", "devices", "duplicates",
        "enterprise", "enterprises",
        "history", "household", "households", "inbox", "payments", "proposals", "refused", "rollup",
        "set_aside", "trainings",
    }  # fmt: skip
    assert None not in open_to.values()


async def test_a_name_is_opened_for_a_purpose_by_a_person_entitled_and_that_is_written_down(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone, nana = await a_named_family(office)
        kepala = await office.actor("Kepala", "koordinator_kabupaten", "36.03")
        token = await office.token("koordinator_kabupaten", "36.03", kepala.id)
        path = f"/v1/households/{nana}/history"
        closed = await get(office, path, token)
        assert [item["personal"] for item in closed["items"]] == [None, None]
        assert [item["has_personal"] for item in closed["items"]] == [False, True]
        assert await reveals(office.office) == []

        opened = await get(office, path, token, personal="complaint")
        assert opened["items"][1]["personal"] == {
            "name": "Nana Sofinah",
            "nik": "*" * 12 + NIK[-4:],
            "note": "NIK " + "*" * 12 + NIK[-4:],
        }
        (line,) = await reveals(office.office)
        written = msgspec.json.decode(line)
        assert (written["by"], written["stream"]) == (kepala.id, "office")
        assert written["body"] == {"household": nana, "purpose": "complaint"}
        assert phone.lines


async def a_named_family(office: OfficeApp) -> tuple[Phone, StreamId]:
    """A family with one member, whose name and number are in the personal part."""
    phone = await a_phone(office)
    nana = await a_family(phone)
    secret = phone.secret("family", nana)
    phone.keys = (secret.grant,)
    part = secret.part(name="Nana Sofinah", nik=NIK, note=f"NIK {NIK}")
    await phone.write(secret.line(part, "member_added"), parts=[part])
    return phone, nana


@pytest.mark.parametrize(
    ("role", "named"),
    [("pendamping", True), ("koordinator_kecamatan", True), ("koordinator_kabupaten", False)],
)
async def test_personal_fields_stay_closed_for_whoever_is_not_entitled(
    tmp_path: Path, database_url: str, role: Any, named: bool
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        _, nana = await a_named_family(office)
        actor = await office.actor("Seseorang", role, "36.03")
        token = await office.token(role, "36.03", actor.id if named else None)
        path = f"/v1/households/{nana}/history?personal=service"
        assert await refusal(office, path, token) == (403, "not_entitled")
        assert await reveals(office.office) == []


async def reveals(office: Office) -> list[bytes]:
    """The lines of the log that say a name was opened."""
    async with office.database.read() as transaction:
        rows = await transaction.fetch("log.events_from", LOG, 0, 1000)
    return [bytes(row["line"]) for row in rows if row["type"] == "personal_revealed"]
