"""Figures at the terminal and over HTTP."""

from pathlib import Path
from typing import Any, Final

import pytest

from server.projecting.projector import project
from tests.builders import NIK, a_body, a_household, an_id
from tests.integration.two_families import entry, record
from tests.integration.two_families import office as office
from tests.office_app import LOG, OfficeApp, a_family, a_phone, an_office_app
from tests.office_terminal import Office

OTHER_NIK: Final = "3603994607780000"
"""Of a kecamatan and a serial there are none, as the builders' own."""
DONE: Final = 0


# --- at the terminal ------------------------------------------------------------------------------


def test_an_officer_sees_the_money_and_what_does_not_fit(office: Office) -> None:
    page = office.ask("payments", "--programme", "jamsosratu", "--year", "2019")
    assert [row["exceptions"] for row in page["items"]] in (
        [[], ["receipt_unknown"]], [["receipt_unknown"], []],
    )  # fmt: skip
    (total,) = page["totals"]
    assert (total["ordered"], total["paid"], total["received"]) == (2_000_000, 2_000_000, 1_000_000)
    (alone,) = office.ask("payments", "--exceptions", "--region", "36.03.32")["items"]
    assert (alone["household"], alone["payee"]) == (a_household("two"), an_id("head two"))

    code, out, _ = office.run("payments")
    assert code == DONE
    assert "Rp2.000.000" in out
    assert "Rp1.000.000 (1 dari 2)" in out
    assert "tanyakan pada kunjungan berikutnya" in out
    assert "ask at the next visit" in office.run("payments", "--lang", "en")[1]
    assert "Impor daftar SK" in office.run("payments", "--year", "2017")[1]


