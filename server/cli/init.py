"""`jejak-server init`: a new office, or one more log in an office."""

import click

from events.ids import parse_log
from events.types import RegionCode
from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say
from server.keeping.initialising import make_office
from server.officers.regions import shipped_regions


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("init", help=say(language, "help_init"))
    @click.option("--log", required=True, metavar="PP.KK", help=say(language, "help_init_log"))
    @click.option("--deployment", required=True, help=say(language, "help_deployment"))
    @click.option("--story", is_flag=True, help=say(language, "help_story"))
    @on_office(language)
    def init(terminal: Terminal, log: str, deployment: str, story: bool) -> None:
        file = terminal.run(make_office(terminal.settings, parse_log(log), deployment, story))
        known = shipped_regions()
        if RegionCode(log) not in known.names:
            terminal.complain(say(language, "no_such_kabupaten", log=log))
        regions = len(known)
        terminal.say(
            "made_office",
            deployment=deployment,
            data=terminal.settings.data,
            log=log,
            regions=regions,
        )
        terminal.give(
            {
                "deployment": deployment,
                "log": log,
                "administrator": file.administrator,
                "regions": regions,
            }
        )

    return init
