"""Enterprise months, stages and risks, each proved by what was reported."""

from datetime import date

import pytest

from events.folds import Enterprise
from tests.builders import an_id
from tests.telling import Teller, Telling

DAY = date(2019, 5, 10)
MONTHS = ("2018-11", "2018-12", "2019-01", "2019-02", "2019-03", "2019-04")


def sold(
    teller: Teller, month: str, quantity: int = 100, price: object = 1_000, **fields: object
) -> None:
    sale = {"buyer": an_id("buyer a"), "quantity": quantity, "unit_price": price}
    fields = {"sales": [sale], "largest_buyer_pct": 60, **fields}
    teller.says("sales_reported", month, **fields)  # type: ignore[arg-type]


def spent(teller: Teller, month: str, materials: int = 0, basis: str = "book") -> None:
    others = dict.fromkeys(("wages", "rent", "transport", "utilities", "other"), 0)
    teller.says("costs_reported", month, basis=basis, materials=materials, **others)  # type: ignore[arg-type]


def enterprise(telling: Telling, as_of: date = DAY) -> Enterprise:
    said = telling.answer(as_of, *telling.unsent)
    assert said.enterprise is not None
    return said.enterprise


def test_an_enterprise_only_spoken_of_is_an_idea(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("market_noted", "2019-04")
    zaenal.syncs()

    assert (enterprise(telling).stage, enterprise(telling).months) == ("idea", ())
    assert telling.answer(date(2019, 3, 31)).enterprises == ()


@pytest.mark.parametrize(
    ("sold_in", "spent_in", "stage"),
    [
        ((), (), "started"),
        (MONTHS[5:], (), "started"),
        (MONTHS[4:], (), "operating"),
        (MONTHS[3:], MONTHS[3:5], "operating"),
        (MONTHS[3:], MONTHS[3:], "stable"),
        (MONTHS[4:], MONTHS[3:], "operating"),
    ],
)
def test_the_last_three_complete_months_prove_the_stage(
    telling: Telling,
    zaenal: Teller,
    sold_in: tuple[str, ...],
    spent_in: tuple[str, ...],
    stage: str,
) -> None:
    zaenal.says("enterprise_started", "2019-02")
    for month in sold_in:
        sold(zaenal, month)
    for month in spent_in:
        spent(zaenal, month)
    zaenal.syncs()

    assert enterprise(telling).stage == stage


def test_a_month_without_profit_is_not_stable(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("enterprise_started", "2018-05")
    for month in MONTHS[3:]:
        sold(zaenal, month, 100)
        spent(zaenal, month, 100_000 if month == "2019-03" else 0)
    zaenal.syncs()

    assert enterprise(telling).stage == "operating"
    assert [month.net for month in enterprise(telling).months] == [100_000, 0, 100_000]


@pytest.mark.parametrize(("quantity", "stage"), [(120, "growing"), (119, "stable")])
def test_a_fifth_more_net_than_the_three_months_before_is_growth(
    telling: Telling, zaenal: Teller, quantity: int, stage: str
) -> None:
    zaenal.says("enterprise_started", "2018-05")
    for number, month in enumerate(MONTHS):
        sold(zaenal, month, 100 if number < 3 else quantity)
        spent(zaenal, month)
    zaenal.syncs()

    assert enterprise(telling).stage == stage


def test_more_paid_workers_are_growth_too(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("enterprise_started", "2018-05")
    zaenal.says("workforce_recorded", "2019-01-31", paid=4)
    for month in MONTHS[3:]:
        sold(zaenal, month)
        spent(zaenal, month)
    zaenal.syncs()
    assert (enterprise(telling).stage, enterprise(telling).workers_paid) == ("stable", 4)

    zaenal.says("workforce_recorded", "2019-02-01", paid=5)
    zaenal.syncs()
    assert (enterprise(telling).stage, enterprise(telling).workers_paid) == ("growing", 5)


def test_an_enterprise_without_word_for_three_months_is_dormant(
    telling: Telling, zaenal: Teller
) -> None:
    zaenal.says("enterprise_started", "2018-05")
    sold(zaenal, "2019-01")
    zaenal.syncs()

    assert enterprise(telling, date(2019, 4, 30)).stage == "started"
    assert enterprise(telling, date(2019, 5, 1)).stage == "dormant"


@pytest.mark.parametrize(
    ("states", "stage"),
    [
        (("paused",), "paused"),
        (("closed",), "closed"),
        (("paused", "resumed"), "started"),
        (("closed", "resumed", "closed"), "closed"),
    ],
)
def test_operations_pause_resume_and_end_by_their_own_event(
    telling: Telling, zaenal: Teller, states: tuple[str, ...], stage: str
) -> None:
    zaenal.says("enterprise_started", "2018-05")
    for day, state in enumerate(states, start=1):
        zaenal.says("operation_changed", f"2019-05-0{day}", state=state)
    zaenal.syncs()

    assert enterprise(telling).stage == stage


def test_while_claims_lead_to_two_stages_there_is_none(telling: Telling, zaenal: Teller) -> None:
    second = telling.device("D2", "second")
    zaenal.says("enterprise_started", "2018-05")
    zaenal.says("operation_changed", "2019-05-01", state="paused")
    second.says("operation_changed", "2019-05-01", state="closed")
    zaenal.syncs()
    second.syncs()

    assert enterprise(telling).stage is None
    assert [each.field for each in telling.answer(DAY).conflicts] == ["state"]


def test_quantity_and_revenue_are_sums_and_a_price_is_shown_when_all_are_equal(
    telling: Telling, zaenal: Teller
) -> None:
    zaenal.says("enterprise_started", "2018-05")
    sold(zaenal, "2019-03", 10, 1_000)
    sold(zaenal, "2019-03", 5, 2_000, product=an_id("bag"))
    sold(zaenal, "2019-04", 10, 1_000)
    sold(zaenal, "2019-04", 5, 1_000, product=an_id("bag"))
    zaenal.syncs()

    assert [
        (month.period, month.quantity, month.unit_price, month.revenue)
        for month in enterprise(telling).months
    ] == [("2019-03", 15, None, 20_000), ("2019-04", 15, 1_000, 15_000)]


def test_a_price_nobody_knows_leaves_the_revenue_unknown(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("enterprise_started", "2018-05")
    sold(zaenal, "2019-04", 10, "unknown")
    spent(zaenal, "2019-04")
    zaenal.syncs()

    (month,) = enterprise(telling).months
    assert (month.quantity, month.revenue, month.costs, month.net) == (10, None, 0, None)


def test_a_month_still_running_is_listed_and_proves_nothing_yet(
    telling: Telling, zaenal: Teller
) -> None:
    zaenal.says("enterprise_started", "2019-02")
    sold(zaenal, "2019-04")
    sold(zaenal, "2019-05")
    zaenal.syncs()

    assert [month.period for month in enterprise(telling).months] == ["2019-04", "2019-05"]
    assert enterprise(telling).stage == "started"


@pytest.mark.parametrize(
    ("basis", "pct", "instalment", "flags"),
    [
        ("estimated", 60, 0, ("no_book",)),
        ("book", 80, 0, ("one_buyer",)),
        ("book", 60, 30_001, ("debt",)),
        ("book", 60, 30_000, ()),
    ],
)
def test_one_buyer_no_book_and_heavy_instalments_are_risks(
    telling: Telling,
    zaenal: Teller,
    basis: str,
    pct: int,
    instalment: int,
    flags: tuple[str, ...],
) -> None:
    zaenal.says("enterprise_started", "2018-05")
    sold(zaenal, "2019-04", largest_buyer_pct=pct, basis=basis)
    spent(zaenal, "2019-04", basis=basis)
    zaenal.says("wellbeing_surveyed", "2019-04-16", debt=1_000_000, instalment_month=instalment)
    zaenal.syncs()

    assert enterprise(telling).flags == flags


def test_several_enterprises_are_listed_the_first_started_in_front(
    telling: Telling, zaenal: Teller
) -> None:
    names = ("later", "earlier", "planned")
    for name, on in zip(names, ("2018-09", "2018-05", "2018-01"), strict=True):
        kind = "market_noted" if name == "planned" else "enterprise_started"
        zaenal.says(kind, on, enterprise=an_id(name))
    zaenal.syncs()

    said = telling.answer(DAY)

    assert [each.id for each in said.enterprises] == [
        an_id("earlier"),
        an_id("later"),
        an_id("planned"),
    ]
    assert said.enterprise == said.enterprises[0]


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
