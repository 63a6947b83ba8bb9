"""`jejak outbox`: what is not yet at the office, or not simply taken, or soon no longer here.

`export` writes what waits into a file for others to carry, `import` delivers such a file.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec

from client_sync.cli.exits import A_PERSON_DECIDES, DONE
from client_sync.cli.terminal import CommandsBelow, Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import DeviceRefused, Language

if TYPE_CHECKING:
    from client_sync.exchange.carrying import Exported
    from events.transfer import Receipt

_SHOWN_MAX: Final = 1_000
_HOUSEHOLDS_SHOWN_MAX: Final = 10


class OutboxLine(msgspec.Struct, frozen=True):
    """An entry of this device; `reason` is why the office set it aside.

    `left_on`: since when its household is somebody else's, '' where no day was said; it stays until
    it is safe. `flags`: what the office says of it then.
    """

    event: str
    type: str
    stream: str
    on: str
    at: int
    sequence: int
    standing: str
    verdict: str | None
    reason: str | None
    left_on: str | None = None
    flags: tuple[str, ...] = ()


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.group(
        "outbox", cls=CommandsBelow, invoke_without_command=True, help=say(language, "help_outbox")
    )
    @on_device(language)
    def outbox(terminal: Terminal, /) -> None:
        if click.get_current_context().invoked_subcommand is None:
            _show(terminal)

    outbox.add_command(_export(language))
    outbox.add_command(_import(language))
    return outbox


def _export(language: Language) -> click.Command:
    @click.command("export", help=say(language, "help_outbox_export"))
    @on_device(language)
    @click.argument("file")
    def export(terminal: Terminal, /, file: str) -> None:
        from client_sync.cli.files import write_private
        from events.words.nouns import so_many

        exported = terminal.run(_exported(terminal))
        if exported.entries:
            write_private(file, exported.data)
        written = file if exported.entries else None
        terminal.give({"entries": exported.entries, "left": exported.left, "file": written})
        if not exported.entries:
            terminal.say("outbox_empty")
            return
        entries = so_many(language, exported.entries, "entry")
        terminal.say("outbox_exported", entries=entries, file=file)
        if exported.left:
            terminal.say("outbox_left", entries=so_many(language, exported.left, "entry"))

    return export


def _import(language: Language) -> click.Command:
    @click.command("import", help=say(language, "help_outbox_import"))
    @on_device(language)
    @click.argument("file", type=click.Path(path_type=Path))
    def import_(terminal: Terminal, /, file: Path) -> int:
        receipts = terminal.run(_delivered(terminal, _bytes_of(file)))
        terminal.give(receipts)
        is_open = any(one.forked or one.expected is not None for one in receipts)
        return A_PERSON_DECIDES if is_open else DONE

    return import_


def _show(terminal: Terminal) -> None:
    from client_sync.cli.reading import time_of, word
    from client_sync.reading.pages import short_ids
    from events.words import type_label

    language = terminal.language
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
        said = [f"{words}: {line.reason}" if line.reason else words]
        said += [word(language, "flag", flag) for flag in line.flags]
        if line.left_on is not None:
            said.append(say(language, "outbox_handed_over"))
        return "; ".join(said)

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
    left = dict.fromkeys(line.stream for line in lines if line.left_on is not None)
    for household in [*left][:_HOUSEHOLDS_SHOWN_MAX]:
        terminal.say("outbox_history", household=household)


async def _read(terminal: Terminal) -> list[OutboxLine]:
    from client_sync.device import open_device
    from client_sync.exchange.outbox import where
    from client_sync.reading.outside import flags_outside
    from events.entry import verdict_code
    from events.words import refusal

    async with open_device(terminal.setup) as device:
        async with device.journal.reading() as reading:
            sync = await reading.sync_state()
            streams = {stream.id: stream for stream in await reading.streams()}
            rows = await reading.outbox(_SHOWN_MAX)
        reviewed = await (await device.pages()).reviewed(rows)
        lines = []
        for row in rows:
            outcome = reviewed.get(row.id)
            if outcome == "accepted":
                continue  # an officer let it count: nobody waits for anything any more
            household = streams.get(row.stream)  # its row may be damaged, which the doctor mends
            left = household if household is not None and not household.held else None
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
                    left_on=None if left is None else left.left_on,
                    flags=(() if left is None else flags_outside(row.on, left))
                    + (() if outcome is None else (outcome,)),
                )
            )
        return lines


async def _exported(terminal: Terminal) -> "Exported":
    from client_sync.device import open_device, open_transport
    from client_sync.exchange.carrying import export

    async with open_device(terminal.setup) as device:
        transport = open_transport(device.profile.office)
        try:
            return await export(await device.parts(transport))
        finally:
            await transport.close()


def _bytes_of(file: Path) -> bytes:
    """Errors: DeviceRefused when it cannot be read; no more of it is than a file may hold."""
    from events import limits

    try:
        with file.open("rb") as opened:
            return opened.read(limits.TRANSFER_BYTES_MAX + 1)
    except OSError as error:
        raise DeviceRefused("unreadable_file", given=file, reason=error.strerror) from error


async def _delivered(terminal: Terminal, data: bytes) -> "list[Receipt]":
    from client_sync.device import open_device, open_transport
    from client_sync.exchange.carrying import deliver
    from events.words.nouns import so_many

    def tell(number: int, parts: int, receipt: "Receipt") -> None:
        key = "outbox_delivered"
        if receipt.forked:
            key = "outbox_delivered_forked"
        elif receipt.expected is not None:
            key = "outbox_delivered_gap"
        terminal.say(
            key,
            number=number,
            parts=parts,
            entries=so_many(terminal.language, receipt.received, "entry"),
            device=receipt.device,
            sequence=receipt.sequence,
            expected=receipt.expected,
        )

    async with open_device(terminal.setup) as device:
        transport = open_transport(device.profile.office)
        try:
            return await deliver(transport, device.profile, data, tell)
        finally:
            await transport.close()
