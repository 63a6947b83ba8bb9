"""`jejak households`: who is on this device."""

from typing import TYPE_CHECKING

import click
import msgspec

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language

if TYPE_CHECKING:
    from client_sync.caseload import HouseholdLine


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("households", help=say(language, "help_households"))
    @on_device(language)
    def households(terminal: Terminal, /) -> None:
        from client_sync.cli.reading import today, word
        from client_sync.device import open_device
        from client_sync.pages import short_ids

        async def read() -> list["HouseholdLine"]:
            async with open_device(terminal.setup) as device:
                return await (await device.caseload()).lines(await today(device))

        lines = terminal.run(read())
        terminal.give([_for_programs(line) for line in lines])
        if not lines:
            terminal.say("no_households")
            return
        short = short_ids(line.household for line in lines)
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
                    ", ".join(word(language, "flag", flag) for flag in line.card.flags),
                )
                for line in lines
            ],
        )

    return households


def _for_programs(line: "HouseholdLine") -> dict[str, object]:
    return {
        "household": line.household,
        "head": line.called.head,
        "kampung": line.called.kampung,
        **msgspec.structs.asdict(line.card),
    }
