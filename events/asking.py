"""What to ask at a visit, as a sentence with everything it is about: months, people, conflicts.

Before: questions and conflicts of the folds, which speak in codes and ids. After: the visit list at
a terminal and on paper. Names are the reader's: a person without one is left out of the sentence.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from events.folds.checks.finding import Need
from events.folds.questions import Question
from events.words import CHOICES, Lang, choice_label, need, type_label, when

_MOMENT: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


def question(lang: Lang, asked: Question, names: Mapping[str, str]) -> str:
    """`catat semua biaya usaha (September 2018, Oktober 2018)`, `… rujukan (NIB)`."""
    return _with(need(lang, asked.code), _named(lang, asked.about, names))


def needs(lang: Lang, wanted: Sequence[Need], names: Mapping[str, str]) -> list[str]:
    """What would change a verdict, each thing once with all it is about."""
    about: dict[tuple[str, int | None], list[str]] = {}
    for each in wanted:
        found = about.setdefault((each.code, each.amount), [])
        if each.about is not None:
            found.append(each.about)
    return [
        _with(need(lang, code, None, amount), _named(lang, them, names))
        for (code, amount), them in about.items()
    ]


def conflict(lang: Lang, key: str, names: Mapping[str, str]) -> str:
    """What a conflict is about: `Penjualan bulanan (Rompi Nana, November 2018)`."""
    kind, _, rest = key.partition(":")
    if kind == "correction":
        return need(lang, "resolve")
    return _with(type_label(lang, kind), _named(lang, rest.split(":"), names))


def _named(lang: Lang, about: Sequence[str], names: Mapping[str, str]) -> list[str]:
    said = []
    for each in about:
        if _MOMENT.fullmatch(each):
            said.append(when(each, lang))
        elif each in names:
            said.append(names[each])
        elif ":" in each:
            said.append(conflict(lang, each, names))
        elif each in CHOICES:
            said.append(choice_label(lang, each))
    return said


def _with(sentence: str, about: Sequence[str]) -> str:
    return f"{sentence} ({', '.join(dict.fromkeys(about))})" if about else sentence
