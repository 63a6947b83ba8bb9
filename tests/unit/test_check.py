"""What a device refuses or asks about before it writes anything."""

from datetime import date
from typing import Any

import pytest

from events.check import Draft, Setting, may_write, problems
from events.problems import Problem, refused
from events.regions import Regions
from events.types import REGISTRY, EntityId, Role
from tests.builders import (
    NIK,
    a_body,
    a_draft,
    a_household,
    an_event,
    an_id,
    personal_of,
)
from tests.devices import LOG

TODAY = date(2018, 12, 3)
REGIONS = Regions.of([("36.03.06", "Kresek"), ("36.03.06.2001", "Pasir Ampo"), ("36.03", "Kab")])


def a_setting(role: Role = "pendamping", **fields: Any) -> Setting:
    return Setting(log=LOG, today=TODAY, role=role, **fields)


def found(draft: Draft, setting: Setting | None = None) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.field) for problem in problems(draft, setting or a_setting())]


def body_problems(
    type_name: str, role: Role = "pendamping", **overrides: object
) -> list[tuple[str, str | None]]:
    return found(a_draft(type_name, a_body(type_name, **overrides)), a_setting(role))


def nobody_refuses(found_codes: list[Problem]) -> bool:
    return not refused(found_codes)


@pytest.mark.parametrize("name", REGISTRY)
def test_a_good_draft_of_every_type_may_be_written(name: str) -> None:
    setting = a_setting(REGISTRY[name].writers[0])

    assert nobody_refuses(problems(a_draft(name), setting))


@pytest.mark.parametrize("name", REGISTRY)
def test_only_the_writers_of_a_type_write_it(name: str) -> None:
    spec = REGISTRY[name]
    stranger: Role = "auditor" if "auditor" not in spec.writers else "pendamping"

    assert not may_write(spec, stranger)
    assert ("role_not_allowed", None) in found(a_draft(name), a_setting(stranger))


def test_who_may_not_write_a_type_reads_what_it_is_called() -> None:
    (refused_,) = problems(a_draft("region_changed", on="2016"), a_setting("koordinator_kabupaten"))

    assert refused_.say("id") == (
        "Peran koordinator kabupaten tidak menulis “Wilayah berubah”. Yang boleh: admin, provinsi."
    )


def test_every_problem_says_in_both_languages_how_to_mend_it() -> None:
    bad = a_draft(
        "sales_reported",
        a_body("sales_reported", product="x" * 36, sales=[{"quantity": 1, "unit_price": 10**12}]),
        on="2030",
        stream="nana",
        visit="today",
        late="because",
        personal={"product_name": 7},
    )
    said = problems(bad, a_setting("auditor"))

    assert {problem.code for problem in said} == {
        "role_not_allowed", "bad_id", "future_on", "month_needed", "bad_late", "bad_value",
        "implausible_amount",
    }  # fmt: skip
    for problem in said:
        indonesian, english = problem.say("id", "sales_reported"), problem.say("en")
        assert indonesian != english
        assert "{" not in indonesian + english


# --- when ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("on", ["2018", "2018-12", "2018-12-03", "1950"])
def test_what_has_begun_may_be_said(on: str) -> None:
    assert found(a_draft("household_visited", on=on, late="told_late")) == []


@pytest.mark.parametrize("on", ["2019", "2019-01", "2018-12-04", "9999"])
def test_what_has_not_begun_is_refused(on: str) -> None:
    assert found(a_draft("household_visited", on=on)) == [("future_on", "on")]


@pytest.mark.parametrize(
    "on", ["", "18", "2018-13", "2018-02-30", "2018-1-1", "kemarin", "2018-11-"]
)
def test_a_malformed_date_is_refused(on: str) -> None:
    assert found(a_draft("household_visited", on=on)) == [("bad_on", "on")]


def test_an_impossible_year_is_refused() -> None:
    draft = a_draft("household_visited", on="1018", late="told_late")

    assert found(draft) == [("on_too_early", "on")]


@pytest.mark.parametrize("name", ["sales_reported", "costs_reported", "commitment_verified"])
@pytest.mark.parametrize("on", ["2018", "2018-11-05"])
def test_a_figure_of_a_month_is_dated_by_its_month(name: str, on: str) -> None:
    assert ("month_needed", "on") in found(a_draft(name, on=on))


