"""Enterprise months, stages and risks, each from what was reported."""

from datetime import date

import pytest

from tests.builders import an_id
from tests.telling import Teller, Telling
from tests.unit.enterprises import DAY, MONTHS, enterprise, sold, spent


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
