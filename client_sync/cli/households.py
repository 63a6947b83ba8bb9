"""`jejak households`: who is on this device."""

import click

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("households", help=say(language, "help_households"))
    @on_device(language)
    def households(terminal: Terminal, /) -> None:
        from client_sync.pages import HouseholdLine, Pages, short_ids
        from events.words import say as word

        async def read() -> list[HouseholdLine]:
            from client_sync.device import open_device
            from events.dates import day_of_ms

            async with open_device(terminal.setup) as device:
                pages = Pages(device.journal, device.view, await device.ring())
                return await pages.households(day_of_ms(await device.clock.now_ms()))

        lines = terminal.run(read())
        terminal.give(
            [{"household": line.household, "head": line.head, **_fields(line)} for line in lines]
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
                    word(language, f"status.{line.card.status}"),
                    word(language, f"readiness.{line.card.readiness}"),
                    str(line.card.conflicts or ""),
                    line.card.last_met or "",
                    ", ".join(word(language, f"flag.{flag}") for flag in line.card.flags),
                )
                for line in lines
            ],
        )

    def _fields(line: object) -> dict[str, object]:
        import msgspec

        from client_sync.pages import HouseholdLine

        assert isinstance(line, HouseholdLine)
        fields: dict[str, object] = msgspec.structs.asdict(line.card)
        return fields

    return households
