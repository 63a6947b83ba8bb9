"""`jejak-server backup`: a verified copy of the store; what it holds is safe from then on."""

from pathlib import Path

import click

from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say
from server.keeping.backup import back_up
from server.keeping.marks import BackedUp
from server.office import open_office


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("backup", help=say(language, "help_backup"))
    @click.option("--to", required=True, metavar="PATH", help=say(language, "help_backup_to"))
    @on_office(language)
    def backup(terminal: Terminal, to: str) -> None:
        terminal.say("backing_up")
        done = terminal.run(_back_up(terminal, Path(to)))
        for held in done.logs:
            terminal.say("backed_up", file=done.file, log=held.log, size=held.size)
        terminal.say("backup_keys", keys=terminal.settings.data / "keys")
        terminal.give(done)

    return backup


async def _back_up(terminal: Terminal, to: Path) -> BackedUp:
    async with open_office(terminal.settings) as office:
        return await back_up(office, to)
