"""`jejak history HOUSEHOLD|office`: every entry, who wrote it, when, and what became of it."""

from typing import TYPE_CHECKING

import click

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language

if TYPE_CHECKING:
    from client_sync.reading.pages import HistoryLine


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("history", help=say(language, "help_history"))
    @on_device(language)
    @click.argument("household")
    @click.option("--known-at", metavar="MOMENT", help=say(language, "help_known_at"))
    def history(terminal: Terminal, /, household: str, known_at: str | None) -> None:
        from client_sync.cli.reading import household_named, moment_named, opened
        from client_sync.reading.pages import short_ids
        from events.ids import OFFICE

        async def read() -> tuple[list["HistoryLine"], dict[str, str]]:
            async with opened(terminal) as (device, pages):
                # An auditor's device holds the office's own acts too; nobody calls a family so.
                is_office = household == OFFICE
                stream = OFFICE if is_office else await household_named(device, household)
                moment = moment_named(known_at) if known_at else None
                return await pages.history(stream, moment)

        lines, names = terminal.run(read())
        terminal.give(lines)
        short = short_ids(line.event for line in lines)
        terminal.table(
            "history_columns", [_row(language, line, names, short[line.event]) for line in lines]
        )

    return history


def _row(
    language: Language, line: "HistoryLine", names: dict[str, str], event: str
) -> tuple[str, ...]:
    from client_sync.cli.reading import time_of, word
    from events.words import type_label

    unsent = word(language, "delivery", "unsent")
    return (
        line.on,
        type_label(language, line.type),
        names.get(line.by or "", line.by or ""),
        time_of(line.at),
        unsent if line.received is None else time_of(line.received),
        ", ".join(
            (
                *((word(language, "state", line.state),) if line.state else ()),
                *(word(language, "flag", flag) for flag in line.flags),
                *(say(language, "linked", event=other[:8]) for other in line.linked),
            )
        ),
        event,
    )
