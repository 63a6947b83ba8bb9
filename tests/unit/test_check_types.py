"""What a device asks of each type: births, figures, decisions, corrections that fit."""

from datetime import date
from typing import Any

import pytest

from events.amounts import implausible
from events.check import Draft, Setting, problems
from events.problems import refused
from events.types import Event, Role
from tests.builders import (
    NIK,
    NO_KK,
    a_body,
    a_draft,
    a_household,
    an_actor,
    an_event,
    an_id,
    personal_of,
)
from tests.devices import LOG

TODAY = date(2018, 12, 3)


def a_setting(role: Role = "pendamping", **fields: Any) -> Setting:
    return Setting(log=LOG, today=TODAY, role=role, **fields)


def found(draft: Draft, setting: Setting | None = None) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.field) for problem in problems(draft, setting or a_setting())]


def body_problems(
    type_name: str, role: Role = "pendamping", **overrides: object
) -> list[tuple[str, str | None]]:
    return found(a_draft(type_name, a_body(type_name, **overrides)), a_setting(role))


# --- people --------------------------------------------------------------------------------------


def member_problems(personal: dict[str, Any], **overrides: object) -> list[tuple[str, str | None]]:
    body = a_body("member_added", **overrides)
    return found(a_draft("member_added", body, personal=personal_of("member_added", **personal)))


@pytest.mark.parametrize("nik", ["360399450778000", "3603998107780000", "tidak punya"])
def test_a_malformed_nik_is_refused(nik: str) -> None:
    assert member_problems({"nik": nik}) == [("bad_nik", "nik")]


def test_an_odd_nik_is_a_warning_to_its_author() -> None:
    """Every number here has the serial 0000, which is odd by itself and nobody's."""
    odd = [("nik_serial", "nik")]

    assert member_problems({"nik": NIK}) == odd
    assert member_problems({"nik": NIK}, sex="l") == [("nik_sex", "nik"), *odd]
    assert member_problems({"nik": NIK}, birth_year=1950) == [("nik_birth", "nik"), *odd]
    assert member_problems({"nik": NIK}, birth_year="unknown") == odd
    assert member_problems({"nik": NIK}, nik_status="none") == [("nik_status", "nik"), *odd]


@pytest.mark.parametrize(
    ("personal", "overrides", "code"),
    [
        ({"birth_date": "1979-07-05"}, {}, "birth_date_year"),
        ({"birth_date": "1978-07-32"}, {}, "bad_value"),
        ({"birth_date": "2018-12-04"}, {"birth_year": 2018}, "in_future"),
        ({}, {"birth_year": 2019}, "in_future"),
        ({}, {"birth_year": 1907}, "very_old"),
    ],
)
def test_a_birth_that_cannot_be_is_noticed(
    personal: dict[str, Any], overrides: dict[str, Any], code: str
) -> None:
    said = member_problems({"nik": None, **personal}, **overrides)

    assert [problem for problem, _ in said] == [code]


def test_a_verified_number_is_a_nik_or_the_sixteen_digits_of_a_card() -> None:
    card = a_body("identity_verified", kind="kk", how="kk_seen")

    assert found(a_draft("identity_verified", card, personal={"number": NO_KK})) == []
    assert found(a_draft("identity_verified", card, personal={"number": "36"})) == [
        ("bad_nik", "number")
    ]
    not_a_nik = {"number": "3603998107160000"}
    assert found(a_draft("identity_verified", personal=not_a_nik)) == [("bad_nik", "number")]


# --- figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "absent", ["materials", "wages", "rent", "transport", "utilities", "other"]
)
@pytest.mark.parametrize("value", [None, "unknown", "declined"])
def test_costs_are_not_complete_while_one_is_not_known(absent: str, value: str | None) -> None:
    fields: dict[str, Any] = {absent: value}

    assert body_problems("costs_reported", **fields) == [("costs_incomplete", "complete")]
    assert body_problems("costs_reported", **fields, complete=False) == []


@pytest.mark.parametrize(
    ("name", "overrides", "field"),
    [
        ("assistance_received", {"amount": 10_000_000_001}, "amount"),
        ("order_received", {"quantity": 1_000_001}, "quantity"),
        ("sales_reported", {"sales": [{"quantity": 1, "unit_price": 10**11}]}, "unit_price"),
        ("workforce_recorded", {"paid": 1_001}, "paid"),
        (
            "livelihood_surveyed",
            {"sources": [{"member": an_id("x"), "kind": "wage", "net_month": 10**11}]},
            "net_month",
        ),
    ],
)
def test_an_amount_beyond_its_bound_is_refused(
    name: str, overrides: dict[str, Any], field: str
) -> None:
    body = a_body(name, **overrides)

    assert ("implausible_amount", field) in body_problems(name, **overrides)
    assert [problem.field for problem in implausible(body)] == [field]


@pytest.mark.parametrize(
    ("name", "overrides", "problem"),
    [
        ("commitment_verified", {"done": 23, "excused": 3}, ("more_than_required", "done")),
        ("commitment_verified", {"required": 31}, ("many_school_days", "required")),
        ("premises_recorded", {"rent": 350_000}, ("rent_per", "per")),
        ("workforce_recorded", {"women": 5}, ("women_more", "women")),
        ("component_recorded", {"ends": "2015"}, ("before", "ends")),
        ("household_visited", {"next_visit": "2018-10-01"}, ("before", "next_visit")),
        ("household_visited", {"aftercare": "slipping"}, ("aftercare_kind", "aftercare")),
        ("order_received", {"due": "2018-10-01"}, ("before", "due")),
        ("licence_obtained", {"issued": "2019-01-01"}, ("in_future", "issued")),
        ("session_attended", {"topic": "konveksi"}, ("p2k2_topic", "topic")),
        ("graduation_requested", {"statement": "oral"}, ("witness_missing", "witness")),
        ("graduation_proposed", {"indicators": []}, ("indicators_missing", "indicators")),
        ("graduation_proposed", {"as_of": "2018-12-04"}, ("in_future", "as_of")),
    ],
)
def test_figures_and_dates_that_contradict_each_other_are_refused(
    name: str, overrides: dict[str, Any], problem: tuple[str, str]
) -> None:
    assert body_problems(name, **overrides) == [problem]
    assert refused(problems(a_draft(name, a_body(name, **overrides)), a_setting()))


