"""Who knows what: the office and the devices side by side, where they differ.

Before: `played.py`. After: a terminal, or a file.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from events.folds import EnterpriseMonth
from events.words import Lang, number, say, when
from server.demo.pages import INDENT, enterprise_line, known, known_rupiah, labelled, standing
from server.demo.played import Moment, Side
from server.demo.story import ACTORS
from server.demo.words import clock, short_month, tell

_NOTHING: Final = "-"


def show_sides(console: Console, moment: Moment, lang: Lang) -> None:
    """A table of what they say otherwise, or the word that all say the same."""
    office = Side(
        moment.household, moment.readiness, moment.enterprise, moment.conflicts, moment.questions
    )
    rows = list(differences([office, *moment.sides.values()], lang))
    console.print()
    if not rows:
        devices = ", ".join(moment.sides)
        console.print(
            labelled(tell(lang, "who_knows"), tell(lang, "all_same", devices=devices)), style="cyan"
        )
        return
    console.print(Text(tell(lang, "who_knows"), style="bold cyan"))
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    table.add_column("")
    for name in (tell(lang, "office"), *(_holder(device) for device in moment.sides)):
        table.add_column(name)
    for what, office_says, *cells in [*_whys(moment, lang), *rows]:
        shown = [Text(cell, style="dim" if cell == office_says else "") for cell in cells]
        table.add_row(Text(what, style="dim"), Text(office_says), *shown)
    console.print(Padding(table, INDENT, expand=False))


def differences(sides: Sequence[Side], lang: Lang) -> Iterator[tuple[str, ...]]:
    """(what, as each side says it), only where two that speak of it differ."""
    said = [dict(statements(side, lang)) for side in sides]
    for what in dict.fromkeys(name for each in said for name in each):
        spoken = {each[what] for each in said if what in each}
        if len(spoken) > 1:
            yield (what, *(each.get(what, _NOTHING) for each in said))


def statements(side: Side, lang: Lang) -> Iterator[tuple[str, str]]:
    """Everything a side says as (what, how), so that sides can be compared."""
    yield tell(lang, "household"), standing(side, lang)
    if side.enterprise is not None:
        yield tell(lang, "enterprise"), enterprise_line(side.enterprise, lang)
        yield tell(lang, "months"), _reported(side.enterprise.months, lang)
        for month in side.enterprise.months:
            quantity, net = known(month.quantity, lang), known_rupiah(month.net, lang)
            said = tell(lang, "month_said", quantity=quantity, net=net)
            yield when(month.period, lang), said
    yield tell(lang, "readiness"), say(lang, f"readiness.{side.readiness.verdict}")
    for rule, indicator in side.readiness.indicators.items():
        verdict = say(lang, f"verdict.{indicator.verdict}")
        yield f"{rule} {say(lang, f'indicator.{rule}')}", verdict
    yield tell(lang, "conflicts"), number(len(side.conflicts), lang)


def _whys(moment: Moment, lang: Lang) -> Iterator[tuple[str, ...]]:
    """Why each device knows what it knows."""
    synced = [side.synced_at for side in moment.sides.values()]
    cells = (_NOTHING if at is None else clock(at, lang) for at in synced)
    yield (tell(lang, "synced"), "", *cells)
    if any(side.unsent for side in moment.sides.values()):
        waiting = (tell(lang, "entries", count=side.unsent) for side in moment.sides.values())
        yield (tell(lang, "waiting"), "", *waiting)


def _reported(months: Sequence[EnterpriseMonth], lang: Lang) -> str:
    """`Sep 2018 s.d. Mei 2019`."""
    if not months:
        return _NOTHING
    first, last = short_month(months[0].period, lang), short_month(months[-1].period, lang)
    return tell(lang, "span", first=first, last=last)


def _holder(device: str) -> str:
    name = next(actor.name.value for actor in ACTORS if actor.device == device)
    return f"{device} · {name}"
