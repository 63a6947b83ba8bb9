"""`jejak doubts`: what looks odd about own entries, and how to say why."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language

if TYPE_CHECKING:
    from client_sync.writing.doubts import Doubt


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("doubts", help=say(language, "help_doubts"))
    @on_device(language)
    def doubts(terminal: Terminal, /) -> None:
        from client_sync.cli.reading import short_names, today
        from client_sync.device import open_device
        from client_sync.writing.doubts import own_doubts

        async def read() -> tuple[Sequence["Doubt"], dict[str, str]]:
            async with open_device(terminal.setup) as device:
                day = await today(device)
                found = await own_doubts(device.journal, device.profile, device.view, day)
                return found, await short_names(device)

        found, short = terminal.run(read())
        terminal.give([_for_programs(doubt) for doubt in found])
        if not terminal.for_programs:
            _print(terminal, found, short)

    return doubts


def _for_programs(doubt: "Doubt") -> dict[str, object]:
    item = doubt.item
    return {
        "event": item.event,
        "household": doubt.household,
        "type": item.type,
        "on": item.on,
        "at": item.at,
        "verdict": item.verdict,
        "flags": doubt.flags,
        "told": doubt.told,
    }


def _print(terminal: Terminal, found: Sequence["Doubt"], short: dict[str, str]) -> None:
    from client_sync.cli.reading import reason_to_look
    from client_sync.reading.pages import short_ids
    from events.words import type_label, when

    if not found:
        terminal.say("doubts_none")
        return
    language = terminal.language
    events = short_ids(doubt.item.event for doubt in found)
    terminal.table(
        "doubt_columns",
        [
            (
                events[doubt.item.event],
                short.get(doubt.household, doubt.household),
                type_label(language, doubt.item.type),
                when(doubt.item.on, language),
                ", ".join(reason_to_look(language, code) for code in doubt.flags),
                say(language, "doubt_told" if doubt.told else "doubt_untold"),
            )
            for doubt in found
        ],
    )
    untold = next((doubt for doubt in found if not doubt.told), None)
    if untold is not None:
        household = short.get(untold.household, untold.household)
        terminal.say("doubt_hint", household=household, event=events[untold.item.event])
