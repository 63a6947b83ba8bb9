"""Readiness where claims differ, where families decline, and where only little is missing."""

import pytest

from events.folds import Indicator, Readiness
from tests.indicators import (
    CHILD_ADDED,
    DAY,
    LINE_2019_03,
    MEMBER,
    MOTHER_ADDED,
    NO_SOURCES,
    REFERRED,
    REGISTERED,
    SCHOOL,
    SMALL_CHILD,
    STARTED,
    Said,
    debt,
    healthy,
    indicator,
    planned,
    referral,
    schooled,
    sold,
    spent,
    surveyed,
    three_months,
    wage,
)
from tests.telling import Telling, sync


def disputed(name: str, shared: list[Said], one: Said, other: Said) -> Indicator:
    """An indicator when two companions, who do not know each other's, say two things."""
    telling = Telling()
    zaenal, second = telling.device("D1", "zaenal"), telling.device("D2", "second")
    for teller, said in ((zaenal, [REGISTERED, MEMBER, *shared, one]), (second, [other])):
        for type_name, on, fields in said:
            teller.says(type_name, on, **fields)  # type: ignore[arg-type]
    sync(zaenal, second)
    return telling.answer(DAY).readiness.indicators[name]


@pytest.mark.parametrize(
    ("name", "shared", "one", "other", "expected"),
    [
        ("R1", [], wage(500_000), wage(400_000), "disputed"),
        ("R1", [], wage(500_000), wage(600_000), "met"),
        ("R1", [], wage(300_000), wage(400_000), "not_met"),
        (
            "R1",
            [NO_SOURCES, *three_months(10_000)[:-1]],
            spent("2019-04", 1),
            spent("2019-04", 2),
            "met",
        ),
        (
            "R1",
            [NO_SOURCES, STARTED, *map(spent, ("2019-02", "2019-03", "2019-04"))],
            sold("2019-04", 100),
            sold("2019-04", 900),
            "unknown",
        ),
        ("R2", [], wage(1), NO_SOURCES, "not_met"),
        ("R2", [STARTED, sold("2019-04", 1)], wage(1), NO_SOURCES, "unknown"),
        (
            "R2",
            [STARTED, sold("2019-02", 0, 60), sold("2019-04", 1)],
            wage(1),
            NO_SOURCES,
            "disputed",
        ),
        (
            "R4",
            [CHILD_ADDED, SCHOOL, schooled("2019-03", 20)],
            schooled("2019-04", 17),
            schooled("2019-04", 16),
            "disputed",
        ),
        (
            "R4",
            [CHILD_ADDED, SCHOOL],
            schooled("2019-04", 17),
            schooled("2019-04", 18),
            "unknown",
        ),
        (
            "R5",
            [CHILD_ADDED, SMALL_CHILD, healthy("2019-03", 2)],
            healthy("2019-04", 2),
            healthy("2019-04", 1),
            "disputed",
        ),
        (
            "R6",
            [],
            ("wellbeing_surveyed", "2019-04-16", {"savings": LINE_2019_03}),
            ("wellbeing_surveyed", "2019-04-16", {"savings": LINE_2019_03 - 1}),
            "disputed",
        ),
        ("R7", [], debt(0), debt(1, 0, ["rentenir"]), "disputed"),
        ("R7", [], debt(0), debt(1, None, ["bank"]), "unknown"),
        ("R8", [], surveyed(), surveyed(toilet="none"), "disputed"),
        ("R9", [], surveyed(wall_main="tembok"), surveyed(wall_main="bambu"), "disputed"),
        ("R9", [REFERRED], surveyed(wall_main="tembok"), surveyed(wall_main="bambu"), "met"),
        ("R9", [], surveyed(wall_main="tembok"), surveyed(wall_main="lainnya"), "unknown"),
        ("R10", [], referral("made"), referral("refused"), "disputed"),
        ("R12", [MOTHER_ADDED], planned(), planned(goal="saving"), "disputed"),
    ],
)
def test_a_rule_is_judged_under_each_value_that_is_claimed(
    name: str, shared: list[Said], one: Said, other: Said, expected: str
) -> None:
    found = disputed(name, shared, one, other)

    assert found.verdict == expected
    rests_on_conflict = any(need.code == "resolve" for need in found.what_would_change_it)
    assert rests_on_conflict is (found.verdict != "met")


