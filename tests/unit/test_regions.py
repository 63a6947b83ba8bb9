"""Regions: codes are parsed, names are looked up, a wrong name brings suggestions."""

import csv
from pathlib import Path

import pytest

import events
from events.errors import InputRefused
from events.regions import (
    Regions,
    Suggestion,
    contains,
    counted_in,
    is_region,
    level_of,
    log_of,
    meets,
    parent_of,
    parse_region,
)
from events.types import RegionCode
from tests.devices import LOG

KRESEK = RegionCode("36.03.06")
PASIR_AMPO = RegionCode("36.03.06.2001")
ROWS = [
    ("36", "Banten"),
    ("36.03", "Kabupaten Tangerang"),
    ("36.03.06", "Kresek"),
    ("36.03.06.2001", "Pasir Ampo"),
    ("36.03.06.2007", "Kemuning"),
    ("36.03.06.2018", "Kresek"),
    ("36.03.12", "Pasar Kemis"),
    ("36.03.12.1010", "Kutabumi"),
    ("36.03.20", "Legok"),
    ("36.03.20.2010", "Kemuning"),
]
REGIONS = Regions.of(ROWS)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("36", "province", None),
        ("36.03", "kabupaten", "36"),
        ("36.03.06", "kecamatan", "36.03"),
        ("36.03.06.2001", "desa", "36.03.06"),
        ("36.03.12.1010", "kelurahan", "36.03.12"),
    ],
)
def test_a_code_says_its_level_and_its_parent(code: str, level: str, parent: str | None) -> None:
    assert (level_of(parse_region(code)), parent_of(parse_region(code))) == (level, parent)


@pytest.mark.parametrize(
    ("code", "is_met", "counted"),
    [
        ("36.03", True, "36.03"),
        ("36.03.06.2001", True, "36.03.06.2001"),
        ("36", True, "36.03"),
        ("36.04.01.2001", False, "36.03"),
        ("32", False, "36.03"),
        ("Kresek", False, "36.03"),
    ],
)
def test_what_is_in_no_region_of_a_log_is_counted_in_all_of_it(
    code: str, is_met: bool, counted: str
) -> None:
    region = RegionCode(code)

    assert (meets(LOG, region), counted_in(LOG, region)) == (is_met, counted)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "36.3",
        "3603062001",
        "36.03.06.",
        "36.03.06.3001",
        "36.03.06.20011",
        "36.03.06.2001 ",
        "36.03.06.\uff12001",
        "Pasir Ampo",
        "36-03",
    ],
)
def test_a_malformed_code_is_refused(text: str) -> None:
    with pytest.raises(InputRefused) as refused:
        parse_region(text)

    assert refused.value.code == "bad_region"
    assert not is_region(text)


def test_containment_goes_by_whole_parts() -> None:
    assert contains(KRESEK, PASIR_AMPO)
    assert contains(KRESEK, KRESEK)
    assert not contains(PASIR_AMPO, KRESEK)
    assert not contains(RegionCode("36.03"), RegionCode("36.031"))


def test_a_region_lies_in_the_log_of_its_kabupaten() -> None:
    assert log_of(PASIR_AMPO) == "36.03"
    assert log_of(RegionCode("36")) is None


def test_a_label_names_the_place_up_to_the_kabupaten() -> None:
    assert REGIONS.label(PASIR_AMPO) == "Desa Pasir Ampo, Kec. Kresek, Kabupaten Tangerang"
    assert REGIONS.label(RegionCode("36.03.12.1010")).startswith("Kel. Kutabumi, Kec. Pasar Kemis")
    assert REGIONS.label(RegionCode("36")) == "Provinsi Banten"


def test_an_unknown_code_is_shown_as_it_is() -> None:
    new = RegionCode("36.03.06.2099")

    assert not REGIONS.knows(new)
    assert REGIONS.label(new) == "36.03.06.2099, Kec. Kresek, Kabupaten Tangerang"


def test_names_repeat_so_a_name_gives_every_region_called_so() -> None:
    assert REGIONS.called("Desa Kemuning") == ("36.03.06.2007", "36.03.20.2010")
    assert REGIONS.called("kemuning", KRESEK) == ("36.03.06.2007",)
    assert REGIONS.called("Kresek") == (KRESEK, "36.03.06.2018")


def test_a_desa_that_does_not_exist_suggests_the_one_that_was_meant() -> None:
    """The article's caption says "Desa Ampo"; there is none."""
    assert REGIONS.called("Desa Ampo") == ()
    assert REGIONS.suggest("Desa Ampo", RegionCode("36.03")) == (
        Suggestion(PASIR_AMPO, "Pasir Ampo", 0.95),
    )


def test_a_slip_of_letters_still_finds_its_region() -> None:
    assert [found.name for found in REGIONS.suggest("Pasir Ampoh")] == ["Pasir Ampo"]
    assert [found.name for found in REGIONS.suggest("Kotabumi")] == ["Kutabumi"]
    assert REGIONS.suggest("Surabaya") == ()
    assert REGIONS.suggest("") == ()


def test_regions_below_another_come_in_order_of_code() -> None:
    assert REGIONS.within(KRESEK) == (PASIR_AMPO, "36.03.06.2007", "36.03.06.2018")


def test_rows_with_a_malformed_code_are_refused() -> None:
    with pytest.raises(InputRefused):
        Regions.of([("36.3", "Kabupaten Tangerang")])


def test_the_shipped_rows_are_the_whole_of_banten() -> None:
    path = Path(events.__file__).parent / "data" / "regions-banten.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["code"], row["name"]) for row in csv.DictReader(file)]
    banten = Regions.of(rows)

    levels = [level_of(code) for code in banten.names]
    assert {level: levels.count(level) for level in levels} == {
        "province": 1,
        "kabupaten": 8,
        "kecamatan": 155,
        "desa": 1238,
        "kelurahan": 314,
    }
    assert banten.name(PASIR_AMPO) == "Pasir Ampo"
    assert len(banten.within(KRESEK)) == 9
    assert [found.code for found in banten.suggest("Desa Ampo", RegionCode("36.03"))] == [
        PASIR_AMPO
    ]
    assert "Open Database License" in (path.parent / "README.md").read_text(encoding="utf-8")
