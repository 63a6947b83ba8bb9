"""`jejak-server restore`: an office from a back-up, decided by two officers."""

from pathlib import Path
from typing import Final, get_args

import click

from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say
from server.keeping.foreseeing import Changed, Loss
from server.keeping.restoring import Order, Reason, restore

_REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
_A_PERSON_DECIDES: Final = 5
_DONE: Final = 0


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("restore", help=say(language, "help_restore"))
    @click.argument("source", metavar="FILE")
    @click.option(
        "--by", required=True, multiple=True, metavar="ACTOR", help=say(language, "help_restore_by")
    )
    @click.option(
        "--reason", required=True, type=click.Choice(_REASONS), help=say(language, "help_reason")
    )
    @click.option("--yes", is_flag=True, help=say(language, "help_restore_yes"))
    @on_office(language)
    def restore_office(
        terminal: Terminal, source: str, by: tuple[str, ...], reason: Reason, yes: bool
    ) -> int:
        if len(by) != 2:
            raise click.UsageError(say(language, "two_officers"))
        order = Order(Path(source), by[0], by[1], reason, accepts_loss=yes)
        terminal.say("restoring")
        done = terminal.run(restore(terminal.settings, order))
        terminal.give(done)
        for one in done:
            if isinstance(one, Loss):
                terminal.say(
                    "restore_loses", log=one.log, common=one.common, safe=one.safe_size,
                    file=one.safe_file,
                )  # fmt: skip
            elif isinstance(one, Changed):
                terminal.say("restore_changed", file=one.made_as)
            else:
                terminal.say("restored", log=one.log, incarnation=one.incarnation, size=one.size)
        return _A_PERSON_DECIDES if any(isinstance(one, Loss | Changed) for one in done) else _DONE

    return restore_office
