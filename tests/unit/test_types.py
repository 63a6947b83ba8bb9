"""Types: every one of the catalogue, its bytes frozen, every row of the story expressible."""

import gc
import json
import re
from pathlib import Path
from typing import Final

import msgspec
import pytest

from events.errors import InputRefused
from events.line import decode_event, form_of
from events.paths import value_at, with_value
from events.schema import FieldSpec, fields_of
from events.types import CATALOGUE, EVENTS_DECODER, REGISTRY, Sale, SalesReported
from events.upcast import upcast
from tests.builders import a_body, a_line, an_event, an_id, personal_of

GOLDEN: Final = json.loads((Path(__file__).parent / "golden" / "bodies.json").read_text())
EVERY_TYPE = pytest.mark.parametrize("name", REGISTRY)


def test_the_catalogue_has_every_type_once() -> None:
    codes = [body.spec.code for body in CATALOGUE]
    released = {"H": 26, "E": 12, "C": 4, "A": 8, "P": 5, "O": 11}
    counts = {letter: sum(code[0] == letter for code in codes) for letter in released}

    assert all(counts[letter] >= count for letter, count in released.items())
    assert codes == [
        f"{letter}{number}" for letter, count in counts.items() for number in range(1, count + 1)
    ]
    assert len(REGISTRY) == len(CATALOGUE)


def test_every_released_type_version_has_a_golden_entry() -> None:
    released = {f"{name}/{tv}" for name, spec in REGISTRY.items() for tv in range(1, spec.tv + 1)}

    lacking = {
        key: msgspec.json.encode(a_body(key.partition("/")[0])).decode()
        for key in released - set(GOLDEN)
    }
    assert set(GOLDEN) == released, f"add an entry with every field filled, after: {lacking}"


@EVERY_TYPE
def test_the_bytes_of_a_released_type_never_change(name: str) -> None:
    known = REGISTRY[name]
    golden = GOLDEN[f"{name}/{known.tv}"]

    for text, kind in ((golden["body"], known.body), (golden["personal"], known.personal_type)):
        filled = msgspec.json.decode(text, type=kind)
        assert msgspec.json.encode(filled).decode() == text
        names = {field.encode_name for field in msgspec.structs.fields(kind)}
        assert set(json.loads(text)) == names, "the golden entry fills every field"


@EVERY_TYPE
def test_the_choices_of_a_released_type_never_change(name: str) -> None:
    golden = GOLDEN[f"{name}/{REGISTRY[name].tv}"]

    assert _choices(fields_of(name)) == golden["choices"]


def _choices(specs: tuple[FieldSpec, ...], before: str = "") -> dict[str, list[str | int]]:
    found: dict[str, list[str | int]] = {}
    for spec in specs:
        if words := [*spec.choices, *spec.unknowns]:
            found[before + spec.name] = words
        found |= _choices(spec.part, f"{before}{spec.name}.")
    return found


@EVERY_TYPE
def test_an_event_of_every_type_is_read_back_from_its_line(name: str) -> None:
    event = an_event(name)
    line = a_line(event)

    assert decode_event(line) == event
    assert form_of(line)[1] == "known"
    assert event.type == name == event.body.type
    assert not gc.is_tracked(event.body), "a rebuild holds millions; the collector skips them"


@EVERY_TYPE
def test_a_merge_key_names_fields_of_its_type(name: str) -> None:
    known = REGISTRY[name]
    fields = {field.encode_name for field in msgspec.structs.fields(known.body)}

    assert set(known.merge.key) <= fields | {"month", "on"}
    assert known.writers
    assert known.streams


