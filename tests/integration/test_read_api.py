"""The read API: who sees which families, as of which day, as known when, and who opens a name."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from litestar.routes import HTTPRoute

from events import limits
from events.dates import parse_rfc3339, rfc3339
from events.folds.closing import REVISED
from events.ids import OFFICE, StreamId, event_id
from server.answers.access import ACCESS
from server.app import make_app
from server.intake.office_device import Act
from server.office import Office
from server.settings import Settings
from tests.builders import NIK, a_body, a_household, an_id
from tests.integration.test_sync_api import a_family
from tests.office_app import LOG, OfficeApp, Phone, a_phone, an_office_app

BEGIN: Final = parse_rfc3339("2018-12-14T09:00:00+07:00")
HOUR: Final = 3_600_000
WORKSHOP: Final = an_id("konveksi nana")


class StoryClock:
    """The time of an office in a story."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.set(BEGIN)

    def set(self, now_ms: int) -> None:
        self.file.write_text(str(now_ms))


@asynccontextmanager
async def a_story(tmp_path: Path, url: str) -> AsyncIterator[tuple[OfficeApp, StoryClock]]:
    """An office whose time the test tells."""
    clock = StoryClock(tmp_path / "clock")
    async with an_office_app(tmp_path, url, clock.file) as office:
        yield office, clock


async def two_accounts(office: OfficeApp, clock: StoryClock) -> tuple[Phone, StreamId]:
    """At 9 one companion reports 215, at 10 the other 251, at 11 the latter corrects it."""
    zaenal, rina = await a_phone(office, "Zaenal"), await a_phone(office, "Rina")
    nana = await a_family(zaenal)
    await zaenal.write(
        zaenal.line("enterprise_started", stream=nana, on="2018-05"),
        zaenal.line("sales_reported", stream=nana, on="2018-11"),
    )
    clock.set(BEGIN + HOUR)
    (sale,) = a_body("sales_reported").sales  # type: ignore[attr-defined]
    other = a_body("sales_reported", sales=[{**msgspec.to_builtins(sale), "quantity": 251}])
    await rina.write(rina.line("sales_reported", stream=nana, on="2018-11", body=other))
    clock.set(BEGIN + 2 * HOUR)
    correction = a_body(
        "fact_corrected",
        target=event_id(rina.lines[0]), field="sales.0.quantity", old=251, new=215, reason="typo",
    )  # fmt: skip
    await rina.write(rina.line("fact_corrected", stream=nana, body=correction))
    return zaenal, nana


