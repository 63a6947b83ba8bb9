"""Regions: provinsi > kabupaten/kota > kecamatan > desa/kelurahan, by dotted Kemendagri code.

A code is `PP.KK.CC.DDDD`; the fourth part of a desa starts with 2, of a kelurahan with 1. Names
repeat (Kemuning is two desa of one kabupaten), so only codes are kept and names are looked up.
Reads no file: rows of (code, name) are given by the composition root. Codes of BPS are others.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final, Literal

from msgspec import Struct

from events.errors import InputRefused
from events.ids import LogId
from events.types import RegionCode
from events.words import Lang

Level = Literal["province", "kabupaten", "kecamatan", "desa", "kelurahan"]

_CODE: Final = re.compile(r"[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[12][0-9]{3})?)?)?")
_KIND_WORDS: Final = frozenset(
    ("desa", "kelurahan", "kel", "kecamatan", "kec", "kabupaten", "kab", "kota", "provinsi", "prov")
)
_SIMILAR: Final = 0.75
"""Below this likeness of two names a suggestion confuses more than it helps."""

_PREFIXES: Final[dict[Level, tuple[str, str]]] = {
    "province": ("Provinsi", "Province of"),
    "kabupaten": ("", ""),  # the name says Kabupaten or Kota itself
    "kecamatan": ("Kec.", "Kec."),
    "desa": ("Desa", "Desa"),
    "kelurahan": ("Kel.", "Kel."),
}


def parse_region(text: str) -> RegionCode:
    """The region a code names. Errors: InputRefused (`bad_region`) for any other text."""
    if _CODE.fullmatch(text) is None:
        raise InputRefused("bad_region", f"{text!r} is no region code: write it like 36.03.06.2001")
    return RegionCode(text)


def is_region(text: str) -> bool:
    """True for a text in the form of a region code, known or not."""
    return _CODE.fullmatch(text) is not None


def level_of(code: RegionCode) -> Level:
    """What kind of region a code names."""
    parts = code.split(".")
    if len(parts) == 4:
        return "kelurahan" if parts[3].startswith("1") else "desa"
    levels: tuple[Level, ...] = ("province", "kabupaten", "kecamatan")
    return levels[len(parts) - 1]


def parent_of(code: RegionCode) -> RegionCode | None:
    """The region a region lies in; None for a province."""
    return RegionCode(code.rpartition(".")[0]) if "." in code else None


def contains(outer: RegionCode, inner: RegionCode) -> bool:
    """True when `inner` is `outer` or lies in it."""
    return inner == outer or inner.startswith(outer + ".")


def log_of(code: RegionCode) -> LogId | None:
    """The log of the kabupaten/kota a region lies in; None for a province."""
    return LogId(code[:5]) if len(code) >= 5 else None


def meets(log: LogId, region: RegionCode) -> bool:
    """True for a region of a log: in its kabupaten/kota, or around it, as its province is."""
    whole = RegionCode(log)
    return contains(whole, region) or contains(region, whole)


def counted_in(log: LogId, region: RegionCode) -> RegionCode:
    """Where a log has what is said to be in a region: there, or in all of it where that is not its.

    Only who sees all of the log, and decides for all of it, can set right what is in no part of it.
    """
    whole = RegionCode(log)
    return region if contains(whole, region) else whole


class Suggestion(Struct, frozen=True):
    """A region whose name is like the one that was given; `likeness` from 0 to 1."""

    code: RegionCode
    name: str
    likeness: float


class Regions(Struct, frozen=True):
    """The regions a device or office knows; a code that is not among them is not wrong for that."""

    names: dict[RegionCode, str]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> "Regions":
        """Regions from rows of (code, name). Errors: InputRefused for a malformed code."""
        return cls({parse_region(code): name for code, name in rows})

    def __len__(self) -> int:
        return len(self.names)

    def knows(self, code: RegionCode) -> bool:
        """True when the code is in the list."""
        return code in self.names

    def name(self, code: RegionCode) -> str | None:
        """The bare name: `Pasir Ampo`."""
        return self.names.get(code)

    def label(self, code: RegionCode, lang: Lang = "id") -> str:
        """`Desa Pasir Ampo, Kec. Kresek, Kabupaten Tangerang`; an unknown region is its code."""
        here: RegionCode | None = code
        parts = []
        while here is not None and (here == code or level_of(here) != "province"):
            name = self.names.get(here)
            prefix = _PREFIXES[level_of(here)][lang == "en"]
            parts.append(f"{prefix} {name}".strip() if name else here)
            here = parent_of(here)
        return ", ".join(parts)

    def within(self, outer: RegionCode) -> tuple[RegionCode, ...]:
        """All regions below one, in order of code."""
        return tuple(sorted(code for code in self.names if code.startswith(outer + ".")))

    def called(self, name: str, outer: RegionCode | None = None) -> tuple[RegionCode, ...]:
        """The regions of exactly this name, in order of code: several, or none."""
        wanted = _words_of(name)
        return tuple(
            sorted(
                code
                for code, held in self.names.items()
                if (outer is None or contains(outer, code)) and _words_of(held) == wanted
            )
        )

    def suggest(
        self, name: str, outer: RegionCode | None = None, most: int = 5
    ) -> tuple[Suggestion, ...]:
        """Regions with a name like this one, likest first: `Desa Ampo` suggests Pasir Ampo."""
        wanted = _words_of(name)
        found = [
            Suggestion(code, held, likeness)
            for code, held in self.names.items()
            if (outer is None or contains(outer, code))
            and (likeness := _likeness(wanted, _words_of(held))) >= _SIMILAR
        ]
        return tuple(sorted(found, key=lambda item: (-item.likeness, item.code))[:most])


def _words_of(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others, in lower case."""
    words = re.findall(r"[a-z0-9]+", name.lower())
    return tuple(word for word in words if word not in _KIND_WORDS) or tuple(words)


def _likeness(wanted: tuple[str, ...], held: tuple[str, ...]) -> float:
    """1 for the same words, 0.95 where one name lacks a word, else how alike the letters are."""
    if wanted == held:
        return 1.0
    if wanted and set(wanted) <= set(held):
        return 0.95
    left, right = "".join(wanted), "".join(held)
    # A name whose length is too different cannot reach the bound; comparing letters is slow.
    if not left or 2 * min(len(left), len(right)) < _SIMILAR * (len(left) + len(right)):
        return 0.0
    matcher = SequenceMatcher(None, left, right)
    return matcher.ratio() if matcher.quick_ratio() >= _SIMILAR else 0.0
