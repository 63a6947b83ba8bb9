"""`jejak households`: who is on this device."""

from typing import TYPE_CHECKING

import click
import msgspec

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language

if TYPE_CHECKING:
    from client_sync.reading.caseload import HouseholdLine


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("households", help=say(language, "help_households"))
    @on_device(language)
    @click.option("--find", "text", metavar="TEXT", help=say(language, "help_find_option"))
    def households(terminal: Terminal, /, text: str | None) -> None:
        from client_sync.cli.reading import short_names, today, word
        from client_sync.device import open_device

        async def read() -> tuple[list["HouseholdLine"], dict[str, str]]:
            async with open_device(terminal.setup) as device:
                lines = await (await device.caseload()).lines(await today(device))
                return lines if text is None else _found(lines, text), await short_names(device)

        lines, short = terminal.run(read())
        terminal.give([_for_programs(line) for line in lines])
        if not lines:
            terminal.say("no_households" if text is None else "find_none", text=text)
            return
        terminal.table(
            "household_columns",
            [
                (
                    short[line.household],
                    line.called.head or "…",
                    word(language, "status", line.card.status),
                    word(language, "readiness", line.card.readiness),
                    str(line.card.conflicts or ""),
                    line.card.last_met or "",
                    ", ".join(
                        [say(language, "incomplete")] * line.incomplete
                        + [word(language, "flag", flag) for flag in line.card.flags]
                    ),
                )
                for line in lines
            ],
        )

    return households


def _found(lines: list["HouseholdLine"], text: str) -> list["HouseholdLine"]:
    """The lines that are meant, the nearest first."""
    from client_sync.reading.finding import find

    by_household = {line.household: line for line in lines}
    found = find(((line.household, line.called) for line in lines), text)
    return [by_household[each.household] for each in found]


def _for_programs(line: "HouseholdLine") -> dict[str, object]:
    return {
        "household": line.household,
        "head": line.called.head,
        "kampung": line.called.kampung,
        "incomplete": line.incomplete,
        **msgspec.structs.asdict(line.card),
    }
