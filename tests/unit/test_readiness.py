"""The checks R1 to R12 at their edges, each on a household that says little else."""

from datetime import date

import pytest

from events.folds import Indicator
from events.folds.checks.finding import Need
from tests.builders import an_id
from tests.telling import Telling

DAY = date(2019, 5, 10)
LINE_2019_03 = 462_726
NANA, CHILD, MOTHER = an_id("nana"), an_id("first child"), an_id("mother")

Said = tuple[str, str, dict[str, object]]
"""A type, its `on`, the fields that matter."""

REGISTERED: Said = ("household_registered", "2016-07-11", {})
MEMBER: Said = ("member_added", "2016-07-11", {"member": NANA, "birth_year": 1978})
CHILD_ADDED: Said = (
    "member_added",
    "2016-07-11",
    {"member": CHILD, "birth_year": 2006, "relation": "anak"},
)
MOTHER_ADDED: Said = (
    "member_added",
    "2016-07-11",
    {"member": MOTHER, "birth_year": 1950, "relation": "orang_tua_mertua"},
)
NO_SOURCES: Said = ("livelihood_surveyed", "2019-01-05", {"sources": []})
STARTED: Said = ("enterprise_started", "2018-05", {})


def wage(net_month: object, on: str = "2019-01-05") -> Said:
    source = {"member": NANA, "kind": "wage", "net_month": net_month}
    return ("livelihood_surveyed", on, {"sources": [source]})


def sold(month: str, quantity: int, pct: int | None = None) -> Said:
    sale = {"buyer": an_id("buyer a"), "quantity": quantity, "unit_price": 1_000}
    return ("sales_reported", month, {"sales": [sale], "largest_buyer_pct": pct})


def spent(month: str, materials: object = 0, complete: bool = True) -> Said:
    others = dict.fromkeys(("wages", "rent", "transport", "utilities", "other"), 0)
    return ("costs_reported", month, {**others, "materials": materials, "complete": complete})


def three_months(quantity: int, pct: int = 60) -> list[Said]:
    months = ("2019-02", "2019-03", "2019-04")
    return [STARTED, *(sold(month, quantity, pct) for month in months), *map(spent, months)]


def schooled(month: str, done: int, required: int = 20, excused: int | None = None) -> Said:
    days = {"required": required, "done": done, "excused": excused}
    return ("commitment_verified", month, {"member": CHILD, "component": "sd", **days})


def healthy(month: str, done: int, required: int = 2) -> Said:
    checks = {"required": required, "done": done, "unit": "penimbangan"}
    return ("commitment_verified", month, {"member": CHILD, "component": "usia_dini", **checks})


SCHOOL: Said = (
    "component_recorded",
    "2016-07",
    {"member": CHILD, "component": "sd", "starts": "2016-07"},
)
SMALL_CHILD: Said = (
    "component_recorded",
    "2016-07",
    {"member": CHILD, "component": "usia_dini", "starts": "2016-07"},
)


def indicator(name: str, *said: Said, as_of: date = DAY) -> Indicator:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    for type_name, on, fields in (REGISTERED, MEMBER, *said):
        zaenal.says(type_name, on, body=None, **fields)  # type: ignore[arg-type]
    zaenal.syncs()
    readiness = telling.answer(as_of).readiness
    return (readiness.indicators | readiness.options)[name]


def verdict(name: str, *said: Said, as_of: date = DAY) -> str:
    return indicator(name, *said, as_of=as_of).verdict


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


def debt(amount: object, instalment: object = None, to: list[str] | None = None) -> Said:
    said = {"debt": amount, "instalment_month": instalment, "debt_to": to}
    return ("wellbeing_surveyed", "2019-04-16", said)


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


# --- R8, R9 ---------------------------------------------------------------------------------------


