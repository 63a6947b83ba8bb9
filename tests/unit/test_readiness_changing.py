"""Readiness where figures or rules change in between, and where what was said has grown old."""

from datetime import date

import pytest

from events.folds.checks.finding import Need
from events.folds.rule_set import BANTEN_GRAD_1
from tests.builders import an_id
from tests.indicators import (
    CHILD,
    CHILD_ADDED,
    DAY,
    LINE_2018_09,
    LINE_2019_03,
    MEMBER,
    MOTHER,
    REGISTERED,
    SCHOOL,
    SMALL_CHILD,
    Said,
    debt,
    healthy,
    indicator,
    planned,
    schooled,
    surveyed,
    verdict,
    wage,
)
from tests.telling import Telling, sync


@pytest.mark.parametrize(
    ("income", "expected", "value"),
    [
        (LINE_2019_03, "met", LINE_2019_03),
        (LINE_2019_03 - 1, "not_met", LINE_2019_03 - 1),
        (LINE_2018_09, "not_met", LINE_2018_09),
    ],
)
def test_each_month_is_compared_with_the_line_of_that_month(
    income: int, expected: str, value: int
) -> None:
    """As of 10 May: February by the line until then, March and April by the one from March on."""
    found = indicator("R1", wage(income))

    assert (found.verdict, found.value) == (expected, value)
    if expected == "not_met":
        lacking = [need.about for need in found.what_would_change_it]
        assert lacking == ["2019-03", "2019-04"]


def test_the_wage_is_that_of_the_kabupaten_the_family_lived_in_each_month() -> None:
    telling = Telling()
    office, zaenal = telling.device("O2", "province"), telling.device("D1", "zaenal")
    for region, value in (("36.03", 3_000_000), ("36.71", 5_000_000)):
        office.says(
            "parameter_set", "2018-12-01", name="minimum_wage", region=region, value=value,
            valid_from="2019-01-01", valid_to="2019-12-31",
        )  # fmt: skip
    for type_name, on, fields in (REGISTERED, MEMBER, wage(4_000_000)):
        zaenal.says(type_name, on, **fields)  # type: ignore[arg-type]
    zaenal.says("address_changed", "2019-04-20", region="36.71.01.1001", kind="other_kabupaten")
    sync(office, zaenal)

    def reached(day: date) -> str:
        return telling.answer(day).readiness.options["R1b"].verdict

    assert (reached(date(2019, 4, 10)), reached(DAY)) == ("met", "not_met")


def test_a_rule_set_of_an_event_may_ask_for_other_numbers() -> None:
    telling = Telling()
    office, zaenal = telling.device("O2", "province"), telling.device("D1", "zaenal")
    rules = [
        {"id": "R6", "weight": "support", "check": "savings_held", "settings": {"months": 2}},
        {"id": "R12", "weight": "must", "check": "care_arranged", "settings": {"age": 70}},
        {"id": "R4", "weight": "must", "check": "school_attended", "settings": {"percent": 90}},
        {
            "id": "R9",
            "weight": "support",
            "check": "house_durable",
            "settings": {"wall_main_anyaman_bambu": 1, "roof_main_genteng": 0},
        },
        {"id": "N1", "weight": "must", "route": "alamiah", "check": "family_asked"},
    ]
    office.says(
        "rule_set_published", "2019-05-01", rule_set="BANTEN-GRAD/2", rules=rules,
        supports_needed=0, supports_failed_max=9,
    )  # fmt: skip
    said: list[Said] = [
        REGISTERED,
        MEMBER,
        ("wellbeing_surveyed", "2019-04-16", {"savings": LINE_2019_03}),
        ("member_added", "2016", {"member": MOTHER, "birth_year": 1955}),
        ("member_left", "2016-01", {"member": MOTHER}),
        ("member_added", "2016", {"member": an_id("uncle"), "birth_year": 1955}),
        CHILD_ADDED,
        SCHOOL,
        schooled("2019-04", 17),
        schooled("2019-03", 17),
        surveyed(roof_main="beton"),
    ]
    for type_name, on, fields in said:
        zaenal.says(type_name, on, **fields)  # type: ignore[arg-type]
    sync(office, zaenal)

    before, after = (telling.answer(day).readiness for day in (date(2019, 4, 30), date(2019, 5, 1)))

    assert (before.rule_set, after.rule_set) == (BANTEN_GRAD_1.rule_set, "BANTEN-GRAD/2")
    assert [before.indicators[name].verdict for name in ("R12", "R9")] == ["not_met", "not_met"]
    assert {name: each.verdict for name, each in after.indicators.items()} == {
        "R6": "not_met",
        "R12": "not_applicable",
        "R4": "not_met",
        "R9": "met",
    }
    assert after.options["N1"].verdict == "not_met"
    assert after.verdict == "not_ready"


