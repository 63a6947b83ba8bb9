"""R4 and R5: school and health."""

from datetime import date

import pytest

from tests.indicators import (
    CHILD,
    CHILD_ADDED,
    SCHOOL,
    SMALL_CHILD,
    Said,
    healthy,
    indicator,
    schooled,
    verdict,
)

# --- R4, R5 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "expected", "value"),
    [
        ([], "not_applicable", None),
        ([CHILD_ADDED, SCHOOL], "unknown", None),
        ([CHILD_ADDED, SCHOOL, schooled("2019-04", 17)], "unknown", None),
        ([CHILD_ADDED, SCHOOL, schooled("2019-04", 16)], "not_met", 80),
        ([CHILD_ADDED, SCHOOL, schooled("2019-04", 17), schooled("2019-03", 17)], "met", 85),
        ([CHILD_ADDED, SCHOOL, schooled("2019-04", 17), schooled("2019-03", 16)], "not_met", 80),
        (
            [CHILD_ADDED, SCHOOL, schooled("2019-04", 15, excused=3), schooled("2019-03", 20)],
            "met",
            88,
        ),
        (
            [
                CHILD_ADDED,
                SCHOOL,
                schooled("2019-04", 0, required=0),
                schooled("2019-03", 18),
                schooled("2019-02", 19),
            ],
            "met",
            90,
        ),
        (
            [
                CHILD_ADDED,
                SCHOOL,
                schooled("2019-04", 0, excused=20),
                schooled("2019-03", 18),
                schooled("2019-02", 19),
            ],
            "met",
            90,
        ),
        (
            [
                CHILD_ADDED,
                SCHOOL,
                schooled("2019-05", 0),
                schooled("2019-04", 18),
                schooled("2019-03", 19),
            ],
            "met",
            90,
        ),
        ([CHILD_ADDED, SCHOOL, schooled("2018-10", 20), schooled("2018-09", 20)], "stale", 100),
        (
            [
                CHILD_ADDED,
                SCHOOL,
                schooled("2019-04", 1),
                ("member_left", "2019-05-01", {"member": CHILD}),
            ],
            "not_applicable",
            None,
        ),
    ],
)
def test_pupils_attend_in_the_last_two_months_with_school(
    said: list[Said], expected: str, value: int | None
) -> None:
    found = indicator("R4", *said)

    assert (found.verdict, found.value) == (expected, value)


def test_a_component_ends_with_its_last_day() -> None:
    ended: Said = (
        "component_recorded",
        "2016-07",
        {"member": CHILD, "component": "sd", "starts": "2016-07", "ends": "2019-05"},
    )
    low = [schooled("2019-04", 1), schooled("2019-03", 1)]

    assert verdict("R4", CHILD_ADDED, ended, *low, as_of=date(2019, 5, 31)) == "not_met"
    assert verdict("R4", CHILD_ADDED, ended, *low, as_of=date(2019, 6, 1)) == "not_applicable"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], "not_applicable"),
        ([CHILD_ADDED, SMALL_CHILD, healthy("2019-04", 2), healthy("2019-03", 2)], "met"),
        ([CHILD_ADDED, SMALL_CHILD, healthy("2019-04", 2), healthy("2019-03", 1)], "not_met"),
        ([CHILD_ADDED, SMALL_CHILD], "unknown"),
    ],
)
def test_mothers_and_small_children_have_all_their_checks(said: list[Said], expected: str) -> None:
    assert verdict("R5", *said) == expected
