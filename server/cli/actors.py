"""`jejak-server actors`: who may act, by name."""

import click

from events.words import choice_label
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.office import open_office
from server.officers.actors import Actor, all_actors


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("actors", help=say(language, "help_actors"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def actors(terminal: Terminal, log: str | None) -> None:
        found = terminal.run(_actors(terminal, log))
        terminal.table(
            ("id", *say(language, "actor_columns").split("|")),
            [
                (a.id, a.name or "-", choice_label(language, a.role), a.region, a.since)
                for a in found
            ],
        )
        terminal.give(found)

    return actors


async def _actors(terminal: Terminal, log: str | None) -> list[Actor]:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        async with office.database.read() as transaction:
            return await all_actors(office, desk, transaction)
