"""`jejak find TEXT`: which household is meant by a name, a nickname or a hamlet."""

from typing import TYPE_CHECKING, Final

import click

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language

if TYPE_CHECKING:
    from client_sync.reading.finding import Found

_SHOWN_MAX: Final = 20
"""At a terminal; who needs more gives more of the name."""


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("find", help=say(language, "help_find"))
    @on_device(language)
    @click.argument("text", nargs=-1, required=True)
    def find(terminal: Terminal, /, text: tuple[str, ...]) -> None:
        from client_sync.cli.reading import short_names
        from client_sync.device import open_device
        from client_sync.reading.finding import find as find_in

        asked = " ".join(text)

        async def read() -> tuple[list["Found"], dict[str, str]]:
            async with open_device(terminal.setup) as device:
                called = await (await device.caseload()).called()
                return find_in(called, asked), await short_names(device)

        found, short = terminal.run(read())
        terminal.give([_for_programs(each) for each in found])
        if not found:
            terminal.say("find_none", text=asked)
            return
        terminal.table(
            "find_columns",
            [
                (
                    short[each.household],
                    each.called.head or "…",
                    each.called.kampung or "",
                    ", ".join(label for label in each.labels if label != each.called.head),
                )
                for each in found[:_SHOWN_MAX]
            ],
        )
        if len(found) > _SHOWN_MAX:
            terminal.say("find_more", count=len(found) - _SHOWN_MAX)

    return find


def _for_programs(found: "Found") -> dict[str, object]:
    return {
        "household": found.household,
        "head": found.called.head,
        "kampung": found.called.kampung,
        "distance": found.distance,
        "found": found.labels,
    }