def surveyed(on: str = "2019-04-16", **said: object) -> Said:
    return ("housing_surveyed", on, said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (surveyed(), "met"),
        (surveyed(waste_distance_m=10), "not_met"),
        (surveyed(waste_distance_m=11), "met"),
        (surveyed(waste_distance_m=None), "unknown"),
        (surveyed(water="piped", waste_distance_m=None), "met"),
        (surveyed(water="open_well"), "not_met"),
        (surveyed(water="bought"), "unknown"),
        (surveyed(toilet="shared"), "met"),
        (surveyed(toilet="public"), "not_met"),
        (surveyed(toilet="none", closet=None, septic=None), "not_met"),
        (surveyed(closet=None), "unknown"),
        (surveyed(closet="cemplung"), "not_met"),
        (surveyed(septic="ipal"), "met"),
        (surveyed(septic="open_water"), "not_met"),
        (surveyed(toilet="unknown", water="open_well"), "not_met"),
        (surveyed("2017-05-10"), "met"),
        (surveyed("2017-05-09"), "stale"),
    ],
)
def test_water_and_toilet_are_fit(said: Said, expected: str) -> None:
    assert verdict("R8", said) == expected


REFERRED: Said = ("referral_updated", "2019-04-16", {"service": "housing"})


@pytest.mark.parametrize(
    ("said", "expected", "value"),
    [
        ([surveyed(wall_main="tembok")], "met", "durable"),
        ([surveyed()], "not_met", "not_durable"),
        ([surveyed(), REFERRED], "met", "not_durable"),
        (
            [
                surveyed(),
                REFERRED,
                ("referral_updated", "2019-05-01", {"service": "housing", "state": "refused"}),
            ],
            "not_met",
            "not_durable",
        ),
        ([surveyed(wall_main="unknown")], "unknown", None),
        ([surveyed(wall_main="unknown", roof_main="asbes")], "not_met", "not_durable"),
        ([surveyed(wall_main="lainnya")], "unknown", None),
        (
            [surveyed(wall_main="papan", roof_main="seng", floor_main="tanah")],
            "not_met",
            "not_durable",
        ),
    ],
)
def test_a_house_is_durable_or_a_referral_is_open(
    said: list[Said], expected: str, value: str | None
) -> None:
    found = indicator("R9", *said)

    assert (found.verdict, found.value) == (expected, value)


# --- R10, R11, R12 --------------------------------------------------------------------------------


def referral(state: str) -> Said:
    return ("referral_updated", "2019-04-16", {"service": "nib", "state": state})


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], "unknown"),
        ([("licence_obtained", "2018-11", {"kind": "nib"})], "met"),
        ([("licence_obtained", "2018-11", {"kind": "halal"})], "unknown"),
        ([referral("made")], "met"),
        ([referral("done")], "met"),
        ([referral("refused")], "not_met"),
    ],
)
def test_a_licence_or_a_referral_for_one(said: list[Said], expected: str) -> None:
    assert verdict("R10", *said) == expected


def request(on: str, **said: object) -> Said:
    return ("graduation_requested", on, said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], "not_met"),
        ([request("2019-04-20")], "met"),
        ([request("2018-11-10")], "met"),
        ([request("2018-11-09")], "stale"),
        ([request("2019-04-20", statement="oral")], "not_met"),
        ([request("2019-04-20", statement="oral", witness=an_id("witness"))], "met"),
        ([request("2019-04-20"), request("2019-05-01", withdrawn=True)], "not_met"),
        ([request("2019-04-20", withdrawn=True), request("2019-05-01")], "met"),
        ([request("2019-04-20"), request("2019-04-20", withdrawn=True)], "not_met"),
    ],
)
def test_the_family_asked_and_did_not_take_it_back(said: list[Said], expected: str) -> None:
    assert verdict("R11", *said) == expected


def test_without_a_request_the_enrolment_is_the_evidence_of_its_absence() -> None:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    enrolled = zaenal.says("programme_enrolled", "2016-07-11")

    found = telling.answer(DAY, enrolled).readiness.indicators["R11"]

    assert (found.verdict, found.evidence) == ("not_met", (enrolled.id,))


def planned(on: str = "2019-04-16", member: object = MOTHER, goal: str = "care") -> Said:
    goals = [{"goal": goal} | ({"member": member} if member else {})]
    return ("plan_agreed", on, {"goals": goals})


