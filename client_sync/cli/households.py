"""`jejak households`: who is on this device."""

import click
import msgspec

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("households", help=say(language, "help_households"))
    @on_device(language)
    def households(terminal: Terminal, /) -> None:
        from client_sync.cli.reading import opened, today, word
        from client_sync.pages import HouseholdLine, short_ids

        async def read() -> list[HouseholdLine]:
            async with opened(terminal) as (device, pages):
                return await pages.households(await today(device))

        lines = terminal.run(read())
        terminal.give(
            [
                {
                    "household": line.household,
                    "head": line.head,
                    **msgspec.structs.asdict(line.card),
                }
                for line in lines
            ]
        )
        if not lines:
            terminal.say("no_households")
            return
        short = short_ids(line.household for line in lines)
        terminal.table(
            "household_columns",
            [
                (
                    short[line.household],
                    line.head or "…",
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
