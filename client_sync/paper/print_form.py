"""A form of one type on A4: every field with its number, boxes to cross, what stood there last.

Nothing is crossed beforehand: whoever fills the form in states it. What was said last stands beside
in grey, to be confirmed or not. Numbers of fields and choices are those `jejak record --paper` asks
by. Before: the fields of a form (`events/paper.py`), what a household has to choose from. After:
the bytes of a PDF.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from client_sync.paper.print_page import (
    WIDTH_MM,
    boxes,
    digits,
    paragraph,
    render,
    rules,
    space,
    table,
)
from client_sync.paper.print_words import printed
from client_sync.reading.people import NOBODY, Household
from client_sync.reading.values import field_value
from events.folds.latest import LastTime
from events.paper import form_fields
from events.schema import FieldSpec
from events.words import Lang, choice_label, field_label, truth, type_label, when

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

_LABEL_MM: Final = 62.0
_ANSWER_MM: Final = WIDTH_MM - _LABEL_MM
_ROWS: Final = 4
"""Lines of a list on paper; who needs more adds a sheet."""
_DIGITS: Final[Mapping[str, Sequence[str | int]]] = {
    "rupiah": ("Rp", 3, ".", 3, ".", 3),
    "count": (5,),
    "percent": (3, "%"),
    "year": (4,),
    "number": (6,),
    "day": (2, "/", 2, "/", 4),
    "period": (2, "/", 2, "/", 4),
    "month": (2, "/", 4),
    "block": (3,),
    "kbli": (5,),
    "nik": (6, " ", 6, " ", 4),
}
_LONG: Final = ("note", "text", "words", "directions")


class Filled(Struct, frozen=True):
    """Whom a form is for: what the family is called, its short id, and what was said last."""

    name: str
    household: str
    known: Household = NOBODY
    last: LastTime | None = None


def form_pdf(lang: Lang, type_name: str, filled: Filled | None, printed_on: str) -> bytes:
    """The form of a type, blank or for one household."""
    title = type_label(lang, type_name)
    household = "________" if filled is None else filled.household
    parts = [
        paragraph(title, 15, bold=True),
        space(2),
        table(_head(lang, filled), (22, 74, 34, 50), lines=False),
        paragraph(printed(lang, "form_hint"), 8, grey=True),
        space(2),
        table(
            [
                _row(lang, type_name, number, spec, filled)
                for number, spec in enumerate(form_fields(type_name), 1)
            ],
            (8, _LABEL_MM - 8, _ANSWER_MM),
        ),
    ]
    footer = printed(lang, "type_it", type=type_name, household=household)
    return render(title, f"{footer}   ({printed_on})", parts)


def _head(lang: Lang, filled: Filled | None) -> list[list[object]]:
    who: object = rules(1, 70)
    if filled is not None:
        who = paragraph(f"{filled.name} ({filled.household})", 10, bold=True)
    return [
        [printed(lang, "family"), who, printed(lang, "date"), digits((2, "/", 2, "/", 4))],
        ["", "", printed(lang, "filled_by"), rules(1, 40)],
    ]


def _row(
    lang: Lang, type_name: str, number: int, spec: FieldSpec, filled: Filled | None
) -> list[object]:
    label = field_label(lang, spec.name, type_name)
    marks = f"{label[:1].upper()}{label[1:]}" + (" *" if spec.required else "")
    question: list[object] = [paragraph(marks)]
    last = filled.last if filled is not None else None
    if last is not None and filled is not None and spec.name in last.fields:
        value = field_value(lang, spec, last.fields[spec.name], filled.known)
        said = f"{printed(lang, 'last_time', value=value)} ({when(last.on, lang)})"
        question.append(paragraph(said, 8, grey=True))
    known = filled.known if filled is not None else NOBODY
    return [paragraph(f"{number}.", bold=True), question, _answer(lang, type_name, spec, known)]


def _answer(
    lang: Lang, type_name: str, spec: FieldSpec, known: Household, width_mm: float = _ANSWER_MM - 4
) -> "list[Flowable]":
    """Where the answer is written or crossed; below it what may stand in its place."""
    place = _place(lang, type_name, spec, known, width_mm)
    if spec.unknowns:
        place.append(boxes([choice_label(lang, word) for word in spec.unknowns], width_mm))
    return place


def _place(
    lang: Lang, type_name: str, spec: FieldSpec, known: Household, width_mm: float
) -> "list[Flowable]":
    if spec.kind == "part":
        return [*_listed(lang, type_name, spec, known), _parts(lang, type_name, spec, width_mm)]
    if spec.kind == "choice":
        options = [
            f"{at} {choice_label(lang, choice, spec.name)}"
            for at, choice in enumerate(spec.choices, 1)
        ]
        several = [paragraph(printed(lang, "several"), 7.5, grey=True)] if spec.repeated else []
        return [boxes(options, width_mm), *several]
    if spec.kind == "truth":
        return [boxes([truth(lang, True), truth(lang, False)], width_mm)]
    listed = known.of(spec.name)
    if listed:
        return [boxes([f"{at} {each.label}" for at, each in enumerate(listed, 1)], width_mm)]
    if spec.kind in _DIGITS:
        return [digits(_DIGITS[spec.kind])]
    return [rules(3 if spec.name in _LONG else 1, width_mm)]


def _listed(lang: Lang, type_name: str, spec: FieldSpec, known: Household) -> "Iterator[Flowable]":
    """Whom or what an item may name, by number."""
    for part in spec.part:
        listed = known.of(part.name)
        if listed:
            names = "; ".join(f"{at} {each.label}" for at, each in enumerate(listed, 1))
            label = field_label(lang, part.name, type_name)
            yield paragraph(f"{label}: {names}", 8)


def _parts(lang: Lang, type_name: str, spec: FieldSpec, width_mm: float) -> "Flowable":
    """A small table: a column for each field of an item, and empty rows."""
    names = [
        paragraph(f"{field_label(lang, part.name, type_name)}{_hint(lang, part)}", 7.5)
        for part in spec.part
    ]
    widths = [width_mm / len(names)] * len(names)
    empty: list[list[object]] = [[rules(1, widths[0] - 3)] * len(names) for _ in range(_ROWS)]
    return table([names, *empty], widths, lines=False)


def _hint(lang: Lang, part: FieldSpec) -> str:
    if not part.choices:
        return ""
    return ": " + "/".join(choice_label(lang, choice, part.name) for choice in part.choices)
