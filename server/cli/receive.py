"""`jejak-server receive`: take a transfer file that somebody brought on a stick or a phone."""

from pathlib import Path

import click

from events import limits, transfer
from events.errors import InputRefused
from events.transfer import Receipt
from events.words.nouns import so_many
from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say
from server.exchange.carrying import take_part
from server.office import open_office

_A_PERSON_DECIDES = 5
_DONE = 0


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("receive", help=say(language, "help_receive"))
    @click.argument("file", type=click.Path(path_type=Path))
    @on_office(language)
    def receive(terminal: Terminal, file: Path) -> int:
        receipts = terminal.run(_receive(terminal, _read(file)))
        terminal.give(receipts)
        if not receipts:
            terminal.say("received_nothing")
        open_ = [one for one in receipts if one.forked or one.expected is not None]
        return _A_PERSON_DECIDES if open_ else _DONE

    return receive


def _read(file: Path) -> bytes:
    """Errors: InputRefused when it cannot be read; no more of it is read than a file may hold."""
    try:
        with file.open("rb") as opened:
            return opened.read(limits.TRANSFER_BYTES_MAX + 1)
    except OSError as error:
        raise InputRefused("unreadable_file", f"{file}: {error.strerror}") from error


async def _receive(terminal: Terminal, data: bytes) -> list[Receipt]:
    receipts = []
    async with open_office(terminal.settings) as office, office.at_work():
        file = transfer.unpack(data)
        transfer.check_office(file, office.keys.signing_public)
        with terminal.progress() as step:
            for number, part in enumerate(file.parts, start=1):
                receipt = (await take_part(office, part)).receipt
                receipts.append(receipt)
                step(number, len(file.parts))
    for receipt in receipts:
        _tell(terminal, receipt)
    return receipts


def _tell(terminal: Terminal, receipt: Receipt) -> None:
    key = "received"
    if receipt.forked:
        key = "received_forked"
    elif receipt.expected is not None:
        key = "received_gap"
    terminal.say(
        key,
        entries=so_many(terminal.language, receipt.received, "entry"),
        device=receipt.device,
        sequence=receipt.sequence,
        expected=receipt.expected,
    )