async def get(office: OfficeApp, path: str, headers: dict[str, str], **query: object) -> Any:
    params = {name: str(value) for name, value in query.items()}
    answer = await office.http.get(path, headers=headers, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refusal(office: OfficeApp, path: str, headers: dict[str, str]) -> tuple[int, str]:
    answer = await office.http.get(path, headers=headers)
    return answer.status_code, answer.json()["code"]


async def test_an_answer_is_as_of_a_day_and_as_known_at_a_moment(
    tmp_path: Path, database_url: str
) -> None:
    async with a_story(tmp_path, database_url) as (office, clock):
        _, nana = await two_accounts(office, clock)
        token = await office.token("koordinator_kabupaten", "36.03")
        path = f"/v1/households/{nana}"

        async def quantity(**query: object) -> tuple[object, int]:
            found = await get(office, path, token, **query)
            months = {month["period"]: month for month in found["enterprise"]["months"]}
            return months["2018-11"]["quantity"], len(found["conflicts"])

        assert await quantity(known_at=rfc3339(BEGIN + 1)) == (215, 0)
        assert await quantity(known_at=rfc3339(BEGIN + HOUR)) == (None, 1)
        assert await quantity() == (215, 0)
        before = await get(office, path, token, as_of="2018-10-31")
        assert before["enterprise"]["months"] == []
        assert (before["as_of"], before["known_at"]) == ("2018-10-31", None)
        assert (before["id"], before["log"], before["incarnation"]) == (nana, LOG, 1)


async def test_a_household_nothing_was_known_of_then_is_404(
    tmp_path: Path, database_url: str
) -> None:
    async with a_story(tmp_path, database_url) as (office, clock):
        _, nana = await two_accounts(office, clock)
        token = await office.token("koordinator_kabupaten", "36.03")
        early = "known_at=2018-12-14T08:00:00%2B07:00"
        assert await refusal(office, f"/v1/households/{nana}?{early}", token) == (404, "not_found")


async def test_the_history_tells_who_wrote_what_when_and_what_it_replaced(
    tmp_path: Path, database_url: str
) -> None:
    async with a_story(tmp_path, database_url) as (office, clock):
        zaenal, nana = await two_accounts(office, clock)
        token = await office.token("auditor", "36")
        page = await get(office, f"/v1/households/{nana}/history", token)
        registered, started, sold, other, corrected = page["items"]

        assert (registered["actor"], registered["device"]) == (zaenal.reply.actor, zaenal.id)
        assert (started["type"], started["on"], started["state"]) == (
            "enterprise_started", "2018-05", "standing",
        )  # fmt: skip
        assert sold["received"] == BEGIN
        assert sold["body"] == json.loads(msgspec.json.encode(a_body("sales_reported")))
        assert corrected["received"] == BEGIN + 2 * HOUR
        assert [each["event"] for each in corrected["replaced"]] == [other["event"]]
        assert other["replaced_by"] == [corrected["event"]]
        assert page["next"] is None
        then = await get(
            office, f"/v1/households/{nana}/history", token, known_at=rfc3339(BEGIN + HOUR)
        )
        assert [item["event"] for item in then["items"]] == [
            item["event"] for item in page["items"][:4]
        ]


async def test_what_is_said_of_a_month_after_its_report_was_accepted_is_shown_as_later(
    tmp_path: Path, database_url: str
) -> None:
    async with a_story(tmp_path, database_url) as (office, clock):
        zaenal, nana = await two_accounts(office, clock)
        kepala = await office.actor("Kepala", "koordinator_kabupaten", "36.03")
        token = await office.token("auditor", "36")
        path = f"/v1/households/{nana}/history"
        newest = (await get(office, path, token))["items"][-1]["position"]
        clock.set(BEGIN + 3 * HOUR)
        closed = a_body("report_accepted", size=newest + 1)
        await office.desk.device.append(
            Act(body=closed, by=kepala.id, stream=OFFICE, on="2018-12-14")
        )
        clock.set(BEGIN + 4 * HOUR)
        await zaenal.write(zaenal.line("costs_reported", stream=nana, on="2018-11"))

        flags = [item["flags"] for item in (await get(office, path, token))["items"]]
        assert [REVISED in each for each in flags] == [False] * 5 + [True]
        then = await get(office, path, token, known_at=rfc3339(BEGIN + 2 * HOUR))
        assert not any(REVISED in item["flags"] for item in then["items"])


async def test_a_history_comes_in_pages_and_lists_what_was_quarantined_without_content(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        nana = await a_family(phone)
        bad = phone.line(stream=nana).replace(b'"outcome":"met"', b'"outcome":"away"')
        await phone.write(bad, phone.line(stream=nana))
        token = await office.token("koordinator_kecamatan", "36.03.06")
        items: list[Any] = []
        after: str | None = "0"
        while after is not None:
            page = await get(office, f"/v1/households/{nana}/history", token, limit=1, after=after)
            items, after = items + page["items"], page["next"]

        assert [item["state"] for item in items] == ["standing", "quarantined", "standing"]
        assert (items[1]["verdict"], items[1]["body"]) == ("quarantined(bad_body)", None)


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


async def test_lists_come_in_pages_that_join(tmp_path: Path, database_url: str) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office, "Kepala", "koordinator_kabupaten", "36.03")
        for name in ("nana", "siti", "ani"):
            stream = await a_family(phone, name)
            body = a_body("enterprise_started", enterprise=an_id(f"workshop of {name}"))
            await phone.write(phone.line("enterprise_started", stream=stream, body=body))
        token = await office.token("koordinator_kabupaten", "36.03")
        await projected(office)

        for path in ("/v1/households", "/v1/enterprises"):
            for query in ({}, {"as_of": "2026-01-01"}):
                whole = (await get(office, path, token, **query))["items"]
                joined: list[Any] = []
                after: str | None = ""
                while after is not None:
                    page = await get(office, path, token, limit=2, after=after, **query)
                    joined, after = joined + page["items"], page["next"]
                assert joined == whole
                assert len(whole) == 3


async def test_an_enterprise_is_shown_with_its_months(tmp_path: Path, database_url: str) -> None:
    async with a_story(tmp_path, database_url) as (office, clock):
        _, nana = await two_accounts(office, clock)
        token = await office.token("koordinator_kabupaten", "36.03")
        await projected(office)
        (row,) = (await get(office, "/v1/enterprises", token))["items"]
        found = await get(office, f"/v1/enterprises/{WORKSHOP}", token)

        assert (row["id"], row["household"]) == (WORKSHOP, nana)
        assert (found["id"], found["household"]) == (WORKSHOP, nana)
        (month,) = found["months"]
        assert (month["quantity"], month["unit_price"]) == (215, 39_000)
        assert (month["revenue"], month["net"]) == (8_385_000, None)
        elsewhere = await office.token("koordinator_kecamatan", "36.03.07")
        path = f"/v1/enterprises/{WORKSHOP}"
        assert await refusal(office, path, elsewhere) == (404, "not_found")
        assert (await get(office, "/v1/enterprises", elsewhere))["items"] == []


# --- who asks ------------------------------------------------------------------------------------


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


# --- bad queries ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "as_of=2018-13-01", "as_of=2018", "as_of=yesterday", "as_of=20181214", "as_of=",
        "known_at=2018-12-14", "known_at=2018-12-14T09:00:00", "known_at=now", "known_at=",
        "limit=0", "limit=-1", "limit=201", "limit=many", "limit=1e2", "limit=99999999999999999999",
    ],
)  # fmt: skip
async def test_a_query_that_cannot_be_read_is_400(
    tmp_path: Path, database_url: str, query: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        token = await office.token("admin", "36.03")
        status, code = await refusal(office, f"/v1/households?{query}", token)
        assert (status, code) == (400, "bad_query")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/households/1", "/v1/households/%00", "/v1/households/%ff%fe",
        "/v1/enterprises/' OR 1=1 --", "/v1/households/" + "9" * 2000,
        "/v1/households/3603990000000000/history",
    ],
)  # fmt: skip
async def test_what_is_no_id_names_nothing(tmp_path: Path, database_url: str, path: str) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        token = await office.token("admin", "36.03")
        assert (await office.http.get(path, headers=token)).status_code == 404


