"""The read API: what was known of families, as of which day and at which moment, page by page."""

import json
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from events.dates import rfc3339
from events.folds.closing import REVISED
from events.ids import OFFICE
from server.intake.office_device import Act
from tests.builders import a_body, an_id
from tests.office_app import LOG, a_family, a_phone, an_office_app
from tests.reading import BEGIN, HOUR, a_story, get, projected, refusal, two_accounts

WORKSHOP: Final = an_id("konveksi nana")


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