def test_a_rule_set_may_call_a_material_unfit() -> None:
    telling = Telling()
    office, zaenal = telling.device("O2", "province"), telling.device("D1", "zaenal")
    settings = {"water_bought": 1, "waste_distance_m": 10}
    office.says(
        "rule_set_published",
        "2019-05-01",
        rule_set="BANTEN-GRAD/2",
        rules=[
            {
                "id": "R8",
                "weight": "support",
                "check": "water_and_toilet_fit",
                "settings": settings,
            },
            {
                "id": "R9",
                "weight": "support",
                "check": "house_durable",
                "settings": {"wall_main_papan": 0},
            },
        ],
    )
    zaenal.says("housing_surveyed", "2019-04-16", wall_main="papan", water="bought")
    sync(office, zaenal)

    def fit(day: date) -> list[str]:
        found = telling.answer(day).readiness.indicators
        return [found[name].verdict for name in ("R8", "R9")]

    assert fit(date(2019, 4, 30)) == ["unknown", "met"]
    assert fit(date(2019, 5, 1)) == ["met", "not_met"]


# --- what little is left --------------------------------------------------------------------------


def test_a_month_in_which_nothing_was_required_counts_nowhere() -> None:
    holiday = [healthy("2019-04", 0, required=0), healthy("2019-03", 2), healthy("2019-02", 2)]

    assert verdict("R5", CHILD_ADDED, SMALL_CHILD, *holiday) == "met"
    assert verdict("R5", CHILD_ADDED, SMALL_CHILD, *holiday[:2]) == "unknown"
    assert verdict("R5", CHILD_ADDED, SMALL_CHILD, *holiday[:1]) == "unknown"


def test_a_schedule_met_long_ago_is_stale() -> None:
    said = [CHILD_ADDED, SMALL_CHILD, healthy("2018-10", 2), healthy("2018-09", 2)]

    assert verdict("R5", *said) == "stale"


@pytest.mark.parametrize(("on", "expected"), [("2018-11-10", "met"), ("2018-11-09", "stale")])
def test_a_debt_asked_about_half_a_year_ago_is_asked_again(on: str, expected: str) -> None:
    found = indicator("R7", ("wellbeing_surveyed", on, {"debt": 0}))

    assert found.verdict == expected
    assert (Need("debt") in found.what_would_change_it) is (expected == "stale")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([("capital_received", "2019-03", {"source": "rentenir"})], "not_met"),
        ([("capital_received", "2019-03", {"source": "kur"})], "unknown"),
        ([("capital_received", "2019-03", {"source": "rentenir"}), debt(0)], "met"),
        ([("capital_received", "2019-03", {"source": "rentenir"}), debt("declined")], "not_met"),
    ],
)
def test_a_moneylender_nobody_said_was_paid_off_is_one(said: list[Said], expected: str) -> None:
    assert verdict("R7", *said) == expected


@pytest.mark.parametrize("component", ["lansia", "disabilitas_berat"])
def test_who_has_a_component_of_care_needs_it_whatever_the_year_of_birth(component: str) -> None:
    member: Said = ("member_added", "2016", {"member": CHILD, "birth_year": "unknown"})
    recorded: Said = (
        "component_recorded",
        "2016-07",
        {"member": CHILD, "component": component},
    )

    assert verdict("R12", member, recorded) == "not_met"
    assert verdict("R12", member, recorded, planned(member=CHILD)) == "met"
