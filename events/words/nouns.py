"""What is counted, with its number: `1 keluarga`, `1 household`, `3 households`.

Indonesian has one form; English takes the one babel's rules give for the number.
"""

from collections.abc import Mapping
from typing import Final, Literal

from events.words.formats import Lang, counted

Noun = Literal["entry", "household", "person", "pupil", "under_five"]

NOUNS: Final[Mapping[Noun, tuple[str, str, str]]] = {
    "entry": ("catatan", "entry", "entries"),
    "household": ("keluarga", "household", "households"),
    "person": ("orang", "person", "people"),
    "pupil": ("anak sekolah", "pupil", "pupils"),
    "under_five": ("balita", "child under five", "children under five"),
}
"""Indonesian, English for one, English for all other numbers."""


def so_many(lang: Lang, count: int, noun: Noun) -> str:
    """A number with what it counts."""
    indonesian, one, other = NOUNS[noun]
    if lang == "id":
        return counted(count, indonesian, indonesian)
    return counted(count, one, other, lang)
