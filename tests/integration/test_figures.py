"""What an office adds up: equal to a plain count over families, at the terminal and over HTTP."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any, Final

import pytest

from events.folds.rollup import Figures
from events.ids import HouseholdId
from server.answers.payments import Asked, PaymentPage, PaymentRow, read_payments
from server.answers.rollup import By, add_up, read_groups
from server.answers.trainings import read_trainings
from server.projecting.projector import project
from tests.builders import NIK, a_body, a_household, an_actor, an_id
from tests.integration.logs import TestLog, a_log
from tests.integration.test_office_commands import Office
from tests.integration.test_sync_api import a_family
from tests.integration.two_families import entry, record, with_two_families
from tests.integration.village import SCHOOL, Family, Village
from tests.office_app import LOG, OfficeApp, a_phone, an_office_app

SEED: Final = 20_190_910
FAMILIES: Final = 60
OTHER_NIK: Final = "3603994607780000"
"""Of a kecamatan and a serial there are none, as the builders' own."""
DONE: Final = 0


@pytest.fixture
async def log(database_url: str) -> AsyncIterator[TestLog]:
    async with a_log(database_url) as made:
        yield made


# --- a plain count over the families --------------------------------------------------------------


def counted(families: Iterable[Family]) -> Figures:
    """The figures of families, one condition after the other."""
    count: Counter[str] = Counter()
    for family in families:
        enrolled, runs = family.cohort is not None, family.enterprise in ("runs", "paused")
        count["households"] += 1
        count["enrolled"] += enrolled
        count["in_programme"] += enrolled and family.way in ("stays", "proposed")
        count["with_enterprise"] += enrolled and runs
        count["proposed"] += family.way == "proposed"
        count["graduated"] += family.way in ("new", "old")
        count["year_passed"] += family.way == "old"
        count["held"] += family.way == "old" and family.aftercare == "still_above"
        count["not_held"] += family.way == "old" and family.aftercare == "fell_back"
        count["exited"] += family.way == "exited"
        count["running"] += runs
        if family.enterprise == "runs":
            count["jobs"] += family.workers if isinstance(family.workers, int) else 0
            count["jobs_unknown"] += not isinstance(family.workers, int)
        if family.way == "exited":
            continue
        count["accompanied"] += 1
        for born, component in family.children:
            count["pupils_open"] += component in SCHOOL
            count["balita_open"] += component == "usia_dini"
            count["age_unknown"] += born == "unknown"
            if isinstance(born, int):
                count["pupils_of_age"] += 7 <= 2019 - born <= 18
                count["balita_of_age"] += 2019 - born < 5
    return Figures(**count)


def grouped(
    families: Iterable[Family], key: Callable[[Family], str]
) -> dict[str, tuple[Figures, int]]:
    """The figures of each group, and for how many the family has not asked to graduate."""
    groups: dict[str, list[Family]] = {}
    for family in families:
        groups.setdefault(key(family), []).append(family)
    return {name: (counted(group), counted(group).in_programme) for name, group in groups.items()}


KEYS: Final[dict[By, Callable[[Family], str]]] = {
    "province": lambda family: family.region[:2],
    "kabupaten": lambda family: family.region[:5],
    "kecamatan": lambda family: family.region[:8],
    "desa": lambda family: family.region,
    "cohort": lambda family: str(family.cohort or ""),
    "companion": lambda family: (
        an_actor(family.companion) if family.companion and family.accompanied else ""
    ),
}


async def test_every_grouping_equals_a_plain_count_over_the_families(log: TestLog) -> None:
    print(f"seed {SEED}")
    village = Village(SEED, FAMILIES)
    await log.commit(village.events)
    await log.project()

    async with log.database.read() as transaction:
        for by, key in KEYS.items():
            groups = await read_groups(transaction, log.log, "", by)
            found = {group.key: (group.figures, group.not_met.get("R11", 0)) for group in groups}
            assert found == grouped(village.families, key), by
            rolled = add_up("", by, groups)
            assert rolled.total.figures == counted(village.families)
    assert (await log.verify()).differences == ()


