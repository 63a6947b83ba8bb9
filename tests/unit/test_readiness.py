"""The checks R1 to R12 at their edges, each on a household that says little else."""

from datetime import date

import pytest

from events.folds.checks.finding import Need
from tests.builders import an_id
from tests.indicators import (
    CHILD,
    CHILD_ADDED,
    LINE_2019_03,
    NO_SOURCES,
    STARTED,
    Said,
    debt,
    indicator,
    sold,
    spent,
    three_months,
    verdict,
    wage,
)

# --- R1 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "expected", "value"),
    [
        ([wage(LINE_2019_03)], "met", LINE_2019_03),
        ([wage(LINE_2019_03 - 1)], "not_met", LINE_2019_03 - 1),
        ([wage("unknown")], "unknown", None),
        ([("livelihood_surveyed", "2019-01-05", {"sources": "declined"})], "unknown", None),
        ([wage(500_000, on="2019-03-15")], "unknown", None),
        ([NO_SOURCES, *three_months(463)], "met", 463_000),
        ([NO_SOURCES, *three_months(462)], "not_met", 462_000),
        ([wage(400_000), *three_months(63)], "met", 463_000),
        ([NO_SOURCES, STARTED, sold("2019-04", 900)], "unknown", None),
        ([wage(1_000_000), CHILD_ADDED], "met", 500_000),
        ([wage(900_000), CHILD_ADDED], "not_met", 450_000),
        (
            [wage(900_000), CHILD_ADDED, ("member_left", "2019-01", {"member": CHILD})],
            "met",
            900_000,
        ),
    ],
)
def test_income_reaches_the_line_of_each_of_three_months(
    said: list[Said], expected: str, value: int | None
) -> None:
    found = indicator("R1", *said)

    assert (found.verdict, found.value) == (expected, value)


def test_one_month_below_the_line_decides_though_others_are_unknown() -> None:
    found = indicator("R1", NO_SOURCES, STARTED, sold("2019-04", 900), spent("2019-04", 800_000))

    assert (found.verdict, found.value) == ("not_met", 100_000)
    assert found.what_would_change_it == (
        Need("sales", "2019-02"),
        Need("costs", "2019-02"),
        Need("sales", "2019-03"),
        Need("costs", "2019-03"),
        Need("higher_income", "2019-04", LINE_2019_03 - 100_000),
    )


@pytest.mark.parametrize("costs", [spent("2019-04", "unknown", complete=False), None])
def test_a_net_without_all_costs_is_unknown_and_never_the_revenue(costs: Said | None) -> None:
    said = [*three_months(10_000)[:-1], *([costs] if costs else [])]

    assert verdict("R1", NO_SOURCES, *said) == "unknown"


def test_an_enterprise_not_yet_started_or_closed_before_a_month_adds_nothing_to_it() -> None:
    later: Said = ("enterprise_started", "2019-05", {})
    closed: Said = ("operation_changed", "2019-01-15", {"state": "closed"})

    assert verdict("R1", wage(500_000), later) == "met"
    assert verdict("R1", wage(500_000), STARTED, closed) == "met"
    assert verdict("R1", wage(500_000), STARTED) == "unknown"


def test_outside_the_table_of_lines_the_threshold_is_unknown() -> None:
    found = indicator("R1", wage(5_000_000), as_of=date(2020, 6, 20))

    assert (found.verdict, found.threshold) == ("unknown", None)
    assert Need("figure", "2020-05") in found.what_would_change_it


@pytest.mark.parametrize(("income", "expected"), [(3_841_368, "not_met"), (3_841_369, "met")])
def test_the_option_asks_for_more_than_the_minimum_wage(income: int, expected: str) -> None:
    assert verdict("R1b", wage(income)) == expected


