"""Lists on paper: whom to visit and what to ask, and the sheet that is passed round at a session.

Before: the due visits (`reading/caseload.py`), a sheet (`writing/sheets.py`). After: the bytes of a
PDF.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from client_sync.paper.print_page import WIDTH_MM, boxes, paragraph, render, rules, space, table
from client_sync.paper.print_words import printed
from client_sync.reading.caseload import DueVisit
from client_sync.writing.sheets import Sheet
from events.asking import question
from events.words import TABLES, Lang, choice_label, pick, when

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

_FIRST_MM: Final = 10.0
_TEXT_MM: Final = WIDTH_MM - _FIRST_MM


def visits_pdf(lang: Lang, visits: Sequence[DueVisit], short: Mapping[str, str], on: str) -> bytes:
    """The visits of a day in order of need, each with its questions to tick and room for notes."""
    title = printed(lang, "visits", day=when(on, lang))
    rows = [
        [paragraph(f"{number}.", 11, bold=True), list(_visit(lang, visit, short))]
        for number, visit in enumerate(visits, 1)
    ]
    parts = [paragraph(title, 15, bold=True), space(3)]
    if rows:
        parts.append(table(rows, (_FIRST_MM, _TEXT_MM), top=True))
    return render(title, title, parts)


def _visit(lang: Lang, visit: DueVisit, short: Mapping[str, str]) -> Iterator["Flowable"]:
    called, card = visit.line.called, visit.line.card
    place = f", {called.kampung}" if called.kampung else ""
    met = printed(lang, "never")
    if card.last_met is not None:
        met = printed(lang, "last_met", when=when(card.last_met, lang))
    yield paragraph(f"{called.head or '…'}{place}", 11, bold=True)
    yield paragraph(f"{short[visit.line.household]}, {met}", 8, grey=True)
    reasons = "; ".join(pick(lang, TABLES["reason"][reason]) for reason in card.why)
    yield paragraph(f"{printed(lang, 'why')}: {reasons}")
    if visit.questions:
        asked = [question(lang, each, called.names) for each in visit.questions]
        yield boxes(asked, _TEXT_MM - 4)
    yield paragraph(f"{printed(lang, 'notes')}:", 8, grey=True)
    yield rules(1, _TEXT_MM - 4)


def sheet_pdf(lang: Lang, sheet: Sheet, kind: str) -> bytes:
    """A sheet to be passed round: its numbers count under its code when it is typed."""
    title = printed(lang, "sheet", kind=kind)
    code = printed(lang, "sheet_code", code=sheet.code)
    heads = ("number", "name", "component", "family", "hamlet", "absent", "signature")
    rows: list[list[object]] = [[printed(lang, head) for head in heads]]
    for seat in sheet.seats:
        component = "" if seat.component is None else choice_label(lang, seat.component)
        family = "" if seat.family == seat.name else seat.family
        rows.append(
            [
                paragraph(str(seat.number), bold=True),
                seat.name,
                component,
                family,
                seat.kampung,
                boxes(["______"], 18),
                space(7),
            ]
        )
    parts = [
        paragraph(title, 15, bold=True),
        paragraph(code, 10),
        space(1),
        paragraph(printed(lang, "sheet_hint", kind=sheet.kind, code=sheet.code), 8, grey=True),
        space(2),
        table(rows, (9, 44, 26, 36, 24, 20, WIDTH_MM - 159), heading=True),
    ]
    return render(title, code, parts)
