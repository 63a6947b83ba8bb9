"""The story for people: what office and devices knew at each moment, as printed pages.

Before: `played.py`. After: a terminal, or a file. `history_page.py` prints the entries themselves.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from events.dates import day_of_ms, parse_rfc3339
from events.words import Lang, choice_label, day, number, percent, rupiah, say, when
from server.demo.played import Conflict, Enterprise, Figure, Moment, Readiness, Side
from server.demo.words import clock, tell

_VERDICT_STYLES: Final = {
    "met": "green",
    "not_met": "red",
    "unknown": "yellow",
    "stale": "yellow",
    "disputed": "magenta",
    "not_applicable": "dim",
}
_IN_RUPIAH: Final = frozenset({"R1", "R1b", "R6", "R7"})
_IN_PERCENT: Final = frozenset({"R4", "R5"})
ID_SHOWN: Final = 8
"""Letters of an event id that people compare; commands accept a unique prefix."""


def show_moment(console: Console, number_of: int, moment: Moment, lang: Lang) -> None:
    """One moment: the office's view in full, each device's where it differs."""
    as_of = tell(
        lang,
        "as_of",
        day=when(moment.as_of, lang),
        known=day(day_of_ms(parse_rfc3339(moment.known_at)), lang),
    )
    title = f"[bold]M{number_of} · {tell(lang, f'moment.{moment.name}')}[/bold] · {as_of}"
    office = Side(moment.household, moment.readiness, moment.enterprise, moment.conflicts)
    parts = [
        Text(tell(lang, "office"), style="bold underline"),
        *side_parts(office, lang),
        *(device_part(device, office, side, lang) for device, side in sorted(moment.sides.items())),
    ]
    console.print(Panel(Group(*parts), title=title, title_align="left", padding=(1, 2)))


def side_parts(side: Side, lang: Lang) -> Iterator[RenderableType]:
    """Everything one side knows, from the household down to its conflicts."""
    yield _labelled(tell(lang, "household"), standing(side, lang))
    if side.enterprise is not None:
        yield _labelled(tell(lang, "enterprise"), enterprise_line(side.enterprise, lang))
        yield months_table(side.enterprise, lang)
    verdict = say(lang, f"readiness.{side.readiness.verdict}")
    yield _labelled(tell(lang, "readiness"), verdict)
    yield readiness_table(side.readiness, lang)
    yield from conflict_lines(side.conflicts, lang)


def device_part(device: str, office: Side, side: Side, lang: Lang) -> Text:
    """A device beside the office: the same, or what it sees otherwise."""
    found = list(differences(office, side, lang))
    text = Text.assemble((f"\n{device}: ", "bold"))
    if not found:
        return text.append(tell(lang, "same_as_office"))
    for what, theirs, its in found:
        line = tell(lang, "side_differs", what=what, office=theirs, device=its)
        text.append(f"\n  {line}")
    return text


def differences(office: Side, side: Side, lang: Lang) -> Iterator[tuple[str, str, str]]:
    """(what, as the office sees it, as the device sees it), only where they differ."""
    theirs, its = dict(_statements(office, lang)), dict(_statements(side, lang))
    absent = tell(lang, "unknown")
    for what in dict.fromkeys((*theirs, *its)):
        pair = theirs.get(what, absent), its.get(what, absent)
        if pair[0] != pair[1]:
            yield (what, *pair)


def standing(side: Side, lang: Lang) -> str:
    """`aktif [ada bentrok]`."""
    flags = "".join(f" [{say(lang, f'flag.{flag}')}]" for flag in side.household.flags)
    return say(lang, f"status.{side.household.status}") + flags


def enterprise_line(enterprise: Enterprise, lang: Lang) -> str:
    """Its stage, and how many it pays."""
    count = known(enterprise.workers_paid, lang)
    workers = tell(lang, "workers_paid", count=count)
    return f"{say(lang, f'stage.{enterprise.stage}')} · {workers}"


def months_table(enterprise: Enterprise, lang: Lang) -> Table:
    table = _table()
    for name in ("month", "quantity", "unit_price", "revenue", "net"):
        table.add_column(tell(lang, name), justify="left" if name == "month" else "right")
    for month in enterprise.months:
        table.add_row(
            when(month.period, lang),
            known(month.quantity, lang),
            known_rupiah(month.unit_price, lang),
            known_rupiah(month.revenue, lang),
            known_rupiah(month.net, lang),
        )
    return table


def readiness_table(readiness: Readiness, lang: Lang) -> Table:
    table = _table()
    for name in ("indicator", "verdict", "value", "threshold", "evidence", "change"):
        right = name in ("value", "threshold", "evidence")
        table.add_column(tell(lang, name), justify="right" if right else "left")
    for rule, indicator in readiness.indicators.items():
        verdict = Text(
            say(lang, f"verdict.{indicator.verdict}"), _VERDICT_STYLES.get(indicator.verdict, "")
        )
        table.add_row(
            f"{rule} {say(lang, f'indicator.{rule}')}",
            verdict,
            figure(rule, indicator.value, lang),
            figure(rule, indicator.threshold, lang),
            number(len(indicator.evidence), lang),
            indicator.what_would_change_it or "",
        )
    return table


def conflict_lines(conflicts: Iterable[Conflict], lang: Lang) -> Iterator[Text]:
    """Each open conflict with everything that is claimed; one line when there is none."""
    none = True
    for conflict in conflicts:
        none = False
        text = Text.assemble(
            (tell(lang, "conflicts"), "bold"), f": {conflict.key} {conflict.field}"
        )
        for claim in conflict.claims:
            line = tell(
                lang,
                "claim",
                value=claim.value,
                actor=claim.actor,
                device=claim.device,
                on=when(claim.on, lang),
                basis=choice_label(lang, claim.basis, "basis"),
                at=clock(claim.at, lang),
                received=received(claim.received, lang),
            )
            knew = f" ({tell(lang, 'known_to_author')})" if claim.known_to_author else ""
            text.append(f"\n  {claim.event[:ID_SHOWN]} {line}{knew}")
        yield text
    if none:
        yield Text(tell(lang, "no_conflict"), style="dim")


def figure(rule: str, value: Figure, lang: Lang) -> str:
    """A value or threshold of a rule in its unit; empty when the rule has none to show."""
    if value is None:
        return ""
    if isinstance(value, str):
        return choice_label(lang, value)
    if rule in _IN_RUPIAH and isinstance(value, int):
        return rupiah(value, lang)
    return percent(value, lang) if rule in _IN_PERCENT else number(value, lang)


def received(at_ms: int | None, lang: Lang) -> str:
    """When the office learned of it."""
    return tell(lang, "unsent") if at_ms is None else clock(at_ms, lang)


def known(value: int | None, lang: Lang) -> str:
    return tell(lang, "unknown") if value is None else number(value, lang)


def known_rupiah(value: int | None, lang: Lang) -> str:
    return tell(lang, "unknown") if value is None else rupiah(value, lang)


def _statements(side: Side, lang: Lang) -> Iterator[tuple[str, str]]:
    """Everything a side says as (what, how), so that two sides can be compared."""
    yield tell(lang, "household"), standing(side, lang)
    if side.enterprise is not None:
        yield tell(lang, "enterprise"), enterprise_line(side.enterprise, lang)
        for month in side.enterprise.months:
            figures = (
                known(month.quantity, lang),
                known_rupiah(month.revenue, lang),
                known_rupiah(month.net, lang),
            )
            yield when(month.period, lang), " · ".join(figures)
    yield tell(lang, "readiness"), say(lang, f"readiness.{side.readiness.verdict}")
    for rule, indicator in side.readiness.indicators.items():
        yield f"{rule} {say(lang, f'indicator.{rule}')}", say(lang, f"verdict.{indicator.verdict}")
    yield tell(lang, "conflicts"), number(len(side.conflicts), lang)


def _labelled(label: str, text: str) -> Text:
    return Text.assemble((f"{label}: ", "bold"), text)


def _table() -> Table:
    return Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
