"""Figures and dates as people of Indonesia write and read them, by babel.

`Rp39.000`, `7 Mei 2018`, `52,3%`; in English `Rp39,000`, `7 May 2018`. Reading accepts the forms of
everyday speech (`39rb`, `8,3 jt`, `7 Mei 2018`, `7/5/2018`); `events/echo.py` reads them back for
confirmation.
"""

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final, Literal

from babel import Locale, numbers
from babel import dates as babel_dates

from events.dates import interval

Lang = Literal["id", "en"]

_LOCALE: Final = {"id": "id_ID", "en": "en_GB"}
_SCALES: Final = {
    "": 0,
    "rb": 3,
    "ribu": 3,
    "k": 3,
    "jt": 6,
    "juta": 6,
    "m": 9,
    "miliar": 9,
    "milyar": 9,
}
_FIGURE: Final = re.compile(r"(?:rp\.?\s*)?([0-9][0-9.,]*?)(,-|,00)?\s*([a-z]*)", re.IGNORECASE)
_WHOLE: Final = re.compile(r"[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+")
# `1.500 rb` is left out on purpose: some mean 1,500 rupiah by it, others 1,500,000.
_SCALED: Final = re.compile(r"([0-9]+)(?:[.,]([0-9]{1,2})|,([0-9]{3}))?")
_ALSO_WRITTEN: Final = (
    ("pebruari", 2),
    ("agt", 8),
    ("agust", 8),
    ("nop", 11),
    ("nopember", 11),
)
_DAY_IN_WORDS: Final = re.compile(r"(?:([0-9]{1,2})\s+)?([^\W\d_]+)\.?\s+([0-9]{4})")
_DAY_IN_DIGITS: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")


def rupiah(amount: int, lang: Lang = "id") -> str:
    """`Rp39.000`; a negative amount `-Rp250.000`."""
    text: str = numbers.format_currency(
        amount, "IDR", format="¤#,##0", locale=_LOCALE[lang], currency_digits=False
    )
    return text.replace("IDR", "Rp")  # English writes the code of the currency


def number(value: int | float, lang: Lang = "id") -> str:
    """`8.385`, `52,3`."""
    text: str = numbers.format_decimal(value, locale=_LOCALE[lang])
    return text


def percent(value: int | float, lang: Lang = "id") -> str:
    """`52,3%` of the value 52.3."""
    return number(value, lang) + "%"


def day(value: date, lang: Lang = "id") -> str:
    """`7 Mei 2018`."""
    return babel_dates.format_date(value, "d MMMM y", locale=_LOCALE[lang])


def month(value: date, lang: Lang = "id") -> str:
    """`Mei 2018`, of the month a day lies in."""
    return babel_dates.format_date(value, "MMMM y", locale=_LOCALE[lang])


def when(on: str, lang: Lang = "id") -> str:
    """An `on` in words, as precise as it was written."""
    first = interval(on)[0]
    if len(on) == 4:
        return on
    return month(first, lang) if len(on) == 7 else day(first, lang)


def counted(count: int, one: str, other: str, lang: Lang = "id") -> str:
    """`3 keluarga`; `1 household`, `3 households`: the noun in the form its number asks for."""
    plural = Locale.parse(_LOCALE[lang]).plural_form(count)
    return f"{number(count, lang)} {one if plural == 'one' else other}"


def parse_when(text: str) -> str | None:
    """An `on` of `2018-05-07`, `7 Mei 2018`, `Mei 2018`, `7/5/2018`; None for any other text.

    The day comes before the month, as it is spoken. A year of two digits is nobody's year.
    """
    text = text.strip()
    if (said := _DAY_IN_WORDS.fullmatch(text)) is not None:
        month_number = _month_names().get(said.group(2).casefold())
        if month_number is None:
            return None
        given = (said.group(3), month_number, said.group(1))
    elif (digits := _DAY_IN_DIGITS.fullmatch(text)) is not None:
        given = (digits.group(4), int(digits.group(3)), digits.group(1))
    else:
        given = None
    if given is not None:
        year_text, month_number, day_text = given
        text = f"{year_text}-{month_number:02}" + (f"-{int(day_text):02}" if day_text else "")
    try:
        interval(text)
    except ValueError:
        return None
    return text


@cache
def _month_names() -> dict[str, int]:
    """The months of both languages by their names, whole and short, and as people also write."""
    return dict(_ALSO_WRITTEN) | {
        name.casefold().removesuffix("."): number_
        for locale in _LOCALE.values()
        for width in ("wide", "abbreviated")
        for number_, name in babel_dates.get_month_names(width, "format", locale).items()
    }


def parse_rupiah(text: str) -> int | None:
    """Integer rupiah of `39.000`, `Rp39.000,00`, `39rb`, `8,3 jt`; None for any other text."""
    match = _FIGURE.fullmatch(text.strip())
    if match is None:
        return None
    digits, cents, word = match.group(1), match.group(2), match.group(3).lower()
    scale = _SCALES.get(word)
    if scale == 0:
        return int(re.sub(r"[.,]", "", digits)) if _WHOLE.fullmatch(digits) else None
    scaled = _SCALED.fullmatch(digits)
    if scale is None or scaled is None or cents:
        return None
    fraction = scaled.group(2) or scaled.group(3) or "0"
    value = Decimal(f"{scaled.group(1)}.{fraction}").scaleb(scale)
    return int(value)
