"""The family's own page: what is written about it, in signs, figures, and words to be read aloud.

Green, yellow and red are a tick in a circle, a question in a triangle and a mark in a square: the
page says the same on a black-and-white printer and to who sees no colours. What nobody knows is
yellow, never red: it is asked, not held against the family. Before: a household's page
(`reading/pages.py`). After: the bytes of a PDF; what the family says is wrong becomes a correction.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from client_sync.paper.print_page import (
    WIDTH_MM,
    Sign,
    boxes,
    paragraph,
    render,
    rules,
    sign,
    space,
    table,
)
from client_sync.paper.print_words import printed
from client_sync.reading.pages import HouseholdPage
from events.asking import needs
from events.folds import Indicator
from events.folds.questions import NOT_ASKED
from events.regions import Regions
from events.types import IndicatorVerdict
from events.words import (
    TABLES,
    Lang,
    choice_label,
    day,
    indicator_figure,
    number,
    pick,
    rupiah,
    when,
)
from events.words.nouns import so_many

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

_SIGNS: Final[Mapping[IndicatorVerdict, Sign]] = {
    "met": "good",
    "not_met": "not_yet",
    "unknown": "ask",
    "stale": "ask",
    "disputed": "ask",
    "not_applicable": "none",
}
_SAID: Final[Mapping[Sign, str]] = {
    "good": "good",
    "ask": "to_ask",
    "not_yet": "not_yet",
    "none": "not_for_us",
}
_MONTHS_SHOWN: Final = 6
"""Of all enterprises together, and at least one of each: the page stays one sheet."""


def household_pdf(lang: Lang, page: HouseholdPage, regions: Regions, short: str) -> bytes:
    """The page of a household as it was asked for, on one sheet."""
    found = page.answer
    title = printed(lang, "map")
    parts = [
        paragraph(f"{title}: {page.head or '…'}", 15, bold=True),
        paragraph(_place(lang, page, regions), 9.5),
        space(2),
        _legend(lang),
        space(1),
        _indicators(lang, found.readiness.indicators, page.names),
        *_enterprises(lang, page),
        space(3),
        paragraph(printed(lang, "read_aloud"), 11, bold=True),
        *(paragraph(words, 10.5) for words in _read_aloud(lang, page)),
        space(2),
        boxes([printed(lang, "is_right"), printed(lang, "is_wrong")], WIDTH_MM),
        rules(2, WIDTH_MM),
        space(3),
        _signatures(lang),
    ]
    footer = f"{title} {short}   {printed(lang, 'printed_on', day=day(found.as_of, lang))}"
    return render(title, footer, parts, one_page=True)


def _place(lang: Lang, page: HouseholdPage, regions: Regions) -> str:
    household = page.answer.household
    status = TABLES["status"].get(household.status)
    parts = [
        regions.label(household.region, lang) if household.region else "",
        so_many(lang, household.members, "person"),
        "" if status is None else pick(lang, status),
        day(page.answer.as_of, lang),
    ]
    return "   ·   ".join(part for part in parts if part)


def _legend(lang: Lang) -> "Flowable":
    cells: list[object] = []
    for kind in ("good", "ask", "not_yet"):
        cells += [sign(kind), paragraph(printed(lang, _SAID[kind]), 9)]
    return table([cells], (8, 35, 8, 42, 8, 35), lines=False)


def _indicators(
    lang: Lang, indicators: Mapping[str, Indicator], names: Mapping[str, str]
) -> "Flowable":
    rows: list[list[object]] = [
        ["", printed(lang, "what"), printed(lang, "how"), printed(lang, "next_step")]
    ]
    for name, indicator in indicators.items():
        kind = _SIGNS[indicator.verdict]
        rows.append(
            [
                sign(kind),
                paragraph(_name(lang, name), bold=True),
                _standing(lang, name, indicator, kind),
                _next_step(lang, indicator, names) if kind in ("ask", "not_yet") else "",
            ]
        )
    return table(rows, (9, 42, 59, WIDTH_MM - 110), heading=True)


def _name(lang: Lang, indicator: str) -> str:
    words = TABLES["indicator"].get(indicator)
    return indicator if words is None else pick(lang, words)


def _standing(lang: Lang, name: str, indicator: Indicator, kind: Sign) -> str:
    said = printed(lang, _SAID[kind])
    if kind == "none" or indicator.value is None:
        return said
    value = indicator_figure(lang, name, indicator.value)
    if indicator.threshold is None or kind != "not_yet":
        return f"{said}: {value}"
    threshold = indicator_figure(lang, name, indicator.threshold)
    return f"{said}: " + printed(lang, "figure", value=value, threshold=threshold)


def _next_step(lang: Lang, indicator: Indicator, names: Mapping[str, str]) -> str:
    """What would change it; of what nobody knows, only what can be asked."""
    wanted = [
        each
        for each in indicator.what_would_change_it
        if indicator.verdict == "not_met" or each.code not in NOT_ASKED
    ]
    return "; ".join(needs(lang, wanted, names))


def _enterprises(lang: Lang, page: HouseholdPage) -> Iterator["Flowable"]:
    shown = max(1, _MONTHS_SHOWN // max(1, len(page.answer.enterprises)))
    for each in page.answer.enterprises:
        stage = TABLES["stage"].get(each.stage or "", TABLES["choice"]["unknown"])
        name = page.names.get(each.id) or (choice_label(lang, each.kind) if each.kind else "…")
        yield space(3)
        yield paragraph(
            printed(lang, "enterprise", name=name, stage=pick(lang, stage)), 11, bold=True
        )
        months = each.months[-shown:]
        if months:
            unknown = pick(lang, TABLES["choice"]["unknown"])
            labels = {"id": ("Bulan", "Jumlah", "Penjualan", "Biaya", "Bersih")}
            rows: list[list[object]] = [
                [*labels.get(lang, ("Month", "Quantity", "Sales", "Costs", "Net"))]
            ]
            for month in months:
                amounts = (month.revenue, month.costs, month.net)
                quantity = unknown if month.quantity is None else number(month.quantity, lang)
                said = [unknown if amount is None else rupiah(amount, lang) for amount in amounts]
                rows.append([when(month.period, lang), quantity, *said])
            yield table(rows, (36, 24, 40, 40, 40), heading=True)


def _read_aloud(lang: Lang, page: HouseholdPage) -> Iterator[str]:
    """The page in sentences, for who does not read."""
    found = page.answer
    yield printed(lang, "read_intro", name=page.head or "…", day=day(found.as_of, lang))
    status = TABLES["status"].get(found.household.status)
    if status is not None:
        yield printed(lang, "read_status", status=pick(lang, status))
    kinds = {name: _SIGNS[each.verdict] for name, each in found.readiness.indicators.items()}
    for kind, key in (("good", "read_good"), ("not_yet", "read_not_yet"), ("ask", "read_to_ask")):
        names = [_name(lang, name).lower() for name, each in kinds.items() if each == kind]
        if names:
            yield printed(lang, key, names=", ".join(names))
    yield printed(lang, "read_rights")


def _signatures(lang: Lang) -> "Flowable":
    half = WIDTH_MM / 2
    family, companion = printed(lang, "signature_family"), printed(lang, "signature_companion")
    return table(
        [[family, companion], [space(12), space(12)], [rules(1, half - 25), rules(1, half - 25)]],
        (half, half),
        lines=False,
    )
