"""NIK and No. KK: their structure, what looks odd about them, and the form that may be shown.

A NIK is 16 digits: region of *first* registration (kecamatan), DDMMYY with 40 added to the day for
women, serial from 0001. It is for life: it does not follow a move, and a wrong one is not issued
again, so a mismatch is a warning, never a refusal. There is no check digit. A number without
structure is refused. The century is settled by a day that is given, never by today.
"""

import re
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from events.errors import InputRefused
from events.problems import Problem
from events.regions import Regions
from events.types import RegionCode
from events.words import choice_label

Sex = Literal["l", "p"]

_DIGITS: Final = re.compile(r"[0-9]{16}")
_SHOWN_DIGITS: Final = 4
_LONG_NUMBER: Final = re.compile(r"[0-9](?:[ .'-]?[0-9]){10,}")
"""Eleven digits and more, however spaced; the code of a desa has ten."""


class Nik(Struct, frozen=True):
    """The parts of a NIK; `year` has two digits."""

    region: RegionCode
    day: int
    month: int
    year: int
    sex: Sex
    serial: int

    def birth_date(self, as_of: date) -> date:
        """The latest such day that is not after `as_of`."""
        newest = as_of.year - as_of.year % 100 + self.year
        for year in range(newest, newest - 500, -100):  # 29 February 00: one century in four
            try:
                born = date(year, self.month, self.day)
            except ValueError:
                continue
            if born <= as_of:
                return born
        raise AssertionError("of five centuries one has the day: parse_nik checked it")


def parse_nik(text: str) -> Nik:
    """The parts of a NIK.

    Errors: InputRefused (`bad_nik`) unless it is 16 digits with a day of the calendar; the number
    itself is not repeated in the message.
    """
    if not is_number(text):
        raise InputRefused("bad_nik", "a NIK is 16 digits: check it on the card")
    day, month, year = int(text[6:8]), int(text[8:10]), int(text[10:12])
    sex: Sex = "p" if day > 40 else "l"
    day -= 40 if sex == "p" else 0
    try:
        date(2000, month, day)  # a leap year, so that 29 February passes
        if (month, day) == (2, 29) and year % 4:
            raise ValueError("no leap year")
    except ValueError as error:
        raise InputRefused(
            "bad_nik", "a NIK holds a day of birth, and this one is not in the calendar"
        ) from error
    return Nik(_region(text), day, month, year, sex, int(text[12:]))


class Kk(Struct, frozen=True):
    """The parts of a family card's number: region and day of issue; `year` has two digits."""

    region: RegionCode
    day: int
    month: int
    year: int
    serial: int


def parse_kk(text: str) -> Kk:
    """The parts of a No. KK.

    Errors: InputRefused (`bad_kk`) unless it is 16 digits with a day of the calendar; the number
    itself is not repeated in the message.
    """
    if not is_number(text):
        raise InputRefused("bad_kk", "a No. KK is 16 digits: check it on the card")
    day, month, year = int(text[6:8]), int(text[8:10]), int(text[10:12])
    try:
        date(2000 + year, month, day)  # cards with this number are of this century
    except ValueError as error:
        raise InputRefused(
            "bad_kk", "a No. KK holds its day of issue, and this one is not in the calendar"
        ) from error
    return Kk(_region(text), day, month, year, int(text[12:]))


def is_number(text: str) -> bool:
    """True for the length a NIK and a No. KK have in common: 16 digits."""
    return _DIGITS.fullmatch(text) is not None


def kk_warnings(
    kk: Kk, field: str, *, as_of: date, regions: Regions | None = None
) -> list[Problem]:
    """What looks odd about a card's number and may be right all the same."""
    found: list[Problem] = []
    if regions is not None and not regions.knows(kk.region):
        found.append(Problem("kk_region", field, "warn", {"given": kk.region}))
    issued = date(2000 + kk.year, kk.month, kk.day)
    if issued > as_of:
        found.append(Problem("kk_date", field, "warn", {"given": issued.isoformat()}))
    return found


def _region(text: str) -> RegionCode:
    return RegionCode(f"{text[:2]}.{text[2:4]}.{text[4:6]}")


def masked(number: str) -> str:
    """A number as it may be shown: its last four digits."""
    return "*" * max(0, len(number) - _SHOWN_DIGITS) + number[-_SHOWN_DIGITS:]


def has_long_number(text: str) -> bool:
    """True for a text with eleven digits and more, however spaced."""
    return _LONG_NUMBER.search(text) is not None


def without_long_numbers(text: str) -> str:
    """A text whose numbers of identity, telephone or account are cut to their last four digits."""
    return _LONG_NUMBER.sub(lambda found: masked(re.sub("[^0-9]", "", found[0])), text)


def nik_warnings(
    nik: Nik,
    *,
    as_of: date,
    sex: Sex | None = None,
    birth_year: int | None = None,
    birth_date: date | None = None,
    regions: Regions | None = None,
) -> list[Problem]:
    """What looks odd and may be right all the same."""
    found: list[Problem] = []
    if regions is not None and not regions.knows(nik.region):
        found.append(_warning("nik_region", given=nik.region))
    if sex is not None and sex != nik.sex:
        said = (choice_label("id", nik.sex, "sex"), choice_label("en", nik.sex, "sex"))
        found.append(Problem("nik_sex", "nik", "warn", {"given": said}))
    if not _birth_fits(nik, as_of, birth_year, birth_date):
        found.append(_warning("nik_birth", given=nik.birth_date(as_of).isoformat()))
    if nik.serial == 0:
        found.append(_warning("nik_serial"))
    return found


def _birth_fits(nik: Nik, as_of: date, year: int | None, day: date | None) -> bool:
    if day is not None:
        return (day.day, day.month, day.year % 100) == (nik.day, nik.month, nik.year)
    return year is None or year % 100 == nik.year


def _warning(code: str, **values: str) -> Problem:
    return Problem(code, "nik", "warn", dict(values))
