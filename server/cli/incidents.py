"""`jejak-server incidents`: what went wrong between office and devices, and how it was mended."""

from typing import Final

import click

from events.dates import rfc3339
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.devices.incidents import Incident, newest
from server.office import open_office

_SHOWN_MAX: Final = 200


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("incidents", help=say(language, "help_incidents"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def incidents(terminal: Terminal, log: str | None) -> None:
        found = terminal.run(_read(terminal, log))
        if not found:
            terminal.say("no_incidents")
        for incident in found:
            terminal.say(
                "incident",
                time=rfc3339(incident.last_at)[:16].replace("T", " "),
                what=say(language, f"incident_{incident.code}"),
                device=incident.device,
                about=incident.about,
                times=incident.times,
            )
        terminal.give(found)

    return incidents


async def _read(terminal: Terminal, log: str | None) -> list[Incident]:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        async with office.database.read() as transaction:
            return list(await newest(transaction, desk.log, _SHOWN_MAX))
