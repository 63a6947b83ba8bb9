"""`jejak enrol URL CODE`: make this directory a device of an office."""

import click

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("enrol", help=say(language, "help_enrol"))
    @on_device(language)
    @click.argument("url")
    @click.argument("code")
    @click.option("--again", is_flag=True, help=say(language, "help_again"))
    def enrol(terminal: Terminal, /, url: str, code: str, again: bool) -> None:
        from client_sync.device import enrol_device
        from client_sync.profiles import check_room
        from events.words import choice_label

        check_room(terminal.home, terminal.profile)
        profile = terminal.run(enrol_device(terminal.setup, url.rstrip("/"), code, again))
        terminal.say(
            "enrolled",
            device=profile.device,
            role=choice_label(language, profile.role),
            region=profile.region,
            log=profile.log,
        )
        terminal.give(
            {
                "device": profile.device,
                "actor": profile.actor,
                "role": profile.role,
                "region": profile.region,
                "log": profile.log,
                "deployment": profile.deployment,
            }
        )

    return enrol