@pytest.mark.parametrize(
    ("name", "overrides", "code"),
    [
        ("assistance_received", {"status": "partial"}, "shortfall_reason"),
        ("wellbeing_surveyed", {"debt_to": ["rentenir"]}, "debt_differs"),
        ("wellbeing_surveyed", {"instalment_month": 5}, "debt_differs"),
        ("order_received", {"quantity": 0}, "nothing_sold"),
        ("sales_reported", {"sales": [{"quantity": 0, "unit_price": 5}]}, "nothing_sold"),
        (
            "sales_reported",
            {
                "sales": [
                    {"buyer": an_id("a"), "quantity": 216, "unit_price": 42_000},
                    {"buyer": an_id("b"), "quantity": 144, "unit_price": 42_000},
                ],
                "largest_buyer_pct": 90,
            },
            "largest_share",
        ),
        ("exit_proposed", {"reason": "non_commitment"}, "documents_missing"),
    ],
)
def test_what_may_be_true_is_only_asked_about(
    name: str, overrides: dict[str, Any], code: str
) -> None:
    said = problems(a_draft(name, a_body(name, **overrides)), a_setting())

    assert [(problem.code, problem.severity) for problem in said] == [(code, "warn")]


def test_a_month_without_sales_is_a_good_answer() -> None:
    assert body_problems("sales_reported", sales=[], largest_buyer_pct=None) == []


# --- decisions and corrections -------------------------------------------------------------------


def test_each_level_decides_for_itself() -> None:
    by_province = {"level": "province", "effective_on": "2019-06-03"}

    assert body_problems("graduation_decided", "koordinator_kabupaten") == []
    assert body_problems("graduation_decided", "province") == [("wrong_level", "level")]
    assert body_problems("graduation_decided", "province", **by_province) == []
    assert body_problems("graduation_decided", "province", level="province") == [
        ("effective_on_missing", "effective_on")
    ]


def correction(
    target: Event | None, personal: dict[str, Any] | None = None, **overrides: object
) -> list[tuple[str, str | None]]:
    body = a_body("fact_corrected", **overrides)
    draft = a_draft("fact_corrected", body, personal=personal or {})
    return found(draft, a_setting(target=target))


def test_a_correction_names_a_field_of_its_target_and_a_value_that_fits() -> None:
    wrong = a_body(
        "sales_reported",
        sales=[{"buyer": an_id("buyer a"), "quantity": 251, "unit_price": 39_000}],
    )
    target = an_event("sales_reported", wrong)

    assert correction(target) == []
    assert correction(None) == []
    assert correction(target, field="colour") == [("no_such_field", "field")]
    assert correction(target, field="sales.9.quantity") == [("no_such_field", "field")]
    assert correction(target, new="many") == [("bad_value", "new")]
    assert correction(target, old=250) == [("old_differs", "old")]
    assert correction(target, new=251) == [("nothing_changes", "new")]
    assert correction(target, personal={"old": 1, "new": 2}) == [
        ("not_personal", "sales.0.quantity")
    ]


def test_the_date_of_an_event_can_be_corrected() -> None:
    target = an_event("sales_reported", on="2018-11")

    assert correction(target, field="on", old="2018-11", new="2018-10") == []
    assert correction(target, field="on", old="2018-12", new="2018-10") == [("old_differs", "old")]
    assert correction(target, field="on", old="2018-11", new="lalu") == [("bad_on", "new")]


def test_the_values_of_a_personal_field_stay_out_of_the_line() -> None:
    target = an_event("member_added")
    names: dict[str, Any] = {"old": "Nana", "new": "Nana Sofinah"}

    assert correction(target, names, field="name", old=None, new=None) == []
    assert correction(target, field="name", old="Nana", new="Nana Sofinah") == [
        ("is_personal", "name")
    ]
    assert correction(target, {"old": "Nana", "new": "Nana"}, field="name", old=None, new=None) == [
        ("nothing_changes", "new")
    ]


def test_only_the_author_or_a_coordinator_voids() -> None:
    own = an_event("sales_reported")
    other = an_event("sales_reported", by=an_actor("second companion"))
    draft = a_draft("event_voided")

    assert found(draft, a_setting(target=own)) == []
    assert found(draft, a_setting(target=other)) == [("not_author", "target")]
    assert found(draft, a_setting("koordinator_kabupaten", target=other)) == []


def test_acts_on_two_things_name_two_different_ones() -> None:
    own, other = a_household(), a_household("other")
    kept = {"kept": "a" * 32, "others": ["a" * 32]}
    role: Role = "koordinator_kabupaten"

    assert body_problems("households_merged", role, merged=own) == [("same_household", "merged")]
    assert body_problems("households_merged", role, survivor=other) == [("wrong_stream", "stream")]
    assert body_problems("conflict_resolved", role, **kept) == [("kept_among_others", "others")]
    assert body_problems("parameter_set", "admin", valid_to="2018-01-01") == [
        ("before", "valid_to")
    ]
