"""A moment of the story for people: what happened, and what the office says of the household.

Before: `played.py`. After: a terminal, or a file. `sides_page.py` puts the devices beside it,
`history_page.py` prints the entries themselves.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from events.dates import parse_rfc3339
from events.folds import Conflict, Enterprise, Indicator, Question, Readiness
from events.words import (
    Lang,
    choice_label,
    field_label,
    indicator_figure,
    need,
    number,
    rupiah,
    say,
    type_label,
    when,
)
from server.demo.played import Moment, Side
from server.demo.words import clock, tell

Names = Mapping[str, str]
"""What people and devices are called, by id."""

VERDICT_STYLES: Final = {
    "met": "green",
    "not_met": "red",
    "unknown": "yellow",
    "stale": "yellow",
    "disputed": "magenta",
    "not_applicable": "dim",
}
ID_SHOWN: Final = 8
"""Letters of an event id that people compare; commands accept a unique prefix."""
INDENT: Final = (0, 0, 0, 2)
_LINE: Final = "  {:<4}{:<33}{:<17}{:<18}{:<18}{:>8}"
"""An indicator within 100 columns; the verdict lies in `_VERDICT_SPAN`."""
_VERDICT_SPAN: Final = (39, 56)
_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


def show_heading(console: Console, label: str, moment: Moment, lang: Lang) -> None:
    """Which moment it is, and what happened before it."""
    known = clock(parse_rfc3339(moment.known_at), lang)
    name = tell(lang, f"moment.{moment.name}")
    console.print()
    title = Text.assemble((f"{label}{name}", "bold"), f" · {known}")
    console.rule(title, align="left")
    console.print(tell(lang, f"scene.{moment.name}") + "\n", style="italic")


def show_office(console: Console, moment: Moment, names: Names, lang: Lang) -> None:
    """What the office knew, in full."""
    side = Side(
        moment.household, moment.readiness, moment.enterprise, moment.conflicts, moment.questions
    )
    for part in side_parts(side, names, lang):
        console.print(part)


def side_parts(side: Side, names: Names, lang: Lang) -> Iterator[RenderableType]:
    """Everything one side knows, from the household down to what it would ask."""
    yield labelled(tell(lang, "household"), standing(side, lang))
    if side.enterprise is not None:
        yield labelled(tell(lang, "enterprise"), enterprise_line(side.enterprise, lang))
        yield Padding(months_table(side.enterprise, lang), (1, 0, 1, 2), expand=False)
    yield labelled(tell(lang, "readiness"), readiness_line(side.readiness, lang))
    yield from indicator_lines(side.readiness, lang)
    for conflict in side.conflicts:
        yield Text()
        yield from conflict_lines(conflict, names, lang)
    if side.questions:
        yield Text()
        yield labelled(tell(lang, "questions"), questions_line(side.questions, lang))


def standing(side: Side, lang: Lang) -> str:
    """`aktif [ada bentrok]`."""
    return say(lang, f"status.{side.household.status}") + _flags(side.household.flags, lang)


def enterprise_line(enterprise: Enterprise, lang: Lang) -> str:
    """Its stage, how many it pays, what threatens it."""
    unknown = tell(lang, "unknown")
    stage = say(lang, f"stage.{enterprise.stage}") if enterprise.stage else unknown
    workers = tell(lang, "workers_paid", count=known(enterprise.workers_paid, lang))
    return f"{stage} · {workers}{_flags(enterprise.flags, lang)}"


def months_table(enterprise: Enterprise, lang: Lang) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for name in ("month", "quantity", "unit_price", "revenue", "costs", "net"):
        table.add_column(tell(lang, name), justify="left" if name == "month" else "right")
    for month in enterprise.months:
        amounts = (month.unit_price, month.revenue, month.costs, month.net)
        table.add_row(
            when(month.period, lang),
            known(month.quantity, lang),
            *(known_rupiah(amount, lang) for amount in amounts),
        )
    return table


def readiness_line(readiness: Readiness, lang: Lang) -> str:
    """`belum siap · 0 dari 5 indikator pendukung terpenuhi`."""
    verdict = say(lang, f"readiness.{readiness.verdict}")
    supports = tell(lang, "supports", met=readiness.supports_met, all=readiness.supports)
    return f"{verdict} · {supports}"


def indicator_lines(readiness: Readiness, lang: Lang) -> Iterator[RenderableType]:
    """Each indicator on a line of its own, and under it what would change it."""
    heads = [
        tell(lang, name) for name in ("indicator", "verdict", "value", "threshold", "evidence")
    ]
    yield Text(_LINE.format("", *heads), style="dim")
    for rule, indicator in readiness.indicators.items():
        yield indicator_line(rule, indicator, lang)
        needs = indicator.what_would_change_it
        if needs:
            change = needs_text(((each.code, each.about, each.amount) for each in needs), lang)
            yield Padding(Text(f"→ {change}", style="dim"), (0, 0, 0, 6), expand=False)


def indicator_line(rule: str, indicator: Indicator, lang: Lang) -> Text:
    """Verdict, value, threshold, and on how many entries it rests."""
    value, threshold = indicator.value, indicator.threshold
    if indicator.verdict == "not_applicable":
        threshold = None
    line = _LINE.format(
        rule,
        say(lang, f"indicator.{rule}"),
        say(lang, f"verdict.{indicator.verdict}"),
        "" if value is None else indicator_figure(lang, rule, value),
        "" if threshold is None else indicator_figure(lang, rule, threshold),
        len(indicator.evidence) or "",
    )
    text = Text(line, no_wrap=True)
    text.stylize(VERDICT_STYLES[indicator.verdict], *_VERDICT_SPAN)
    return text


def conflict_lines(conflict: Conflict, names: Names, lang: Lang) -> Iterator[RenderableType]:
    """A conflict with everything that is claimed, and what the authors knew."""
    yield labelled(tell(lang, "conflict"), conflict_name(conflict, lang))
    for claim in conflict.claims:
        text = tell(
            lang,
            "claim",
            value=claim.value,
            actor=names.get(claim.actor, claim.actor),
            device=names.get(claim.device, claim.device),
            basis=choice_label(lang, claim.basis, "basis"),
            at=clock(claim.at, lang),
            received=received(claim.received, lang),
        )
        yield Padding(Text(text), INDENT, expand=False)
    knowing = [
        names.get(each.actor, each.actor) for each in conflict.claims if each.known_to_author
    ]
    if not knowing:
        yield Padding(Text(tell(lang, "knew_none"), style="dim"), INDENT, expand=False)
    for actor in knowing:
        yield Padding(Text(tell(lang, "knew", actor=actor), style="dim"), INDENT, expand=False)


def conflict_name(conflict: Conflict, lang: Lang) -> str:
    """`Penjualan sebulan, November 2018: jumlah barang`."""
    kind, *_, last = conflict.key.split(":")
    moment = f", {when(last, lang)}" if _DATE.fullmatch(last) else ""
    field = field_label(lang, conflict.field.rpartition(".")[2], kind)
    return f"{type_label(lang, kind)}{moment}: {field}"


def questions_line(questions: Iterable[Question], lang: Lang) -> str:
    return needs_text(
        ((each.code, about, None) for each in questions for about in each.about or (None,)), lang
    )


def needs_text(needs: Iterable[tuple[str, str | None, int | None]], lang: Lang) -> str:
    """What is needed, each thing once with all the months it is about."""
    about: dict[tuple[str, int | None], list[str]] = {}
    for code, each, amount in needs:
        months = about.setdefault((code, amount), [])
        if each is not None and _DATE.fullmatch(each):
            months.append(when(each, lang))
    return "; ".join(
        need(lang, code, None, amount) + (f" ({', '.join(months)})" if months else "")
        for (code, amount), months in about.items()
    )


def labelled(label: str, text: str) -> Text:
    return Text.assemble((f"{label}: ", "bold"), text)


def received(at_ms: int | None, lang: Lang) -> str:
    """When the office learned of it."""
    return tell(lang, "unsent") if at_ms is None else clock(at_ms, lang)


def known(value: int | None, lang: Lang) -> str:
    return tell(lang, "unknown") if value is None else number(value, lang)


def known_rupiah(value: int | None, lang: Lang) -> str:
    return tell(lang, "unknown") if value is None else rupiah(value, lang)


def _flags(flags: Iterable[str], lang: Lang) -> str:
    return "".join(f" [{say(lang, f'flag.{flag}')}]" for flag in flags)