@pytest.mark.parametrize(
    ("said", "expected", "value"),
    [
        ([], "not_applicable", None),
        ([MOTHER_ADDED], "not_met", 0),
        ([MOTHER_ADDED, planned()], "met", 1),
        ([MOTHER_ADDED, planned(member=None)], "met", 1),
        ([MOTHER_ADDED, planned(member=NANA)], "not_met", 0),
        ([MOTHER_ADDED, planned(goal="saving")], "not_met", 0),
        ([MOTHER_ADDED, planned("2018-05-09")], "stale", 1),
        (
            [
                MOTHER_ADDED,
                ("referral_updated", "2019-04-16", {"service": "puskesmas", "member": MOTHER}),
            ],
            "met",
            1,
        ),
        (
            [
                (
                    "member_added",
                    "2016",
                    {"member": CHILD, "birth_year": 2006, "disability": "severe"},
                )
            ],
            "not_met",
            0,
        ),
        ([("member_added", "2016", {"member": CHILD, "birth_year": "unknown"})], "unknown", 0),
        ([MOTHER_ADDED, ("member_died", "2019-05-01", {"member": MOTHER})], "not_applicable", None),
        ([("member_added", "2016", {"member": CHILD, "birth_year": 1959})], "not_met", 0),
        ([("member_added", "2016", {"member": CHILD, "birth_year": 1960})], "not_applicable", None),
    ],
)
def test_everybody_old_or_severely_disabled_is_cared_for(
    said: list[Said], expected: str, value: int | None
) -> None:
    found = indicator("R12", *said)

    assert (found.verdict, found.value) == (expected, value)


# --- what conflicts do ----------------------------------------------------------------------------


def test_when_every_claimed_value_leads_to_one_verdict_it_is_that_verdict() -> None:
    telling = Telling()
    for name, by, quantity in (("D1", "zaenal", 10), ("D2", "second", 20)):
        teller = telling.device(name, by)
        for type_name, on, fields in (REGISTERED, MEMBER, NO_SOURCES, STARTED):
            teller.says(type_name, on, **fields)  # type: ignore[arg-type]
        teller.says("sales_reported", "2019-04", **sold("2019-04", quantity)[2])  # type: ignore[arg-type]
        teller.says("costs_reported", "2019-04", **spent("2019-04")[2])  # type: ignore[arg-type]
        teller.syncs()

    said = telling.answer(DAY)

    assert (said.readiness.indicators["R1"].verdict, said.readiness.indicators["R1"].value) == (
        "not_met",
        None,
    )
    assert said.household.flags == ("disputed",)
    (conflict,) = said.conflicts
    assert said.readiness.indicators["R1"].what_would_change_it[0] == Need("resolve", conflict.key)


@pytest.mark.parametrize(("weak", "expected"), [("some", "disputed"), ("unknown", "met")])
def test_when_claimed_values_lead_to_different_verdicts_it_is_disputed(
    weak: str, expected: str
) -> None:
    telling = Telling()
    for name, by, food in (("D1", "zaenal", "none"), ("D2", "second", weak)):
        teller = telling.device(name, by)
        teller.says("wellbeing_surveyed", "2019-04-16", food_deficit_12m=food)
        teller.syncs()

    assert telling.answer(DAY).readiness.indicators["R3"].verdict == expected


def test_more_conflicts_than_can_be_tried_leave_a_rule_unknown() -> None:
    telling = Telling()
    tellers = [telling.device("D1", "zaenal"), telling.device("D2", "second")]
    for number in range(7):
        for teller, year in zip(tellers, (1950, 1990), strict=True):
            teller.says("member_added", "2016", member=an_id(f"member {number}"), birth_year=year)
    for teller in tellers:
        teller.syncs()

    found = telling.answer(DAY).readiness.indicators["R12"]

    assert found.verdict == "unknown"
    assert len(found.what_would_change_it) == 7


def test_evidence_dated_by_a_month_that_had_not_ended_is_marked_imprecise() -> None:
    said: Said = ("wellbeing_surveyed", "2019-05", {"food_deficit_12m": "none"})

    assert indicator("R3", said).imprecise
    assert not indicator("R3", said, as_of=date(2019, 5, 31)).imprecise
