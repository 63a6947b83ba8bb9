"""Every word a person reads, in Indonesian and English; codes and bytes never depend on them.

`say("id", "problem.future_on", given="2030")`: a key is its table and its code. Before: folds,
checks and verdicts, which speak in codes. After: command line, pages, messages of the API.
"""

import re
from collections.abc import Mapping
from typing import Final

from events.words.choices import CHOICES
from events.words.fields import FIELDS
from events.words.figures import FIGURES, indicator_figure
from events.words.formats import (
    Lang,
    counted,
    day,
    month,
    number,
    parse_rupiah,
    parse_when,
    percent,
    rupiah,
    when,
)
from events.words.held_problems import HELD_PROBLEMS
from events.words.list_problems import LIST_PROBLEMS
from events.words.needs import NEEDS
from events.words.problems import KINDS, PROBLEMS
from events.words.refusals import REFUSALS
from events.words.states import STATES
from events.words.survey_problems import SURVEY_PROBLEMS
from events.words.types import TYPES

Words = tuple[str, str]
"""Indonesian, English."""

TABLES: Final[Mapping[str, Mapping[str, Words]]] = {
    "type": TYPES,
    "field": FIELDS,
    "choice": CHOICES,
    "problem": {**PROBLEMS, **HELD_PROBLEMS, **SURVEY_PROBLEMS, **LIST_PROBLEMS},
    "kind": KINDS,
    "need": NEEDS,
    "figure": FIGURES,
    "refusal": REFUSALS,
    **{
        name: {
            key.partition(".")[2]: words
            for key, words in STATES.items()
            if key.partition(".")[0] == name
        }
        for name in dict.fromkeys(key.partition(".")[0] for key in STATES)
    },
}


_TRUTHS: Final[Mapping[bool, Words]] = {True: ("ya", "yes"), False: ("tidak", "no")}
_MOMENT: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


def say(lang: Lang, key: str, **values: object) -> str:
    """The words of a key, its blanks filled. Errors: KeyError for a key without words."""
    table, _, code = key.partition(".")
    words = pick(lang, TABLES[table][code])
    return words.format(**values) if values else words


def pick(lang: Lang, words: Words) -> str:
    """One language of a pair."""
    return words[0] if lang == "id" else words[1]


def truth(lang: Lang, is_so: bool) -> str:
    """`ya` or `tidak`."""
    return pick(lang, _TRUTHS[is_so])


def type_label(lang: Lang, name: str) -> str:
    """What a type is called; a type this program does not know is called by its name."""
    words = TYPES.get(name)
    return pick(lang, words) if words else name


def field_label(lang: Lang, name: str, type_name: str = "") -> str:
    """What a field is called, in that type if it means something of its own there."""
    words = FIELDS.get(f"{type_name}.{name}") or FIELDS.get(name)
    return pick(lang, words) if words else name


def path_label(lang: Lang, path: str, type_name: str = "") -> str:
    """A field of a field in words: `sales.0.quantity` is the quantity of the first sale."""
    return " ".join(
        str(int(step) + 1) if step.isdecimal() else field_label(lang, step, type_name)
        for step in path.split(".")
    )


def choice_label(lang: Lang, choice: str | int, field: str = "") -> str:
    """What a choice of a field is called; one without words is shown as it is written."""
    words = CHOICES.get(f"{field}.{choice}") or CHOICES.get(str(choice))
    return pick(lang, words) if words else str(choice)


def need(lang: Lang, code: str, about: str | None = None, amount: int | None = None) -> str:
    """What would change a verdict: `record the sales (November 2018)`.

    `about` is shown when it is a month or day; an id is for the reader's program. `amount` is
    percent for `school_days`, else rupiah.
    """
    moment = when(about, lang) if about and _MOMENT.fullmatch(about) else ""
    in_brackets = f" ({moment})" if moment else ""
    lacks = "…" if amount is None else rupiah(amount, lang)
    if code == "school_days" and amount is not None:
        lacks = number(amount, lang)
    return say(lang, f"need.{code}", when=in_brackets, moment=moment, amount=lacks)


def refusal(lang: Lang, code: str) -> str:
    """Why the office set something aside; a code without words is shown as it is."""
    words = REFUSALS.get(code)
    return pick(lang, words) if words else code


__all__ = [
    "CHOICES",
    "KINDS",
    "TABLES",
    "Lang",
    "Words",
    "choice_label",
    "counted",
    "day",
    "field_label",
    "indicator_figure",
    "month",
    "need",
    "number",
    "parse_rupiah",
    "parse_when",
    "path_label",
    "percent",
    "pick",
    "refusal",
    "rupiah",
    "say",
    "truth",
    "type_label",
    "when",
]
