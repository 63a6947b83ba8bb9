"""NIK: structure is demanded, everything else only looks odd; the century needs a day."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.errors import InputRefused
from events.nik import Kk, Nik, kk_warnings, masked, nik_warnings, parse_kk, parse_nik
from events.regions import Regions
from events.types import RegionCode
from tests.builders import NIK, NO_KK

AS_OF = date(2018, 12, 14)
NANA = Nik(RegionCode("36.03.99"), 5, 7, 78, "p", 0)


def codes(number: str, **known: object) -> list[str]:
    found = nik_warnings(parse_nik(number), as_of=AS_OF, **known)  # type: ignore[arg-type]
    assert all(problem.severity == "warn" for problem in found)
    return [problem.code for problem in found]


def test_a_nik_says_region_of_registration_birth_and_sex() -> None:
    assert parse_nik(NIK) == NANA
    assert parse_nik("3603990507780000") == Nik(RegionCode("36.03.99"), 5, 7, 78, "l", 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "360399450778000",
        "36039945077800000",
        "360399450778000x",
        " 603994507780000",
        "\uff13603994507780000",
        "3603990007780000",
        "3603993207780000",
        "3603994007780000",
        "3603997207780000",
        "3603998107780000",
        "3603994513780000",
        "3603994500780000",
        "3603992902790000",
        "3603993102780000",
    ],
)
def test_a_number_without_structure_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(InputRefused) as refused:
        parse_nik(text)

    assert refused.value.code == "bad_nik"
    assert not text or text not in str(refused.value)


def test_the_century_follows_the_day_that_is_given() -> None:
    assert NANA.birth_date(AS_OF) == date(1978, 7, 5)
    young = parse_nik("3603994507160000")
    assert young.birth_date(date(2018, 1, 1)) == date(2016, 7, 5)
    assert young.birth_date(date(2016, 7, 4)) == date(1916, 7, 5)
    assert young.birth_date(date(2016, 7, 5)) == date(2016, 7, 5)


def test_a_leap_day_goes_back_to_a_leap_year() -> None:
    born = parse_nik("3603992902000000")

    assert born.birth_date(date(2018, 1, 1)) == date(2000, 2, 29)
    assert born.birth_date(date(1999, 1, 1)) == date(1600, 2, 29)


def test_a_mismatch_with_what_was_said_is_a_warning() -> None:
    serial = ["nik_serial"]
    assert codes(NIK, sex="p", birth_year=1978, birth_date=date(1978, 7, 5)) == serial
    assert codes(NIK, sex="l") == ["nik_sex", *serial]
    assert codes(NIK, birth_year=1979) == ["nik_birth", *serial]
    assert codes(NIK, birth_year=1978, birth_date=date(1978, 7, 6)) == ["nik_birth", *serial]


def test_an_unknown_region_is_a_warning_since_old_ones_are_valid() -> None:
    regions = Regions.of([("36.03.99", "Nowhere")])

    assert codes("3203994507780000", regions=regions) == ["nik_region", "nik_serial"]
    assert codes(NIK, regions=regions) == ["nik_serial"]


def test_a_number_as_they_are_issued_is_not_odd() -> None:
    issued = msgspec.structs.replace(NANA, serial=1)

    assert nik_warnings(issued, as_of=AS_OF, sex="p", birth_year=1978) == []


def test_only_the_last_four_digits_are_shown() -> None:
    assert masked(NIK) == "************0000"
    assert masked("123") == "123"
    assert masked("") == ""


def test_a_family_cards_number_holds_the_day_it_was_issued() -> None:
    assert parse_kk(NO_KK) == Kk(RegionCode("36.03.99"), 11, 7, 16, 0)
    for wrong in (NO_KK[:-1], NO_KK[:-1] + "x", "3603993207160000", "3603992902170000"):
        with pytest.raises(InputRefused, match=r"No\. KK"):
            parse_kk(wrong)


def test_an_odd_number_of_a_card_is_a_warning() -> None:
    kk = parse_kk(NO_KK)
    regions = Regions.of([("36.03.06", "Kresek")])

    assert kk_warnings(kk, "number", as_of=date(2016, 7, 11)) == []
    found = kk_warnings(kk, "number", as_of=date(2016, 7, 10), regions=regions)
    assert [(each.code, each.severity) for each in found] == [
        ("kk_region", "warn"),
        ("kk_date", "warn"),
    ]


@given(
    born=st.dates(date(1919, 1, 1), date(2018, 12, 14)),
    sex=st.sampled_from(["l", "p"]),
)
def test_any_day_of_a_hundred_years_is_read_back(born: date, sex: str) -> None:
    day = born.day + (40 if sex == "p" else 0)
    nik = parse_nik(f"360399{day:02}{born.month:02}{born.year % 100:02}0000")

    assert (nik.birth_date(AS_OF), nik.sex) == (born, sex)
