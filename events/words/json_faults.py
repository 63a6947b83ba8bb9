"""What is wrong with a JSON text that somebody gave, in words.

Before: msgspec refused it, in English for programmers. After: a part of a sentence at a terminal.
Only names of fields and places in the text are repeated, never a value.
"""

import re
from collections.abc import Mapping
from typing import Final

from events.words import Words

_PLACE: Final = re.compile(r"\(byte ([0-9]+)\)$")
_UNKNOWN: Final = re.compile(r"unknown field `([^`]+)`")
_MISSING: Final = re.compile(r"missing required field `([^`]+)`")
_EXPECTED: Final = re.compile(r"Expected `([^`]+)`.*?(?: - at `(?:key in )?\$?\.?([^`]*)`)?$")

_KINDS: Final[Mapping[str, Words]] = {
    "array": ("daftar", "a list"),
    "bool": ("true atau false", "true or false"),
    "float": ("angka", "a number"),
    "int": ("bilangan bulat", "a whole number"),
    "object": ("objek `{…}`", "an object `{…}`"),
    "str": ("teks", "a text"),
}
_UNREADABLE: Final[Words] = ("tidak terbaca", "it cannot be read")


def json_fault(error: Exception) -> Words:
    """The fault in Indonesian and English, without a full stop."""
    text = str(error)
    if "truncated" in text:
        return "teksnya terpotong", "the text is cut short"
    if match := _PLACE.search(text):
        at = match[1]
        return f"ada tanda yang salah di sekitar huruf ke-{at}", f"a wrong sign near character {at}"
    if match := _UNKNOWN.search(text):
        return f"isian `{match[1]}` tidak dikenal", f"the field `{match[1]}` is not known"
    if match := _MISSING.search(text):
        return f"isian `{match[1]}` belum ada", f"the field `{match[1]}` is missing"
    if match := _EXPECTED.match(text):
        kinds = [_KINDS[kind] for kind in match[1].split(" | ") if kind in _KINDS]
        if kinds:
            where = (f"`{match[2]}` harus ", f"`{match[2]}` must be ") if match[2] else (
                "harus ", "it must be "
            )  # fmt: skip
            either = (" atau ".join(k[0] for k in kinds), " or ".join(k[1] for k in kinds))
            return where[0] + either[0], where[1] + either[1]
    return _UNREADABLE
