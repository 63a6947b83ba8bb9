"""What proves an enterprise's stage, and how large it is by the laws and the statistics office."""

from datetime import date

import pytest

from tests.builders import an_id
from tests.telling import Teller, Telling
from tests.unit.enterprises import DAY, MONTHS, enterprise, sold, spent

# --- what proves a stage --------------------------------------------------------------------------


def proof(telling: Telling, as_of: date = DAY) -> set[str]:
    return set(enterprise(telling, as_of).proved_by)


def test_an_idea_is_proved_by_trainings_a_plan_and_what_speaks_of_it(
    telling: Telling, zaenal: Teller
) -> None:
    training = zaenal.says("session_attended", "2019-03", kind="training", topic="konveksi")
    zaenal.says("session_attended", "2019-03", session=an_id("missed"), kind="training",
                topic="konveksi", present=False)  # fmt: skip
    zaenal.says("session_attended", "2019-03", session=an_id("other"), topic="health")
    plan = zaenal.says("plan_agreed", "2019-03-05", goals=[{"goal": "market"}])
    market = zaenal.says("market_noted", "2019-04")
    zaenal.says("market_noted", "2019-04", enterprise=an_id("another"))
    zaenal.syncs()

    (idea,) = (each for each in telling.answer(DAY).enterprises if each.id != an_id("another"))
    assert (idea.stage, set(idea.proved_by)) == ("idea", {training.id, plan.id, market.id})


def test_each_later_stage_names_the_events_it_is_seen_by(telling: Telling, zaenal: Teller) -> None:
    started = zaenal.says("enterprise_started", "2018-05")
    zaenal.syncs()
    assert proof(telling, date(2018, 6, 1)) == {started.id}

    for month in MONTHS:
        sold(zaenal, month)
        spent(zaenal, month)
    first = zaenal.says("workforce_recorded", "2019-01-31", paid=4)
    zaenal.syncs()
    reports = {entry.id for entry in telling.committed if entry.event.on in MONTHS[3:]}
    assert (enterprise(telling).stage, proof(telling)) == ("stable", reports)

    second = zaenal.says("workforce_recorded", "2019-02-01", paid=5)
    zaenal.syncs()
    assert enterprise(telling).stage == "growing"
    assert proof(telling) == {*reports, first.id, second.id}

    pause = zaenal.says("operation_changed", "2019-05-02", state="paused")
    zaenal.syncs()
    assert (enterprise(telling).stage, proof(telling)) == ("paused", {pause.id})


def test_growth_by_net_names_the_months_before_too(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("enterprise_started", "2018-05")
    for number, month in enumerate(MONTHS):
        sold(zaenal, month, 100 if number < 3 else 120)
        spent(zaenal, month)
    zaenal.syncs()

    reports = {entry.id for entry in telling.committed if entry.event.on in MONTHS}
    assert (enterprise(telling).stage, proof(telling)) == ("growing", reports)


def test_a_dormant_enterprise_names_the_last_word_and_is_asked_about(
    telling: Telling, zaenal: Teller
) -> None:
    zaenal.says("enterprise_started", "2018-05")
    sold(zaenal, "2018-12")
    sold(zaenal, "2019-01")
    zaenal.syncs()
    last = telling.committed[-1]

    said = telling.answer(DAY)

    assert (enterprise(telling).stage, proof(telling)) == ("dormant", {last.id})
    assert said.questions[-1].code == "enterprise_news"
    assert said.questions[-1].about == (enterprise(telling).id,)


# --- how large ------------------------------------------------------------------------------------


def classed(telling: Telling, as_of: date) -> tuple[str | None, str | None]:
    size = enterprise(telling, as_of).size_class
    assert size is not None
    return size.by_law, size.by_heads


@pytest.mark.parametrize(
    ("as_of", "capital", "expected"),
    [
        (date(2018, 5, 31), 50_000_000, "micro"),
        (date(2018, 5, 31), 50_000_001, "small"),
        (date(2021, 1, 31), 900_000_000, "medium"),
        (date(2021, 2, 1), 900_000_000, "micro"),
        (date(2021, 2, 1), 10_000_000_001, "large"),
        (date(2018, 5, 31), "unknown", None),
        (date(2018, 5, 31), None, None),
    ],
)
def test_while_no_years_sales_are_known_the_capital_tells_the_size_by_the_law_of_the_day(
    telling: Telling, zaenal: Teller, as_of: date, capital: object, expected: str | None
) -> None:
    zaenal.says("household_registered", "2016")
    zaenal.says("enterprise_started", "2018-04", capital=capital)
    zaenal.syncs()

    assert classed(telling, as_of) == (expected, None)


@pytest.mark.parametrize(
    ("paid", "unpaid", "expected"),
    [(3, 0, "micro"), (4, 0, "small"), (0, "unknown", None), (10, 8, "small"), (10, 9, "medium")],
)
def test_the_statistics_office_counts_the_heads(
    telling: Telling, zaenal: Teller, paid: int, unpaid: object, expected: str | None
) -> None:
    zaenal.says("household_registered", "2016")
    zaenal.says("enterprise_started", "2018-05")
    zaenal.says("workforce_recorded", "2018-06", paid=paid, unpaid_family=unpaid)
    zaenal.syncs()

    assert classed(telling, DAY)[1] == expected


def test_a_years_sales_tell_the_size_once_every_month_is_known(
    telling: Telling, zaenal: Teller
) -> None:
    zaenal.says("household_registered", "2016")
    zaenal.says("enterprise_started", "2018-11", capital=1_000_000)
    for month in MONTHS[:5]:
        sold(zaenal, month, 100, 600_000)
    zaenal.syncs()
    assert classed(telling, DAY)[0] == "micro"  # by capital: April is not known

    sold(zaenal, "2019-04", 1, 1)
    zaenal.syncs()
    size = enterprise(telling).size_class
    assert size is not None
    assert (size.by_law, size.sales_year) == ("small", 300_000_001)


def test_an_office_may_set_another_limit(telling: Telling, zaenal: Teller) -> None:
    office = telling.device("O2", "province")
    office.says("parameter_set", "2019-04-01", name="size_bps_micro_heads", value=5,
                valid_from="2019-05-01", valid_to="2019-12-31")  # fmt: skip
    zaenal.says("household_registered", "2016")
    zaenal.says("enterprise_started", "2018-05")
    zaenal.says("workforce_recorded", "2018-06", paid=4, unpaid_family=0)
    office.syncs()
    zaenal.syncs()

    assert classed(telling, date(2019, 4, 30))[1] == "small"
    assert classed(telling, DAY)[1] == "micro"