@pytest.mark.parametrize(
    ("on", "visit", "asked"),
    [
        ("2018-11-03", False, False),  # 30 days
        ("2018-11-02", False, True),
        ("2018-11", False, False),
        ("2018-10", False, True),
        ("2018-11-02", True, True),  # a visit is no figure
    ],
)
def test_an_entry_later_than_thirty_days_is_asked_why(on: str, visit: bool, asked: bool) -> None:
    draft = a_draft("household_visited", on=on, visit=an_id("visit") if visit else None)

    assert (("late_missing", "late") in found(draft)) is asked


@pytest.mark.parametrize(
    ("on", "visit", "asked"),
    [
        ("2018-09", True, False),  # 64 days after its last day
        ("2018-08", True, False),  # 94
        ("2018-07", True, True),
        ("2018-09", False, True),
    ],
)
def test_figures_taken_at_a_visit_may_be_a_hundred_days_old(
    on: str, visit: bool, asked: bool
) -> None:
    draft = a_draft("sales_reported", on=on, visit=an_id("visit") if visit else None)

    assert (("late_missing", "late") in found(draft)) is asked


def test_a_visit_is_asked_why_it_is_late_only_once() -> None:
    visit = an_id("visit")
    draft = a_draft("household_visited", on="2018-09-01", visit=visit)
    told: frozenset[EntityId] = frozenset((visit,))

    assert found(draft) == [("late_missing", "late")]
    assert found(draft, a_setting(late_told=told)) == []


def test_a_late_entry_with_a_reason_is_written() -> None:
    assert found(a_draft("household_visited", on="2018-09-01", late="no_signal")) == []
    assert found(a_draft("household_visited", on="2018-09-01", late="so")) == [("bad_late", "late")]


def test_imports_and_the_programme_stream_are_not_asked_why_they_are_late() -> None:
    assert found(a_draft("assistance_received", on="2016", basis="imported")) == []
    assert found(a_draft("parameter_set", on="2016"), a_setting("admin")) == []


# --- who and where -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [("by", "zaenal"), ("entered_by", "x" * 36), ("visit", "7"), ("stream", "nana")],
)
def test_a_name_in_place_of_an_id_is_refused(field: str, value: str) -> None:
    wrong: dict[str, Any] = {field: value}

    assert found(a_draft("household_visited", **wrong)) == [("bad_id", field)]


@pytest.mark.parametrize(
    "given", ["0155D8F8-5000-7C6A-B643-C44F7A0EC824", "0155d8f8-5000-4c6a-b643-c44f7a0ec824"]
)
def test_an_id_in_a_body_is_a_lower_case_uuid7(given: str) -> None:
    assert body_problems("payee_set", member=given) == [("bad_id", "member")]


def test_an_id_inside_a_list_is_looked_at_too() -> None:
    sales = [{"buyer": "b" * 36, "quantity": 1, "unit_price": 5}]

    assert ("bad_id", "buyer") in body_problems("sales_reported", sales=sales)


def test_a_fact_of_a_family_is_not_written_in_the_programme_stream() -> None:
    assert found(a_draft("payee_set", stream="programme")) == [("wrong_stream", "stream")]
    assert found(a_draft("parameter_set", stream=a_household()), a_setting("admin")) == [
        ("wrong_stream", "stream")
    ]
    assert found(a_draft("fact_corrected", stream="programme")) == []


# --- forms of values -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "field", "value", "code"),
    [
        ("household_registered", "region", "36.3.6", "bad_region"),
        ("household_registered", "region", "Pasir Ampo", "bad_region"),
        ("household_registered", "rt", "RT4", "bad_block"),
        ("payee_set", "document", "kata tetangga ia memang miskin sekali", "bad_reference"),
        ("enterprise_started", "kind", "Jahit Baju", "bad_slug"),
        ("enterprise_started", "kbli", "1411a", "bad_value"),
        ("component_recorded", "starts", "2016-13", "bad_value"),
        ("member_added", "evidence", ["g" * 64], "bad_value"),
        ("fact_corrected", "target", "G" * 32, "bad_id"),
        ("family_statement", "about", "x" * 33, "bad_id"),
        ("payee_set", "document", "(lihat foto)", "bad_reference"),
    ],
)  # fmt: skip
def test_a_value_out_of_its_form_is_refused(
    name: str, field: str, value: object, code: str
) -> None:
    wrong: dict[str, Any] = {field: value}

    assert body_problems(name, **wrong) == [(code, field)]


