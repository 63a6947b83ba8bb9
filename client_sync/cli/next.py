"""`jejak next`: whom to see first and why, and for each what to ask there."""

from typing import TYPE_CHECKING, Final

import click
import msgspec

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language

if TYPE_CHECKING:
    from client_sync.reading.caseload import DueVisit

_LIMIT: Final = 10
"""About a day's visits."""
_LIMIT_MAX: Final = 1_000


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("next", help=say(language, "help_next"))
    @on_device(language)
    @click.option(
        "--limit",
        type=click.IntRange(1, _LIMIT_MAX),
        default=_LIMIT,
        show_default=True,
        help=say(language, "help_limit"),
    )
    @click.option("--on", metavar="DAY", help=say(language, "help_on_day"))
    def next_(terminal: Terminal, /, limit: int, on: str | None) -> None:
        from client_sync.cli.reading import day_named, short_names, today
        from client_sync.device import open_device

        async def read() -> tuple[list["DueVisit"], int, dict[str, str]]:
            async with open_device(terminal.setup) as device:
                day = day_named(on) if on else await today(device)
                visits, more = await (await device.caseload()).due(day, limit)
                return visits, more, await short_names(device)

        visits, more, short = terminal.run(read())
        terminal.give([_for_programs(visit) for visit in visits])
        if not terminal.for_programs:
            _print(terminal, visits, more, short)

    return next_


def _for_programs(visit: "DueVisit") -> dict[str, object]:
    line = visit.line
    return {
        "household": line.household,
        "head": line.called.head,
        "kampung": line.called.kampung,
        "need": line.card.need,
        "why": line.card.why,
        "last_met": line.card.last_met,
        "next_visit": line.card.next_visit,
        "questions": [msgspec.structs.asdict(question) for question in visit.questions],
    }


def _print(terminal: Terminal, visits: list["DueVisit"], more: int, short: dict[str, str]) -> None:
    from client_sync.cli.reading import reasons_of
    from events.asking import question
    from events.words import when
    from events.words.nouns import so_many

    language = terminal.language
    if not visits:
        terminal.say("next_none")
    for number, visit in enumerate(visits, 1):
        called, card = visit.line.called, visit.line.card
        terminal.say(
            "next_visit",
            number=number,
            name=called.head or "…",
            household=short[visit.line.household],
            place=f", {called.kampung}" if called.kampung else "",
        )
        terminal.say("next_why", reasons=reasons_of(language, card))
        met = when(card.last_met, language) if card.last_met else say(language, "never_met")
        terminal.say("next_met", when=met)
        if visit.questions:
            asked = [question(language, each, called.names) for each in visit.questions]
            terminal.say("next_ask", questions="; ".join(asked))
    if more:
        terminal.say(
            "next_more", more=so_many(language, more, "household"), limit=len(visits) + more
        )