async def test_a_region_holds_its_own_families_alone(log: TestLog) -> None:
    village = Village(SEED, FAMILIES)
    await log.commit(village.events)
    await log.project()
    kresek = [family for family in village.families if family.region.startswith("36.03.06.")]

    async with log.database.read() as transaction:
        inside = await read_groups(transaction, log.log, "36.03.06", "kecamatan")
        seen = await read_groups(transaction, log.log, "", "kecamatan", scope="36.03.06")
        nowhere = await read_groups(transaction, log.log, "36.03.07", "desa")
    assert [(group.key, group.figures) for group in inside] == [("36.03.06", counted(kresek))]
    assert seen == inside
    assert nowhere == []


async def test_money_adds_up_to_what_each_party_said(log: TestLog) -> None:
    village = Village(SEED, FAMILIES)
    await log.commit(village.events)
    await log.project()

    told = [f for f in village.families if {f.ordered, f.paid, f.received} != {None}]
    async with log.database.read() as transaction:
        page = await read_payments(transaction, log.log, Asked(), {}, limit=FAMILIES)
        others = [
            await read_payments(transaction, log.log, asked, {})
            for asked in (Asked(year=2018), Asked(programme="pkh"), Asked(region="36.03.07"))
        ]
    assert [other.items for other in others] == [()] * 3
    assert page.totals is not None
    (total,) = page.totals
    assert (total.programme, total.year, total.tranche) == ("jamsosratu", 2019, 1)
    assert total.households == len(told)
    for name in ("ordered", "paid", "received"):
        known = [amount for f in told if (amount := getattr(f, name)) is not None]
        assert (getattr(total, f"{name}_known"), getattr(total, name)) == (len(known), sum(known))
    rows = {str(row.household): (row.ordered, row.paid, row.received) for row in page.items}
    assert rows == {
        family.stream: (family.ordered, family.paid, family.received) for family in told
    }


async def test_pages_of_the_ledger_follow_each_other_without_a_gap(log: TestLog) -> None:
    await log.commit(Village(SEED, FAMILIES).events)
    await log.project()

    async with log.database.read() as transaction:
        for only_exceptions in (False, True):
            asked = Asked(only_exceptions=only_exceptions)
            whole = await read_payments(transaction, log.log, asked, {}, limit=FAMILIES)
            parts: list[PaymentRow] = []
            after: str | None = None
            while True:
                page = await read_payments(transaction, log.log, asked, {}, after, limit=7)
                assert (page.totals is None) == (after is not None)
                parts += page.items
                after = page.next
                if after is None:
                    break
            assert tuple(parts) == whole.items
            assert all(row.exceptions for row in whole.items) == only_exceptions
    assert parts


async def one_person_paid_in(
    log: TestLog, *paid: tuple[str, int, int], region: str = ""
) -> tuple[PaymentPage, PaymentPage]:
    """All that is told, and the exceptions, of households where one person is the payee.

    `paid`: household, year and rupiah of each tranche, in a programme of its own.
    """
    village = Village(SEED, 0)
    persons = {}
    events = []
    for number, (name, year, amount) in enumerate(paid, start=1):
        stream, head = a_household(name), an_id(f"head of {name}")
        persons[HouseholdId(stream), head] = "one person"
        place = "36.03.06.2001" if name == "one" else "36.03.32.2001"
        money = {"year": year, "tranche": number, "amount": amount, "payee": head, "paid_on": None}
        events += [
            village.says(stream, "household_registered", "2016-07-02", "zaenal",
                         head=head, region=place),
            village.says(stream, "payment_reported", "2019-08-10", "kabupaten",
                         status="paid" if amount else "failed", **money),
        ]  # fmt: skip
    await log.commit([*village.events, *events])
    await log.project()
    async with log.database.read() as transaction:
        whole = await read_payments(transaction, log.log, Asked(region), persons)
        found = await read_payments(
            transaction, log.log, Asked(region, only_exceptions=True), persons
        )
    return whole, found