# --- R2, R3, R6, R7 -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], "unknown"),
        ([NO_SOURCES], "not_met"),
        ([wage(1)], "not_met"),
        ([wage(1), STARTED, sold("2019-04", 1)], "met"),
        ([NO_SOURCES, *three_months(100)], "met"),
        ([NO_SOURCES, *three_months(100, pct=79)], "met"),
        ([NO_SOURCES, *three_months(100, pct=80)], "not_met"),
        ([NO_SOURCES, *three_months(100)[:-1]], "unknown"),
        ([NO_SOURCES, STARTED, sold("2019-02", 0, 60)], "not_met"),
        ([NO_SOURCES, STARTED], "unknown"),
        ([wage(1, on="2018-11-09"), STARTED, sold("2019-04", 1)], "stale"),
        ([wage(1, on="2018-11-10"), STARTED, sold("2019-04", 1)], "met"),
    ],
)
def test_two_sources_or_one_stable_enterprise_with_several_buyers(
    said: list[Said], expected: str
) -> None:
    assert verdict("R2", *said) == expected


def test_where_no_share_is_stated_the_orders_of_six_months_tell_the_buyers() -> None:
    months = ("2019-02", "2019-03", "2019-04")
    said = [STARTED, *(sold(month, 100) for month in months), *map(spent, months), NO_SOURCES]
    orders: list[Said] = [
        ("order_received", "2019-01", {"order": an_id(name), "buyer": an_id(f"buyer {name}")})
        for name in ("a", "b")
    ]
    old: Said = ("order_received", "2018-10", {"order": an_id("c"), "buyer": an_id("buyer c")})

    assert verdict("R2", *said) == "unknown"
    assert verdict("R2", *said, orders[0], old) == "not_met"
    assert verdict("R2", *said, *orders) == "met"


@pytest.mark.parametrize(
    ("answer", "on", "expected"),
    [
        ("none", "2018-05-10", "met"),
        ("none", "2018-05-09", "stale"),
        ("some", "2019-04-16", "not_met"),
        ("often", "2016-01-01", "not_met"),
        ("unknown", "2019-04-16", "unknown"),
        ("declined", "2019-04-16", "unknown"),
    ],
)
def test_nobody_went_hungry_within_a_year(answer: str, on: str, expected: str) -> None:
    said: Said = ("wellbeing_surveyed", on, {"food_deficit_12m": answer})

    assert verdict("R3", said) == expected


@pytest.mark.parametrize(
    ("savings", "on", "expected", "threshold"),
    [
        (LINE_2019_03, "2019-04-16", "met", LINE_2019_03),
        (LINE_2019_03 - 1, "2019-04-16", "not_met", LINE_2019_03),
        (450_108, "2019-02-01", "met", 450_108),
        (900_000, "2018-11-09", "stale", 450_108),
        (900_000, "2018-08-01", "unknown", None),
        ("declined", "2019-04-16", "unknown", LINE_2019_03),
        (None, "2019-04-16", "unknown", LINE_2019_03),
    ],
)
def test_savings_cover_a_month_by_the_line_of_the_day_they_were_stated(
    savings: object, on: str, expected: str, threshold: int | None
) -> None:
    found = indicator("R6", ("wellbeing_surveyed", on, {"savings": savings}))

    assert (found.verdict, found.threshold) == (expected, threshold)


@pytest.mark.parametrize(
    ("said", "expected", "value"),
    [
        ([debt(0)], "met", 0),
        ([debt("declined")], "unknown", None),
        ([debt(5_000_000, 0, ["family"])], "met", 0),
        ([debt(5_000_000, None, ["bank"])], "unknown", None),
        ([debt(5_000_000, 300_000, ["bank"])], "unknown", None),
        ([debt(5_000_000, 300_000, ["bank"]), *three_months(1_000)], "met", 30),
        ([debt(5_000_000, 300_001, ["bank"]), *three_months(1_000)], "not_met", 31),
        ([debt(5_000_000, 300_000, ["rentenir"]), *three_months(1_000)], "not_met", 30),
        ([debt(5_000_000, 300_000), *three_months(1_000)], "unknown", 30),
        (
            [debt(0), ("capital_received", "2019-05", {"source": "rentenir"})],
            "not_met",
            0,
        ),
        (
            [debt(0), ("capital_received", "2019-03", {"source": "rentenir"})],
            "met",
            0,
        ),
    ],
)
def test_debt_is_none_or_bearable_and_to_no_moneylender(
    said: list[Said], expected: str, value: int | None
) -> None:
    found = indicator("R7", *said)

    assert (found.verdict, found.value) == (expected, value)