@pytest.mark.parametrize("after", ["x", "-1", "1e3", "9" * 40, "%00"])
async def test_a_history_goes_on_from_a_position(
    tmp_path: Path, database_url: str, after: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        nana = await a_family(await a_phone(office))
        token = await office.token("admin", "36.03")
        path = f"/v1/households/{nana}/history?after={after}"
        assert await refusal(office, path, token) == (400, "bad_query")


async def test_the_api_describes_itself(tmp_path: Path, database_url: str) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        schema = (await office.http.get("/schema")).json()
        assert {
            "/v1/sync", "/v1/enrol", "/v1/challenge", "/v1/households",
            "/v1/households/{household}", "/v1/households/{household}/history",
            "/v1/enterprises", "/v1/enterprises/{enterprise}",
        } <= set(schema["paths"])  # fmt: skip
        assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


async def projected(office: OfficeApp) -> None:
    """Wait until the read models have all the log holds."""
    async with office.office.database.read() as transaction:
        row = await transaction.fetch_one("log.head", LOG)
    assert row is not None
    async with asyncio.timeout(20):
        while True:
            async with office.office.database.read() as transaction:
                live = await transaction.fetch_one("readmodels.live", LOG)
            if live is not None and live["position"] >= row["size"]:
                return
            await asyncio.sleep(0.02)