def test_one_nik_that_was_paid_in_two_households_is_named_until_people_decide(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def verified(name: str, number: str) -> dict[str, Any]:
        seen = entry("identity_verified", a_household(name), "2019-01-10", "Zaenal",
                     member=an_id(f"head {name}"))  # fmt: skip
        seen["fields"]["number"] = number
        return seen

    record(office, monkeypatch, verified("one", NIK), verified("two", NIK))
    page = office.ask("payments", "--exceptions")
    assert [row["exceptions"][0] for row in page["items"]] == ["paid_twice"] * 2
    (total,) = page["totals"]
    assert (total["households"], total["persons"], total["exceptions"]) == (2, 1, 2)
    code, out, err = office.run("payments")
    assert code == DONE
    assert "jejak-server duplicates" in out
    assert NIK not in out + err

    record(office, monkeypatch, verified("two", OTHER_NIK))
    (alone,) = office.ask("payments", "--exceptions")["items"]
    assert alone["exceptions"] == ["receipt_unknown"]
    assert office.ask("payments")["totals"][0]["persons"] == 2


def test_an_officer_pages_through_the_money(office: Office) -> None:
    first = office.ask("payments", "--limit", "1")
    second = office.ask("payments", "--limit", "1", "--after", first["next"])
    assert [row["household"] for page in (first, second) for row in page["items"]] == sorted(
        (a_household("one"), a_household("two"))
    )
    assert "bad_query" in office.refusal("payments", "--after", "x")
    assert "bad_region" in office.refusal("payments", "--region", "Kresek")


def test_an_officer_sees_figures_by_region_cohort_and_companion(office: Office) -> None:
    rolled = office.ask("rollup", "36.03")
    assert (rolled["by"], [group["key"] for group in rolled["groups"]]) == (
        "kecamatan", ["36.03.06", "36.03.32"],
    )  # fmt: skip
    assert rolled["total"]["figures"]["jobs"] == 8
    assert [group["key"] for group in office.ask("rollup", "--by", "cohort")["groups"]] == ["2018"]

    code, out, _ = office.run("rollup", "--by", "companion")
    assert code == DONE
    assert "Zaenal" in out
    assert "Rata-rata 2 keluarga" in out
    by_place = office.run("rollup", "36.03.06", "--lang", "en")[1]
    assert "36.03.06.2001 Pasir Ampo" in by_place
    assert "Will of the family (1)" in by_place
    assert "Belum ada keluarga" in office.run("rollup", "36.03.07")[1]
    assert "bad_region" in office.refusal("rollup", "Kresek")


def test_an_officer_sees_what_became_of_trainings(office: Office) -> None:
    (only,) = office.ask("trainings", "--topic", "konveksi")["items"]
    assert (only["month"], only["households"], only["started"], only["named"]) == (
        "2018-03", 2, 2, 2,
    )  # fmt: skip
    assert (only["alive"], only["unknown"]) == (1, 1)
    code, out, _ = office.run("trainings")
    assert code == DONE
    assert "Maret 2018" in out
    assert "bandingkan" in out
    assert "Belum ada pelatihan" in office.run("trainings", "--topic", "las")[1]


# --- over HTTP ------------------------------------------------------------------------------------


async def two_families(office: OfficeApp) -> None:
    """One in Kresek, one in Gunung Kaler, each with money that did not arrive."""
    phone = await a_phone(office, "Zaenal", "pendamping", "36.03")
    for name, region in (("one", "36.03.06.2001"), ("two", "36.03.32.2001")):
        stream = await a_family(phone, name, region)
        money = a_body("assistance_received", amount=0, status="not_received", year=2019)
        order = a_body("payment_ordered", year=2019)
        await phone.write(
            phone.line("assistance_received", stream=stream, on="2018-04", body=money),
            phone.line("payment_ordered", stream=stream, on="2018-03", body=order),
            phone.line("programme_enrolled", stream=stream, on="2018-01"),
            phone.line(
                "session_attended", stream=stream, on="2018-02",
                body=a_body("session_attended", kind="training", topic="konveksi"),
            ),
        )  # fmt: skip
    running = office.office
    await project(running.database, running.settings.database, LOG, running.now_ms)


async def test_a_reader_is_told_of_the_own_region_alone(tmp_path: Path, database_url: str) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        await two_families(office)
        whole = await office.token("province", "36")
        kresek = await office.token("koordinator_kecamatan", "36.03.06")

        async def get(path: str, token: dict[str, str], **query: str) -> Any:
            answer = await office.http.get(path, headers=token, params=query)
            assert answer.status_code == 200, answer.text
            return answer.json()

        found = await get("/v1/payments", whole, exceptions="true", year="2019")
        assert [row["exceptions"] for row in found["items"]] == [["ordered_not_received"]] * 2
        assert (found["totals"][0]["ordered"], found["totals"][0]["received"]) == (4_500_000, 0)
        (own,) = (await get("/v1/payments", kresek))["items"]
        assert own["household"] == a_household("one")
        assert own["received_side"]["state"] == "not_received"

        rolled = await get("/v1/rollup", whole)
        assert (rolled["by"], rolled["groups"][0]["figures"]["households"]) == ("kabupaten", 2)
        own = await get("/v1/rollup", kresek)
        assert (own["by"], own["total"]["figures"]["enrolled"]) == ("desa", 1)
        by_cohort = await get("/v1/rollup", whole, region="36.03.32", by="cohort")
        assert [group["key"] for group in by_cohort["groups"]] == ["2016"]

        (training,) = (await get("/v1/trainings", whole, by="topic"))["items"]
        assert (training["topic"], training["month"], training["households"]) == (
            "konveksi", None, 2,
        )  # fmt: skip
        (training,) = (await get("/v1/trainings", kresek, topic="konveksi"))["items"]
        assert training["households"] == 1


@pytest.mark.parametrize(
    "path",
    [
        "/v1/payments?year=19",
        "/v1/payments?year=0000",
        "/v1/payments?programme=blt",
        "/v1/payments?exceptions=1",
        "/v1/payments?after=x",
        "/v1/payments?after=a/jamsosratu/2019/9",
        "/v1/payments?limit=0",
        "/v1/payments?region=36.03.32",
        "/v1/payments?region=kresek",
        "/v1/rollup?by=rt",
        "/v1/rollup?region=36.04",
        "/v1/trainings?by=week",
        "/v1/trainings?topic=%00",
        "/v1/trainings?topic=",
    ],
)
async def test_what_cannot_be_asked_is_refused_by_name(
    tmp_path: Path, database_url: str, path: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        token = await office.token("koordinator_kecamatan", "36.03.06")
        answer = await office.http.get(path, headers=token)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_query")
        assert (await office.http.get(path)).status_code == 401
