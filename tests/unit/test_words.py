"""Words: everything a person may be shown has them in both languages."""

import ast
import re
import string
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import client_sync.cli
import server.cli
from events.entry import UNKNOWN_TYPE, verdict_code
from events.folds.activity import Activity
from events.folds.checks.finding import NeedCode
from events.folds.due import Reason
from events.folds.payments import PaymentException
from events.folds.rollup import FIGURES
from events.schema import FieldSpec, fields_of
from events.types import REGISTRY
from events.words import (
    TABLES,
    choice_label,
    day,
    field_label,
    month,
    need,
    number,
    parse_rupiah,
    path_label,
    percent,
    refusal,
    rupiah,
    say,
    type_label,
    when,
)
from events.words.choices import CHOICES
from events.words.fields import FIELDS
from server.importing.fields import ListKind, fields_in
from server.intake.verdicts import KEY_UNKNOWN, PERSONAL_MISSING
from server.problems import ANSWERS
from tests.builders import an_id

LANGUAGES = ("id", "en")


def every_field() -> list[tuple[str, FieldSpec]]:
    found: list[tuple[str, FieldSpec]] = []

    def collect(name: str, specs: tuple[FieldSpec, ...]) -> None:
        for spec in specs:
            found.append((name, spec))
            collect(name, spec.part)

    for name in REGISTRY:
        collect(name, fields_of(name))
    return found


def test_every_word_stands_in_both_languages() -> None:
    for table, words in TABLES.items():
        for key, pair in words.items():
            assert len(pair) == 2, (table, key)
            assert all(text and text == text.strip() for text in pair), (table, key)


def test_both_languages_fill_the_same_blanks() -> None:
    def blanks(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for words in TABLES.values():
        for key, (indonesian, english) in words.items():
            assert blanks(indonesian) == blanks(english), key


@pytest.mark.parametrize("package", [client_sync.cli, server.cli], ids=["jejak", "jejak-server"])
def test_no_sentence_of_a_command_takes_the_place_of_another(package: ModuleType) -> None:
    # The tables of a command are joined into one, where the later of two equal keys would win.
    assert package.__file__ is not None
    seen: dict[tuple[bool, str], list[str]] = {}
    for module in Path(package.__file__).parent.glob("*words.py"):
        for table in ast.parse(module.read_text()).body:
            if isinstance(table, ast.AnnAssign) and isinstance(table.value, ast.Dict):
                is_refusals = "REFUSED" in ast.unparse(table.target)
                for key in table.value.keys:
                    if isinstance(key, ast.Constant):
                        seen.setdefault((is_refusals, str(key.value)), []).append(module.name)
    assert seen
    assert {key: where for key, where in seen.items() if len(where) > 1} == {}


def test_every_type_has_words_and_no_others_do() -> None:
    assert set(TABLES["type"]) == set(REGISTRY)


def test_every_field_has_words() -> None:
    missing = {
        f"{name}.{spec.name}"
        for name, spec in every_field()
        if f"{name}.{spec.name}" not in FIELDS and spec.name not in FIELDS
    }

    assert missing == set()


@pytest.mark.parametrize("kind", get_args(ListKind))
def test_every_column_of_a_list_has_words(kind: ListKind) -> None:
    names = {(field.type, name) for name, field in fields_in(kind).items()}
    assert {n for of, n in names if f"{of}.{n}" not in FIELDS and n not in FIELDS} == set()


def test_a_path_is_read_out_step_by_step() -> None:
    assert path_label("id", "sales.0.quantity", "sales_reported") == "penjualan 1 jumlah barang"
    assert path_label("en", "wall") == field_label("en", "wall")


def test_every_choice_has_words() -> None:
    missing = {
        f"{spec.name}.{choice}"
        for _, spec in every_field()
        for choice in (*spec.choices, *spec.unknowns)
        if isinstance(choice, str)
        and f"{spec.name}.{choice}" not in CHOICES
        and choice not in CHOICES
    }

    assert missing == set()


def test_every_kind_of_field_says_what_it_takes() -> None:
    assert {spec.kind for _, spec in every_field()} <= set(TABLES["kind"])


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("status", "candidate active proposed graduated closed exited merged"),
        ("stage", "idea started operating stable growing dormant paused closed"),
        ("readiness", "ready near not_ready"),
        ("verdict", "met not_met unknown disputed stale not_applicable"),
        ("indicator", "R1 R1b R2 R3 R4 R5 R6 R7 R8 R9 R10 R11 R12"),
        ("standing", "accepted review quarantined"),
    ],
)
def test_every_answer_of_the_fold_has_words(table: str, codes: str) -> None:
    assert set(TABLES[table]) == set(codes.split())


def test_every_exception_of_a_payment_has_words_and_says_what_to_do() -> None:
    codes = {"paid_twice", *get_args(PaymentException)}

    assert set(TABLES["exception"]) == set(TABLES["exception_step"]) == codes


