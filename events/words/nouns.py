"""What is counted, with its number: `1 keluarga`, `1 household`, `3 households`.

Indonesian has one form; English takes the one babel's rules give for the number.
"""

from collections.abc import Mapping
from typing import Final, Literal

from events.words.formats import Lang, counted

Noun = Literal[
    "device", "difference", "entry", "finding", "household", "key", "person", "position", "pupil",
    "request", "under_five",
]  # fmt: skip

NOUNS: Final[Mapping[Noun, tuple[str, str, str]]] = {
    "device": ("perangkat", "device", "devices"),
    "difference": ("perbedaan", "difference", "differences"),
    "entry": ("catatan", "entry", "entries"),
    "finding": ("temuan", "finding", "findings"),
    "household": ("keluarga", "household", "households"),
    "key": ("kunci", "key", "keys"),
    "person": ("orang", "person", "people"),
    "position": ("posisi", "position", "positions"),
    "pupil": ("anak sekolah", "pupil", "pupils"),
    "request": ("permintaan", "request", "requests"),
    "under_five": ("balita", "child under five", "children under five"),
}
"""Indonesian, English for one, English for all other numbers."""


def so_many(lang: Lang, count: int, noun: Noun) -> str:
    """A number with what it counts."""
    indonesian, one, other = NOUNS[noun]
    if lang == "id":
        return counted(count, indonesian, indonesian)
    return counted(count, one, other, lang)