@EVERY_TYPE
def test_a_body_refuses_a_field_it_does_not_have(name: str) -> None:
    body = msgspec.to_builtins(a_body(name)) | {"surprise": 1}

    with pytest.raises(msgspec.ValidationError, match="surprise"):
        msgspec.convert(body, REGISTRY[name].body)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"quantity":215', b'"quantity":"215"'),
        (b'"quantity":215', b'"quantity":215.0'),
        (b'"quantity":215', b'"quantity":2.15e2'),
        (b'"quantity":215', b'"quantity":-1'),
        (b'"quantity":215', b'"quantity":9007199254740992'),
        (b'"quantity":215', b'"quantity":true'),
        (b'"unit":"pcs"', b'"unit":"lusin"'),
        (b'"unit":"pcs"', b'"unit":null'),
        (b'"largest_buyer_pct":100', b'"largest_buyer_pct":101'),
    ],
)
def test_a_body_with_a_wrong_value_is_no_event(before: bytes, after: bytes) -> None:
    line = a_line(an_event("sales_reported"))
    assert before in line

    with pytest.raises(msgspec.ValidationError):
        EVENTS_DECODER.decode(line.replace(before, after))


def test_free_words_and_names_are_never_in_a_line() -> None:
    """A body holds ids, codes, dates, numbers of papers, and public words of the programme."""
    open_words = {
        (name, spec.name)
        for name in REGISTRY
        for spec in fields_of(name)
        if spec.kind == "words" and not spec.personal
    }

    assert open_words == {("parameter_set", "source"), ("region_changed", "name")}


def test_every_type_takes_a_note_and_evidence() -> None:
    for name in REGISTRY:
        specs = {spec.name: spec for spec in fields_of(name)}
        assert (specs["note"].personal, specs["note"].required) == (True, False)
        assert (specs["evidence"].repeated, specs["evidence"].required) == (True, False)


NANA: Final = an_id("nana")
KONVEKSI: Final = an_id("konveksi nana")
STORY: Final[list[tuple[str, str, dict[str, object]]]] = [
    ("1", "member_added", {"birth_year": "unknown", "relation": "orang_tua_mertua"}),
    ("2", "programme_enrolled", {"cohort_year": 2016, "amount_year": None}),
    ("3", "component_recorded", {"component": "sd", "starts": "2016-07", "grade": None}),
    ("3", "household_visited", {"kind": "assessment", "outcome": "met"}),
    (
        "4",
        "housing_surveyed",
        {
            "tenure": "own",
            "wall_main": "anyaman_bambu",
            "wall_other": ["papan"],
            "roof_main": "unknown",
            "roof_other": ["asbes", "genteng"],
            "floor_main": "unknown",
            "water": "unknown",
            "toilet": "unknown",
            "light": "unknown",
            "waste_distance_m": None,
            "closet": None,
            "septic": None,
        },
    ),
    ("5", "assistance_received", {"year": 2017, "tranche": 1, "amount": 2_250_000}),
    ("6", "session_attended", {"kind": "p2k2", "topic": "health"}),
    ("6", "commitment_verified", {"required": 20, "done": 19, "component": "sd"}),
    ("7", "session_attended", {"kind": "training", "topic": "konveksi"}),
    ("8", "enterprise_started", {"kind": "konveksi", "origin": "training", "capital": "unknown"}),
    ("9", "premises_recorded", {"kind": "rented_house", "rent": "unknown"}),
    ("9", "workforce_recorded", {"paid": 4, "pay": "unknown", "unpaid_family": 0, "rate": None}),
    ("10", "order_received", {"quantity": 215, "unit_price": 39_000}),
    ("10", "sales_reported", {"largest_buyer_pct": 100}),
    ("11", "market_noted", {"channels": ["peers", "whatsapp", "facebook"]}),
    ("11", "constraint_noted", {"code": "market", "state": "open"}),
    ("11", "livelihood_surveyed", {"sources": []}),
    ("14", "fact_corrected", {"field": "sales.0.quantity", "old": 251, "new": 215}),
    ("14", "conflict_resolved", {"rule": "document"}),
    ("16", "costs_reported", {"materials": 4_730_000, "other": 0, "complete": True}),
    (
        "17",
        "sales_reported",
        {
            "sales": [
                {"buyer": an_id("buyer a"), "quantity": 216, "unit_price": 42_000},
                {"buyer": an_id("buyer b"), "quantity": 144, "unit_price": 42_000},
            ],
            "largest_buyer_pct": 60,
        },
    ),
    ("18b", "wellbeing_surveyed", {"savings": 1_200_000, "debt": 0, "instalment_month": 0}),
    ("18b", "plan_agreed", {"goals": [{"goal": "care", "member": an_id("mother")}]}),
    ("18b", "referral_updated", {"service": "housing", "state": "made"}),
    ("18c", "graduation_requested", {"requester": NANA, "statement": "signed"}),
    ("19a", "graduation_proposed", {"route": "mandiri", "as_of": "2019-05-10"}),
    ("19b", "graduation_decided", {"level": "kabupaten", "decision": "approved"}),
    ("19c", "graduation_decided", {"level": "province", "effective_on": "2019-06-03"}),
    ("20", "household_visited", {"kind": "aftercare", "aftercare": "still_above"}),
    ("20c", "operation_changed", {"enterprise": KONVEKSI, "state": "paused"}),
]


