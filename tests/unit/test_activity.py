"""What happened in a month: only what is dated by it, and what is not known is counted as such."""

from datetime import date

import pytest

from events.folds.activity import Activity, activity
from events.folds.answer import look
from events.folds.payments import disbursements
from tests.builders import an_id
from tests.telling import Teller, Telling

DAY = date(2019, 4, 30)
MONTH = "2019-04"


def of_april(telling: Telling, as_of: date = DAY) -> Activity:
    looked = look(telling.household(), telling.programme(), as_of.isoformat())
    money = disbursements(looked.facts, looked.decisions)
    return activity(looked.facts, money, MONTH)


def test_a_household_nothing_is_written_of_adds_nothing(telling: Telling) -> None:
    assert of_april(telling) == Activity()


def test_visits_and_sessions_count_in_the_month_they_were(telling: Telling, zaenal: Teller) -> None:
    for on, outcome in (
        ("2019-03-31", "met"), ("2019-04-01", "met"), ("2019-04-30", "not_home"), ("2019", "met"),
    ):  # fmt: skip
        zaenal.says("household_visited", on, outcome=outcome)
    zaenal.says("session_attended", "2019-04-12")
    zaenal.says("session_attended", "2019-04-12", member=an_id("first child"), present=False)
    zaenal.says("session_attended", "2019-03-12", session=an_id("earlier"))
    zaenal.syncs()

    assert of_april(telling) == Activity(visits=2, met=1, attended=1)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"required": 20, "done": 17}, (1, 1)),
        ({"required": 20, "done": 16}, (1, 0)),
        ({"required": 20, "done": 16, "excused": 2}, (1, 1)),
        ({"required": 20, "done": 0, "excused": 20}, (0, 0)),
        ({"component": "usia_dini", "required": 2, "done": 1, "unit": "penimbangan"}, (1, 0)),
        ({"component": "lansia", "required": 1, "done": 1, "unit": "kunjungan"}, (1, 1)),
    ],
)
def test_a_commitment_is_checked_where_something_was_required(
    telling: Telling, zaenal: Teller, fields: dict[str, object], found: tuple[int, int]
) -> None:
    zaenal.says("commitment_verified", MONTH, **fields)  # type: ignore[arg-type]
    zaenal.syncs()

    assert (of_april(telling).checks, of_april(telling).checks_met) == found


@pytest.mark.parametrize(
    ("price", "costs", "found"),
    [
        (39_000, {"materials": 100_000}, (1, 390_000, 290_000, 0)),
        (39_000, None, (1, 390_000, 0, 1)),
        (39_000, {"materials": "unknown", "complete": False}, (1, 390_000, 0, 1)),
        ("unknown", {"materials": 100_000}, (1, 0, 0, 1)),
    ],
)
def test_sales_are_added_and_a_net_nobody_knows_is_counted_as_not_known(
    telling: Telling,
    zaenal: Teller,
    price: object,
    costs: dict[str, object] | None,
    found: tuple[int, int, int, int],
) -> None:
    sales = [{"buyer": an_id("buyer a"), "quantity": 10, "unit_price": price}]
    zaenal.says("sales_reported", MONTH, sales=sales)
    zaenal.says("sales_reported", "2019-03", sales=sales)
    if costs is not None:
        others = dict.fromkeys(("wages", "rent", "transport", "utilities", "other"), 0)
        zaenal.says("costs_reported", MONTH, **{**others, **costs})  # type: ignore[arg-type]
    zaenal.syncs()

    made = of_april(telling)
    assert (made.selling, made.revenue, made.net, made.net_unknown) == found


def test_money_counts_in_the_month_each_party_speaks_of(telling: Telling, zaenal: Teller) -> None:
    office = telling.device("O2", "operator")
    money: dict[str, object] = {"year": 2019, "amount": 1_000_000}
    office.says("payment_ordered", "2019-03-28", **money)  # type: ignore[arg-type]
    office.says("payment_reported", "2019-04-02", **money)  # type: ignore[arg-type]
    zaenal.says("assistance_received", "2019-04-20", **money)  # type: ignore[arg-type]
    office.syncs()
    zaenal.syncs()

    assert of_april(telling) == Activity(paid=1_000_000, received=1_000_000)
    assert of_april(telling, date(2019, 4, 10)) == Activity(paid=1_000_000)
