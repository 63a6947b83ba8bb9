"""Descriptions of fields, and what a person typed read by them."""

import json

import msgspec
import pytest

from events.form import Form, asked, fill, read_option, read_text
from events.problems import Problem
from events.schema import FieldSpec, fields_of, json_schema
from events.types import REGISTRY, HouseholdVisited, Sale, SalesReported
from tests.builders import a_body, an_event_id, an_id, personal_of


def spec_of(type_name: str, field: str) -> FieldSpec:
    return next(spec for spec in fields_of(type_name) if spec.name == field)


def codes(found: object) -> list[str]:
    assert isinstance(found, list)
    return [problem.code for problem in found]


# --- descriptions ---


def test_fields_come_in_the_order_of_the_catalogue_then_personal_note_and_evidence() -> None:
    specs = fields_of("order_received")

    assert [spec.name for spec in specs] == [
        "enterprise", "order", "buyer", "product", "quantity", "unit", "unit_price", "due",
        "buyer_name", "buyer_place", "product_name", "note", "evidence",
    ]  # fmt: skip
    assert [spec.name for spec in specs if spec.personal] == [
        "buyer_name", "buyer_place", "product_name", "note",
    ]  # fmt: skip


def test_a_field_is_described_whole() -> None:
    assert spec_of("housing_surveyed", "toilet") == FieldSpec(
        name="toilet",
        kind="choice",
        required=True,
        choices=("own", "shared", "communal", "public", "none"),
        unknowns=("unknown", "declined"),
    )
    assert spec_of("costs_reported", "wages") == FieldSpec(
        name="wages",
        kind="rupiah",
        required=False,
        unknowns=("unknown", "declined"),
        lowest=0,
        highest=2**53 - 1,
        unit="rp",
    )


def test_a_list_describes_one_item() -> None:
    sales = spec_of("sales_reported", "sales")

    assert (sales.kind, sales.repeated, sales.required) == ("part", True, True)
    assert [(part.name, part.kind, part.required) for part in sales.part] == [
        ("buyer", "uuid", False),
        ("quantity", "count", True),
        ("unit_price", "rupiah", True),
    ]


@pytest.mark.parametrize("name", REGISTRY)
def test_every_type_has_a_json_schema_of_all_its_fields(name: str) -> None:
    schema = json.loads(json.dumps(json_schema(name)))
    known = REGISTRY[name]

    body = schema["$defs"][known.body.__name__]
    assert set(body["properties"]) == {
        field.encode_name for field in msgspec.structs.fields(known.body)
    }
    assert body["additionalProperties"] is False
    assert schema["properties"]["type"] == {"const": name}
    assert schema["properties"]["body"]["$ref"] in {f"#/$defs/{key}" for key in schema["$defs"]}


# --- texts of a command line ---


@pytest.mark.parametrize(
    ("type_name", "field", "text", "value"),
    [
        ("costs_reported", "wages", "1,5 jt", 1_500_000),
        ("costs_reported", "wages", "39.000", 39_000),
        ("costs_reported", "wages", "unknown", "unknown"),
        ("costs_reported", "complete", "ya", True),
        ("costs_reported", "complete", "Tidak", False),
        ("commitment_verified", "required", "25", 25),
        ("housing_surveyed", "va", "450", 450),
        ("housing_surveyed", "va", "more", "more"),
        ("member_added", "sex", "p", "p"),
        ("household_registered", "rt", " 004 ", "004"),
        ("survey_answered", "answers", '{"q1":2}', {"q1": 2}),
        ("fact_corrected", "new", "215", 215),
        ("fact_corrected", "new", "004", "004"),
        ("fact_corrected", "new", "kg", "kg"),
        ("fact_corrected", "new", '["asbes"]', ("asbes",)),
    ],
)
def test_a_text_is_read_as_its_field_says(
    type_name: str, field: str, text: str, value: object
) -> None:
    read = read_text(spec_of(type_name, field), text)

    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("type_name", "field", "text"),
    [
        ("costs_reported", "wages", "banyak"),
        ("costs_reported", "complete", "mungkin"),
        ("commitment_verified", "required", "25.5"),
        ("commitment_verified", "required", "9" * 30),
        ("housing_surveyed", "toilet", "kebun"),
        ("survey_answered", "answers", "{q1:2}"),
        ("sales_reported", "sales", "215"),
        ("sales_reported", "sales", "colour=red"),
        ("sales_reported", "sales", "quantity=banyak"),
        ("sales_reported", "sales", '{"quantity":'),
    ],
)
def test_a_text_that_cannot_be_read_says_how_to_write_it(
    type_name: str, field: str, text: str
) -> None:
    problem = read_text(spec_of(type_name, field), text)

    assert isinstance(problem, Problem)
    assert (problem.code, problem.severity) == ("bad_value", "refuse")
    assert problem.say("id", type_name) != problem.say("en", type_name)


def test_one_sale_is_given_as_pairs_or_as_json() -> None:
    buyer = an_id("buyer a")
    sale = {"buyer": buyer, "quantity": 215, "unit_price": 39_000}
    spec = spec_of("sales_reported", "sales")

    assert read_option(spec, [f"buyer={buyer},quantity=215,unit_price=39rb"]) == [sale]
    assert read_option(spec, [json.dumps(sale), json.dumps(sale)]) == [sale, sale]
    assert read_option(spec, [json.dumps([sale])]) == [sale]
    assert read_option(spec, ["[]"]) == []
    assert isinstance(read_option(spec, ["quantity=1,unit_price=2", "x"]), Problem)


