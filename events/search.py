"""Looking people up by what they are called: any spelling, any case, a small slip of the finger.

Names are written by ear and by generation: Soekarti and Sukarti, Djoko and Joko, Tjitjih and Cicih,
Zaenal and Zainal are each one person. A word is brought to one sound first; what still differs by a
letter or two counts as a slip. Before: a query and the words known of each household. After: lists
at a terminal, the sheets of sessions. Nothing here keeps an index: names rest encrypted, and a
caseload is gone through in a fraction of a second.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

EXACT: Final = 0
BEGINS: Final = 1
SLIP: Final = 3
"""How far a word is from the one asked for; a slip counts once more for each letter."""
ANOTHER_TERM: Final = 1
"""Words found in several names of a household are worth less than all in one."""

_BEGINNING_LETTERS_MIN: Final = 2
_SLIP_LETTERS_MIN: Final = 4
_TWO_SLIPS_LETTERS_MIN: Final = 8
"""In a short word another letter makes another name: Ani and Adi are two people."""

_SOUNDS: Final[tuple[tuple[str, str], ...]] = (
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("ch", "k"),
    ("kh", "k"),
    ("ph", "p"),
    ("sh", "s"),
    ("sj", "s"),
    ("sy", "s"),
    ("th", "t"),
    ("dh", "d"),
    ("ae", "ai"),
    ("ei", "ai"),
    ("ie", "i"),
    ("y", "j"),
    ("v", "p"),
    ("f", "p"),
    ("q", "k"),
    ("x", "ks"),
    ("z", "s"),
)
"""Old and foreign spellings to one sound, in this order; `y` was written `j` until 1972."""
_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHE: Final = re.compile("['\u2018\u2019\u02bc`]")
"""Ma'mun is one word."""
_TWICE: Final = re.compile(r"(.)\1+")


class Term(NamedTuple):
    """Something a household is called: how it is shown, and its words by sound."""

    label: str
    words: tuple[str, ...]


class Match(NamedTuple):
    """How far a household is from what was asked, 0 for not at all, and what of it was meant."""

    distance: int
    labels: tuple[str, ...]


def term(label: str) -> Term:
    """A name ready to be looked for."""
    return Term(label, sounds(label))


@lru_cache(maxsize=20_000)
def sounds(text: str) -> tuple[str, ...]:
    """The words of a text by their sound: case, accents and spelling taken out."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return tuple(_sound(word) for word in _WORD.findall(_APOSTROPHE.sub("", plain)))


def match(asked: Sequence[str], terms: Iterable[Term]) -> Match | None:
    """The best reading of the words asked for among a household's terms; None when one is missing.

    `asked` are the sounds of a query.
    """
    known = [*terms]
    distance = 0
    labels: dict[str, None] = {}
    for word in asked:
        nearest: tuple[int, str] | None = None
        for each in known:
            for other in each.words:
                apart = _apart(word, other)
                if apart is not None and (nearest is None or apart < nearest[0]):
                    nearest = (apart, each.label)
        if nearest is None:
            return None
        distance += nearest[0]
        labels[nearest[1]] = None
    return Match(distance + ANOTHER_TERM * (len(labels) - 1), tuple(labels)) if labels else None


def _sound(word: str) -> str:
    for written, spoken in _SOUNDS:
        word = word.replace(written, spoken)
    word = _TWICE.sub(r"\1", word)
    return word.removesuffix("h") or word


def _apart(asked: str, word: str) -> int | None:
    """How far two words are apart; None for too far."""
    if asked == word:
        return EXACT
    if len(asked) >= _BEGINNING_LETTERS_MIN and word.startswith(asked):
        return BEGINS
    allowed = _slips(asked)
    if abs(len(asked) - len(word)) > allowed:
        return None
    slips = _slips_between(asked, word)
    return None if slips > allowed else SLIP + slips


def _slips(word: str) -> int:
    if len(word) < _SLIP_LETTERS_MIN:
        return 0
    return 1 if len(word) < _TWO_SLIPS_LETTERS_MIN else 2


def _slips_between(one: str, other: str) -> int:
    """Letters left out, added, changed, or two neighbours swapped (optimal string alignment)."""
    before: list[int] = []
    above: list[int] = [*range(len(other) + 1)]
    for at, letter in enumerate(one, 1):
        row: list[int] = [at]
        for to, against in enumerate(other, 1):
            best = min(above[to] + 1, row[to - 1] + 1, above[to - 1] + (letter != against))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == against:
                best = min(best, before[to - 2] + 1)
            row.append(best)
        before, above = above, row
    return above[-1]
