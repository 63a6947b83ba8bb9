"""Amounts and dates as they are spoken: read, and read back in full before they count."""

import pytest

from events.echo import echo_of_date, echoes
from events.form import read_option
from events.problems import Problem
from events.schema import FieldSpec, fields_of
from events.words import counted, parse_when
from events.words.nouns import so_many


def spec(name: str, field: str) -> FieldSpec:
    return next(each for each in fields_of(name) if each.name == field)


def said(name: str, field: str, *texts: str, lang: str = "id") -> tuple[str, ...]:
    of = spec(name, field)
    value = read_option(of, texts)
    assert not isinstance(value, Problem), value
    return echoes("en" if lang == "en" else "id", name, {of: texts}, {field: value})


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("8,3 jt", ("jumlah: Rp8.300.000",)),
        ("39rb", ("jumlah: Rp39.000",)),
        ("Rp 1,5 juta", ("jumlah: Rp1.500.000",)),
        ("39.000", ()),
        ("39000", ()),
    ],
)
def test_an_amount_in_words_is_read_back_and_a_plain_one_is_not(
    text: str, echo: tuple[str, ...]
) -> None:
    assert said("capital_received", "amount", text) == echo


def test_amounts_inside_a_row_are_read_back_too() -> None:
    text = "quantity=215,unit_price=39rb"
    assert said("sales_reported", "sales", text) == ("harga satuan: Rp39.000",)
    assert said("sales_reported", "sales", text, lang="en") == ("unit price: Rp39,000",)
    assert said("sales_reported", "sales", "[]") == ()
    assert said("wellbeing_surveyed", "savings", "unknown") == ()


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2018-05-07", "2018-05-07"),
        ("2018-05", "2018-05"),
        ("2018", "2018"),
        ("7 Mei 2018", "2018-05-07"),
        ("7 may 2018", "2018-05-07"),
        ("Agustus 2018", "2018-08"),
        ("agt. 2018", "2018-08"),
        ("17 Agt 2018", "2018-08-17"),
        ("7/5/2018", "2018-05-07"),
        ("07-05-2018", "2018-05-07"),
        ("7.5.2018", "2018-05-07"),
        ("31/2/2018", None),
        ("7/5/18", None),
        ("7/13/2018", None),
        ("7/5-2018", None),
        ("kemarin", None),
        ("7 Foo 2018", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_it_is_spoken_and_never_guessed(text: str, on: str | None) -> None:
    assert parse_when(text) == on


def test_a_date_in_words_is_read_back() -> None:
    assert said("licence_obtained", "issued", "7 Mei 2018") == ("terbit: 7 Mei 2018",)
    assert said("licence_obtained", "issued", "2018-05-07") == ()
    assert echo_of_date("en", "", "on", "7/5/2018") == "date, month or year of the fact: 7 May 2018"
    assert echo_of_date("id", "", "on", "kemarin") is None


def test_a_noun_takes_the_form_its_number_asks_for() -> None:
    assert [counted(n, "household", "households", "en") for n in (0, 1, 2, 1200)] == [
        "0 households", "1 household", "2 households", "1,200 households",
    ]  # fmt: skip
    assert so_many("id", 1200, "household") == "1.200 keluarga"
    assert [so_many("en", n, "person") for n in (1, 2)] == ["1 person", "2 people"]