def test_a_list_may_be_declined_as_a_whole() -> None:
    assert read_option(spec_of("livelihood_surveyed", "sources"), ["declined"]) == "declined"


def test_the_last_of_a_single_option_counts() -> None:
    assert read_option(spec_of("commitment_verified", "done"), ["20", "23"]) == 23


# --- a form ---


def test_a_form_parts_the_line_from_what_is_personal() -> None:
    given = msgspec.to_builtins(a_body("member_added")) | personal_of("member_added", note="ok")

    assert fill("member_added", given) == Form(
        a_body("member_added"), personal_of("member_added", note="ok")
    )


def test_a_form_makes_typed_bodies() -> None:
    given = {
        "enterprise": an_id("konveksi"),
        "product": an_id("life vest"),
        "unit": "pcs",
        "sales": [{"quantity": 215, "unit_price": 39_000}],
    }
    filled = fill("sales_reported", given)

    assert isinstance(filled, Form)
    assert isinstance(filled.body, SalesReported)
    assert filled.body.sales == (Sale(quantity=215, unit_price=39_000),)


@pytest.mark.parametrize(
    ("sale", "told"),
    [
        ({"quantity": -5, "unit_price": 39_000}, "Jumlah barang tidak bisa -5: tulis bilangan"),
        ({"quantity": 5, "unit_price": 10**20}, f"Harga satuan tidak bisa {10**20}: tulis rupiah"),
        ({"quantity": 5, "unit_price": 1, "colour": 1}, "Penjualan tidak bisa {'quantity': 5"),
    ],
)
def test_what_is_wrong_inside_a_field_is_named_itself(sale: object, told: str) -> None:
    given = {
        "enterprise": an_id("konveksi"),
        "product": an_id("life vest"),
        "unit": "pcs",
        "sales": [{"quantity": 215, "unit_price": 39_000}, sale],
    }
    problems = fill("sales_reported", given)

    assert isinstance(problems, list)
    assert [problem.code for problem in problems] == ["bad_value"]
    assert problems[0].say("id", "sales_reported").startswith(told)


def test_what_is_missing_is_asked_for_in_order() -> None:
    assert [spec.name for spec in asked("member_added", {"sex": "p"})] == [
        "member", "nik_status", "birth_year", "relation", "in_same_kk", "name",
    ]  # fmt: skip
    assert codes(fill("household_visited", {})) == ["missing_field", "missing_field"]


def test_a_field_nobody_knows_is_refused_with_those_there_are() -> None:
    found = fill("household_visited", {"kind": "routine", "outcome": "met", "colour": "red"})

    assert codes(found) == ["no_such_field"]
    assert isinstance(found, list)
    assert "next_visit" in found[0].say("en")


def test_a_type_nobody_knows_suggests_one() -> None:
    found = fill("sales_report", {})

    assert isinstance(found, list)
    assert (found[0].code, "sales_reported" in found[0].say("id")) == ("unknown_type", True)


@pytest.mark.parametrize(
    ("field", "value"),
    [("outcome", "vanished"), ("next_visit", "soon"), ("next_visit", 7), ("met_member", "nana")],
)
def test_a_value_that_does_not_fit_names_its_field(field: str, value: object) -> None:
    found = fill("household_visited", {"kind": "routine", "outcome": "met", field: value})

    assert isinstance(found, list)
    assert [(problem.code, problem.field) for problem in found] == [("bad_value", field)]


def test_a_wrong_figure_inside_a_list_names_the_list() -> None:
    given = msgspec.to_builtins(a_body("sales_reported")) | {"sales": [{"quantity": "7"}]}
    found = fill("sales_reported", given)

    assert isinstance(found, list)
    assert (found[0].code, found[0].field) == ("bad_value", "sales")


def test_a_personal_value_that_does_not_fit_is_not_repeated() -> None:
    given = msgspec.to_builtins(a_body("member_added")) | {"name": "Nana", "nik": 3603}
    found = fill("member_added", given)

    assert isinstance(found, list)
    assert "3603" not in found[0].say("id")


def test_an_optional_field_given_as_null_is_absent() -> None:
    filled = fill("household_visited", {"kind": "routine", "outcome": "met", "place": None})

    assert filled == Form(HouseholdVisited(kind="routine", outcome="met"), {})


@pytest.mark.parametrize("corrected_type", ["member_added", None, "type_of_tomorrow"])
def test_the_values_of_a_personal_correction_are_personal(corrected_type: str | None) -> None:
    """Even while the corrected entry is not on this device, a name never gets into a line."""
    given = {
        "target": an_event_id("member"),
        "field": "name",
        "old": "Nana",
        "new": "Nana Sofinah",
        "reason": "document_seen",
    }
    filled = fill("fact_corrected", given, corrected_type)

    assert isinstance(filled, Form)
    assert filled.personal == {"old": "Nana", "new": "Nana Sofinah"}
    assert b"Nana" not in msgspec.json.encode(filled.body)


@pytest.mark.parametrize("corrected_type", ["sales_reported", None])
def test_the_values_of_an_open_correction_stay_in_the_line(corrected_type: str | None) -> None:
    given = msgspec.to_builtins(a_body("fact_corrected"))

    assert fill("fact_corrected", given, corrected_type) == Form(a_body("fact_corrected"), {})


def test_a_text_that_is_too_long_says_how_long_it_may_be() -> None:
    problems = fill("note_written", {"text": "x" * 4001})

    assert isinstance(problems, list)
    assert [(problem.code, problem.field) for problem in problems] == [("text_too_long", "text")]
    assert problems[0].say("id", "note_written").startswith("Isi paling panjang 4000 huruf: ")