async def test_one_person_paid_in_two_households_is_an_exception_and_counts_once(
    log: TestLog,
) -> None:
    whole, found = await one_person_paid_in(log, ("one", 2019, 1_000_000), ("two", 2019, 750_000))

    assert [row.exceptions for row in whole.items] == [("paid_twice",)] * 2
    assert found.items == whole.items
    assert whole.totals is not None
    assert [(each.paid, each.exceptions, each.persons) for each in whole.totals] == [
        (1_000_000, 1, 1), (750_000, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "paid",
    [
        (("one", 2019, 1_000_000), ("two", 2018, 1_000_000)),
        (("one", 2019, 1_000_000), ("one", 2019, 750_000)),
    ],
)
async def test_one_person_paid_in_one_household_or_in_other_years_is_none(
    log: TestLog, paid: tuple[tuple[str, int, int], ...]
) -> None:
    whole, found = await one_person_paid_in(log, *paid)

    assert [row.exceptions for row in whole.items] == [(), ()]
    assert found.items == ()


async def test_a_payment_that_failed_in_the_other_household_is_no_second_one(
    log: TestLog,
) -> None:
    whole, _ = await one_person_paid_in(log, ("one", 2019, 1_000_000), ("two", 2019, 0))

    assert {str(row.household): row.exceptions for row in whole.items} == {
        str(a_household("one")): (), a_household("two"): ("not_paid",),
    }  # fmt: skip


async def test_a_reader_learns_of_the_second_payment_but_not_where_it_was(log: TestLog) -> None:
    paid = (("one", 2019, 1_000_000), ("two", 2019, 750_000))
    whole, found = await one_person_paid_in(log, *paid, region="36.03.06")

    assert [(str(row.household), row.exceptions) for row in whole.items] == [
        (str(a_household("one")), ("paid_twice",))
    ]
    assert found.items == whole.items
    assert whole.totals is not None
    assert [each.exceptions for each in whole.totals] == [1]


async def test_two_households_of_one_tranche_are_two_households_and_one_person(
    log: TestLog,
) -> None:
    village = Village(SEED, 0)
    persons = {}
    events = []
    for name in ("one", "two"):
        stream, head = a_household(name), an_id(f"head of {name}")
        persons[HouseholdId(stream), head] = "one person"
        money = {"year": 2019, "payee": head, "paid_on": None, "status": "paid"}
        events += [
            village.says(stream, "household_registered", "2016-07-02", "zaenal", head=head),
            village.says(stream, "payment_reported", "2019-08-10", "kabupaten", **money),
        ]
    await log.commit([*village.events, *events])
    await log.project()

    async with log.database.read() as transaction:
        apart = await read_payments(transaction, log.log, Asked(), {})
        as_one = await read_payments(transaction, log.log, Asked(), persons)
    for page, people in ((apart, 2), (as_one, 1)):
        assert page.totals is not None
        assert [(each.households, each.persons) for each in page.totals] == [(2, people)]


async def test_trainings_are_told_with_the_enterprises_that_followed(log: TestLog) -> None:
    village = Village(SEED, FAMILIES)
    await log.commit(village.events)
    await log.project()

    trained = [family for family in village.families if family.trained]
    ways = Counter(family.enterprise for family in trained)
    async with log.database.read() as transaction:
        for by, month in (("month", "2018-03"), ("topic", None)):
            (only,) = (await read_trainings(transaction, log.log, by=by)).items  # type: ignore[arg-type]
            assert (only.topic, only.month, only.sessions) == ("konveksi", month, 1)
            assert only.households == len(trained)
            assert only.started == ways["runs"] + ways["paused"] + ways["closed"]
            assert (only.paused, only.closed, only.unknown) == (
                ways["paused"], ways["closed"], ways["runs"],
            )  # fmt: skip
        of_other = await read_trainings(transaction, log.log, topic="pembukuan")
    assert of_other.items == ()


async def test_a_merged_household_is_counted_with_its_survivor_alone(log: TestLog) -> None:
    village = Village(SEED, 4)
    survivor, merged, *_ = village.families
    pair = {"act": an_id("act"), "survivor": survivor.stream, "merged": merged.stream}
    acts = [
        village.says(family.stream, "households_merged", "2019-08-01", "kabupaten", **pair)
        for family in (survivor, merged)
    ]
    await log.commit([*village.events, *acts])
    await log.project()

    async with log.database.read() as transaction:
        groups = await read_groups(transaction, log.log, "", "province")
        page = await read_payments(transaction, log.log, Asked(), {})
    assert [group.figures.households for group in groups] == [3]
    assert str(merged.stream) not in {str(row.household) for row in page.items}


# --- at the terminal ------------------------------------------------------------------------------


@pytest.fixture
def office(
    tmp_path: Path,
    database_url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    made = Office(tmp_path / "office", database_url, capsys, monkeypatch)
    return with_two_families(made, monkeypatch)


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