@pytest.mark.parametrize(
    ("name", "said", "value"),
    [
        ("R1", ("livelihood_surveyed", "2019-01-05", {"sources": "declined"}), None),
        ("R1b", wage("declined"), None),
        ("R2", ("livelihood_surveyed", "2019-01-05", {"sources": "declined"}), None),
        ("R3", ("wellbeing_surveyed", "2019-04-16", {"food_deficit_12m": "declined"}), None),
        ("R6", ("wellbeing_surveyed", "2019-04-16", {"savings": "declined"}), None),
        ("R7", debt("declined"), None),
        ("R7", debt(5_000_000, "declined", ["bank"]), None),
        ("R8", surveyed(toilet="declined"), None),
        ("R8", surveyed(water="declined"), None),
        ("R9", surveyed(wall_main="declined"), None),
    ],
)
def test_what_a_family_would_rather_not_say_is_unknown_and_never_not_met(
    name: str, said: Said, value: object
) -> None:
    found = indicator(name, said)

    assert (found.verdict, found.value) == ("unknown", value)


def readiness(*said: Said) -> Readiness:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    for type_name, on, fields in (REGISTERED, MEMBER, *said):
        zaenal.says(type_name, on, **fields)  # type: ignore[arg-type]
    zaenal.syncs()
    return telling.answer(DAY).readiness


READY: list[Said] = [
    NO_SOURCES,
    *three_months(1_000),
    (
        "wellbeing_surveyed",
        "2019-04-16",
        {"food_deficit_12m": "none", "savings": LINE_2019_03, "debt": 0},
    ),
    surveyed(wall_main="tembok"),
    referral("made"),
    ("graduation_requested", "2019-04-20", {}),
]


def but(type_name: str, **fields: object) -> list[Said]:
    """What makes a household ready, with other fields in what it said of one type."""
    return [(name, on, said | fields if name == type_name else said) for name, on, said in READY]


@pytest.mark.parametrize(
    ("said", "expected", "supports"),
    [
        (READY, "ready", 5),
        (but("wellbeing_surveyed", savings="declined", debt="declined"), "ready", 3),
        (but("wellbeing_surveyed", savings=0, debt=1, debt_to=["rentenir"]), "ready", 3),
        (
            but("wellbeing_surveyed", savings=0, debt=1, debt_to=["rentenir"])[:-2] + READY[-1:],
            "near",
            2,
        ),
        (
            [*but("wellbeing_surveyed", savings=0, debt="declined"), referral("refused")],
            "near",
            2,
        ),
        (but("housing_surveyed", wall_main="bambu", toilet="none"), "ready", 3),
        (
            [each for each in but("wellbeing_surveyed", savings=0) if each[0] != "housing_surveyed"]
            + [surveyed(wall_main="bambu", toilet="none")],
            "not_ready",
            2,
        ),
        (READY[:-1], "not_ready", 5),
        (but("wellbeing_surveyed", food_deficit_12m="unknown"), "near", 5),
        (but("wellbeing_surveyed", food_deficit_12m="some"), "not_ready", 5),
        ([*READY[:-1], ("graduation_requested", "2018-11-09", {})], "near", 5),
    ],
)
def test_all_musts_and_three_supports_make_a_household_ready(
    said: list[Said], expected: str, supports: int
) -> None:
    found = readiness(*said)

    assert (found.verdict, found.supports_met, found.supports) == (expected, supports, 5)


def test_nobody_is_ready_while_a_support_is_disputed() -> None:
    telling = Telling()
    zaenal, second = telling.device("D1", "zaenal"), telling.device("D2", "second")
    for type_name, on, fields in (REGISTERED, MEMBER, *READY):
        zaenal.says(type_name, on, **fields)  # type: ignore[arg-type]
    second.says(*READY[-3][:2], **{**READY[-3][2], "wall_main": "bambu"})  # type: ignore[arg-type]
    sync(zaenal, second)

    found = telling.answer(DAY)

    assert (found.readiness.verdict, found.readiness.supports_met) == ("near", 4)
    assert found.readiness.indicators["R9"].verdict == "disputed"
    assert found.household.flags == ()