def test_every_figure_an_office_counts_has_words() -> None:
    assert set(TABLES["count"]) == {*FIGURES, *Activity.__struct_fields__}


def test_every_need_of_a_check_has_words_and_no_others_do() -> None:
    assert set(TABLES["need"]) == set(get_args(NeedCode))


def test_every_reason_for_a_visit_has_words_and_no_others_do() -> None:
    assert set(TABLES["reason"]) == set(get_args(Reason))


@pytest.mark.parametrize(
    ("code", "about", "amount", "said"),
    [
        ("costs", "2018-11", None, "catat semua biaya usaha (November 2018)"),
        ("costs", None, None, "catat semua biaya usaha"),
        ("care", an_id("mother"), None, "sepakati perawatan atau buat rujukan"),
        ("more_savings", None, 1_113_630, "tabungan bertambah Rp1.113.630"),
        ("school_days", an_id("first child"), 7, "kehadiran sekolah naik 7%"),
        ("until", "2018-04-05", None, "perlu diperbarui setelah 5 April 2018"),
    ],
)
def test_a_need_says_what_to_do(
    code: str, about: str | None, amount: int | None, said: str
) -> None:
    assert need("id", code, about, amount) == said
    assert "{" not in need("en", code, about, amount)


def test_every_problem_reply_and_verdict_has_words() -> None:
    codes = {*ANSWERS, "busy", "our_bug", "store_unavailable"}
    verdicts = {verdict_code(verdict) for verdict in (UNKNOWN_TYPE, PERSONAL_MISSING, KEY_UNKNOWN)}

    assert codes | verdicts <= set(TABLES["refusal"])


def test_a_word_may_mean_something_of_its_own_in_one_field() -> None:
    assert choice_label("id", "none", "light") == "tanpa listrik"
    assert choice_label("id", "none", "toilet") == "tidak ada"
    assert choice_label("en", 450, "va") == "450"
    assert field_label("id", "head", "household_registered") == "kepala keluarga"
    assert field_label("id", "head", "device_forked") == "hash rantai"


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert type_label("id", "rain_measured") == "rain_measured"
    assert choice_label("id", "jahit_sepatu", "kind") == "jahit_sepatu"
    assert refusal("en", "new_reason") == "new_reason"
    with pytest.raises(KeyError):
        say("id", "status.happy")


def test_blanks_are_filled() -> None:
    assert "2030" in say("id", "problem.future_on", given="2030")


@pytest.mark.parametrize(
    ("shown", "indonesian", "english"),
    [
        (rupiah, "Rp39.000", "Rp39,000"),
        (number, "39.000", "39,000"),
    ],
)
def test_money_and_numbers_are_written_as_people_write_them(
    shown: object, indonesian: str, english: str
) -> None:
    assert callable(shown)
    assert (shown(39_000, "id"), shown(39_000, "en")) == (indonesian, english)


def test_negative_money_percent_and_dates() -> None:
    assert rupiah(-250_000) == "-Rp250.000"
    assert (percent(52.3), percent(52.3, "en")) == ("52,3%", "52.3%")
    assert (day(date(2018, 5, 7)), day(date(2018, 5, 7), "en")) == ("7 Mei 2018", "7 May 2018")
    assert month(date(2018, 8, 1)) == "Agustus 2018"
    assert [when(on) for on in ("2016", "2018-11", "2018-12-16")] == [
        "2016",
        "November 2018",
        "16 Desember 2018",
    ]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("39000", 39_000),
        ("39.000", 39_000),
        ("39,000", 39_000),
        ("Rp39.000", 39_000),
        ("rp. 39.000,00", 39_000),
        ("39.000,-", 39_000),
        ("39rb", 39_000),
        ("39 ribu", 39_000),
        ("12,5k", 12_500),
        ("8,3 jt", 8_300_000),
        ("8.3jt", 8_300_000),
        ("1,250 juta", 1_250_000),
        ("2 miliar", 2_000_000_000),
        ("0", 0),
    ],
)
def test_rupiah_are_read_in_the_short_forms_of_speech(text: str, amount: int) -> None:
    assert parse_rupiah(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "39,5",
        "1,5",
        "1.00.000",
        "1.000,000",
        "1.500 rb",
        "12rbu",
        "-5",
        "1,2345jt",
        "\uff13",
    ],
)
def test_what_could_mean_two_figures_is_none(text: str) -> None:
    assert parse_rupiah(text) is None


@settings(deadline=None)  # the first amount loads a table of the locale
@given(st.integers(0, 10**13))
def test_money_that_was_written_is_read_back(amount: int) -> None:
    assert parse_rupiah(rupiah(amount, "id")) == amount
    assert parse_rupiah(rupiah(amount, "en")) == amount
    assert re.fullmatch(r"Rp[0-9.]+", rupiah(amount, "id"))
