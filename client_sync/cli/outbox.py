"""`jejak outbox`: what is not yet at the office, and what the office will not simply take."""

from typing import Final

import click
import msgspec

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language

_SHOWN_MAX: Final = 1_000


class OutboxLine(msgspec.Struct, frozen=True):
    """An entry of this device; `reason` is why the office set it aside."""

    event: str
    type: str
    stream: str
    on: str
    at: int
    sequence: int
    standing: str
    verdict: str | None
    reason: str | None


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("outbox", help=say(language, "help_outbox"))
    @on_device(language)
    def outbox(terminal: Terminal, /) -> None:
        from client_sync.cli.reading import time_of, word
        from client_sync.pages import short_ids
        from events.words import type_label

        lines = terminal.run(_read(terminal))
        terminal.give(lines)
        if not lines:
            terminal.say("outbox_empty")
            return
        short = short_ids(line.event for line in lines)

        def standing(line: OutboxLine) -> str:
            if line.standing == "forked":
                return say(language, "standing_forked")
            table = "delivery" if line.verdict is None else "standing"
            words = word(language, table, line.standing)
            return f"{words}: {line.reason}" if line.reason else words

        terminal.table(
            "outbox_columns",
            [
                (
                    short[line.event],
                    type_label(language, line.type),
                    line.on,
                    time_of(line.at),
                    standing(line),
                )
                for line in lines
            ],
        )

    return outbox


async def _read(terminal: Terminal) -> list[OutboxLine]:
    from client_sync.device import open_device
    from client_sync.outbox import where
    from events.entry import verdict_code
    from events.words import refusal

    async with (
        open_device(terminal.setup) as device,
        device.journal.reading() as reading,
    ):
        sync = await reading.sync_state()
        lines = []
        for row in await reading.outbox(_SHOWN_MAX):
            code = verdict_code(row.verdict) if row.verdict is not None else None
            lines.append(
                OutboxLine(
                    event=row.id,
                    type=row.type,
                    stream=row.stream,
                    on=row.on,
                    at=row.at,
                    sequence=row.sequence,
                    standing=where(row, sync),
                    verdict=row.verdict,
                    reason=refusal(terminal.language, code) if code is not None else None,
                )
            )
        return lines