def test_a_region_this_device_does_not_know_is_only_a_warning() -> None:
    draft = a_draft("household_registered", a_body("household_registered", region="36.03.06.2099"))
    said = problems(draft, a_setting(regions=REGIONS))

    assert [(problem.code, problem.severity) for problem in said] == [("unknown_region", "warn")]
    assert problems(draft, a_setting()) == []


def test_a_household_is_registered_in_a_desa() -> None:
    assert body_problems("household_registered", region="36.03.06") == [("region_wide", "region")]
    assert body_problems("address_changed", region="36.03", kind="other_kabupaten") == [
        ("region_wide", "region")
    ]
    assert body_problems("address_changed", region="32.01", kind="out_of_province") == []


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("member_added", "name"),
        ("identity_verified", "number"),
        ("note_written", "text"),
        ("graduation_decided", "reason"),
        ("conflict_resolved", "reason"),
        ("entry_reviewed", "reason"),
        ("actor_registered", "name"),
    ],
)
def test_a_required_personal_field_is_asked_for(name: str, field: str) -> None:
    setting = a_setting(REGISTRY[name].writers[0])

    assert ("missing_field", field) in found(a_draft(name, personal={}), setting)
    blank = personal_of(name, **{field: "   "})
    assert ("missing_field", field) not in found(a_draft(name, personal=blank), setting)
    assert refused(problems(a_draft(name, personal=blank), setting))


def test_a_personal_field_of_another_type_is_refused_and_not_repeated() -> None:
    draft = a_draft("payee_set", personal={"nik": NIK})
    said = problems(draft, a_setting())

    assert [problem.code for problem in said] == ["bad_value"]
    assert NIK not in said[0].say("id") + said[0].say("en")


def test_refusals_come_before_warnings() -> None:
    said = problems(
        a_draft("order_received", a_body("order_received", quantity=0, due="2018-10-01")),
        a_setting(),
    )

    assert [(problem.code, problem.severity) for problem in said] == [
        ("before", "refuse"),
        ("nothing_sold", "warn"),
    ]


# --- regions of another log -----------------------------------------------------------------------


def test_a_family_is_registered_in_a_region_of_its_log_and_in_no_other() -> None:
    """A wider region says less than it might, and is asked about as ever."""
    found_of = {
        region: body_problems("household_registered", region=region)
        for region in ("36.03.06.2001", "36", "36.04.01.2001", "32.01.01.2001")
    }

    assert found_of == {
        "36.03.06.2001": [],
        "36": [("region_wide", "region")],
        "36.04.01.2001": [("foreign_region", "region")],
        "32.01.01.2001": [("foreign_region", "region")],
    }


def test_a_registration_elsewhere_is_refused_with_what_to_do() -> None:
    draft = a_draft("household_registered", a_body("household_registered", region="36.04.01.2001"))
    (problem,) = problems(draft, a_setting())

    assert problem.severity == "refuse"
    assert problem.say("id") == (
        "Wilayah 36.04.01.2001 di luar 36.03. Periksa kodenya; bila keluarga memang tinggal di "
        "sana, mintalah pendamping di sana yang mendaftarkannya."
    )


def test_a_registration_is_not_corrected_into_a_region_of_another_log() -> None:
    registered = an_event("household_registered", body=a_body("household_registered"))
    found_of = {}
    for new in ("36.03.06.2002", "36.04.01.2001"):
        body = a_body("fact_corrected", field="region", old="36.03.06.2001", new=new)
        found_of[new] = found(a_draft("fact_corrected", body), a_setting(target=registered))

    assert found_of == {"36.03.06.2002": [], "36.04.01.2001": [("foreign_region", "new")]}


@pytest.mark.parametrize("kind", ["within_desa", "other_desa", "other_kabupaten"])
def test_a_move_that_leaves_the_kabupaten_is_asked_about_where_it_says_otherwise(kind: str) -> None:
    draft = a_draft("address_changed", a_body("address_changed", region="36.04.01.2001", kind=kind))
    said = [(each.code, each.severity) for each in problems(draft, a_setting())]

    assert said == ([] if kind == "other_kabupaten" else [("moves_outside", "warn")])