@pytest.mark.parametrize(("row", "name", "fields"), STORY)
def test_every_row_of_the_story_can_be_said(row: str, name: str, fields: dict[str, object]) -> None:
    body = json.loads(msgspec.json.encode(a_body(name, **fields)))
    said = {key: value for key, value in fields.items() if value is not None}

    assert {key: body[key] for key in said} == said, row
    assert not {key for key in fields if fields[key] is None and key in body}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("housing_surveyed", "floor_main"),
        ("livelihood_surveyed", "sources"),
        ("wellbeing_surveyed", "savings"),
        ("costs_reported", "wages"),
    ],
)
def test_a_family_may_decline_what_is_its_own_affair(name: str, field: str) -> None:
    body = a_body(name, **{field: "declined"})

    assert value_at(body, field) == "declined"


def test_a_name_can_be_required_only_in_the_personal_part() -> None:
    assert personal_of("member_added", nik=None) == {"name": "Nana Sofinah"}
    with pytest.raises(msgspec.ValidationError, match="name"):
        msgspec.convert({}, REGISTRY["member_added"].personal_type)


# --- corrections point into a body ---------------------------------------------------------------


def sales(quantity: int) -> SalesReported:
    body = a_body("sales_reported")
    assert isinstance(body, SalesReported)
    sale = Sale(buyer=body.sales[0].buyer, quantity=quantity, unit_price=39_000)
    return msgspec.structs.replace(body, sales=(sale,))


def test_a_path_names_one_figure_of_one_sale() -> None:
    assert value_at(sales(251), "sales.0.quantity") == 251
    assert with_value(sales(251), "sales.0.quantity", 215) == sales(215)


def test_a_corrected_value_of_none_takes_the_field_out() -> None:
    body = with_value(sales(215), "largest_buyer_pct", None)

    assert body.largest_buyer_pct is None
    assert b"largest_buyer_pct" not in msgspec.json.encode(body)
    assert value_at(body, "largest_buyer_pct") is None


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("colour", "red", "unknown_field"),
        ("sales.1.quantity", 1, "unknown_field"),
        ("sales.x", 1, "unknown_field"),
        ("sales.0.buyer.name", 1, "unknown_field"),
        ("unit.x", "kg", "unknown_field"),
        ("unit", None, "bad_value"),
        ("sales.0", None, "bad_value"),
        ("sales.0.quantity", "many", "bad_value"),
        ("largest_buyer_pct", 101, "bad_value"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(
    path: str, value: str | int | None, code: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        with_value(sales(215), path, value)

    assert refused.value.code == code


# --- older versions ------------------------------------------------------------------------------


def test_an_older_body_is_read_step_by_step_as_the_newest() -> None:
    steps = {
        ("sale", 1): lambda fields: {**fields, "unit": "pcs"},
        ("sale", 2): lambda fields: {**fields, "price": fields["cost"]},
    }

    assert upcast("sale", 1, {"cost": 5}, steps) == (3, {"cost": 5, "unit": "pcs", "price": 5})
    assert upcast("sale", 3, {"cost": 5}, steps) == (3, {"cost": 5})
    assert upcast("other", 1, {"cost": 5}, steps) == (1, {"cost": 5})


def test_names_are_lower_snake_case() -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in REGISTRY)
