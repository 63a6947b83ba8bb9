"""`jejak move EVENT --to HOUSEHOLD`: an entry that was written on the wrong household."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, get_args

import click
import msgspec

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import DeviceRefused, Language
from events.types import Late

if TYPE_CHECKING:
    from client_sync.writing.moving import Moved
    from client_sync.writing.record import Outcome


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("move", help=say(language, "help_move"))
    @on_device(language)
    @click.argument("event")
    @click.option("--to", "household", required=True, help=say(language, "help_move_to"))
    @click.option(
        "--set", "changes", metavar="NAME=VALUE", multiple=True, help=say(language, "help_move_set")
    )
    @click.option("--late", type=click.Choice(get_args(Late)), help=say(language, "help_late"))
    def move(
        terminal: Terminal,
        /,
        event: str,
        household: str,
        changes: tuple[str, ...],
        late: str | None,
    ) -> int:
        from client_sync.cli.exits import DONE
        from client_sync.cli.record_outcome import tell
        from client_sync.writing.moving import Moved
        from client_sync.writing.record import Doubtful, Refused

        outcome = terminal.run(_move(terminal, event, household, _changed(changes), late))
        if not isinstance(outcome, Moved):
            assert isinstance(outcome, Refused | Doubtful), "what is written is linked too"
            return tell(terminal, outcome.type, outcome)
        terminal.say("moved", household=outcome.household, there=outcome.there, moved=outcome.moved)
        terminal.give(msgspec.structs.asdict(outcome))
        return DONE

    return move


async def _move(
    terminal: Terminal, event: str, household: str, changed: dict[str, object], late: str | None
) -> "Moved | Outcome":
    from client_sync.cli.reading import household_named
    from client_sync.device import open_device
    from client_sync.writing.moving import Mover

    async with open_device(terminal.setup) as device:
        to = await household_named(device, household)
        recorder, ring = await device.recorder(), await device.ring()
        mover = Mover(device.journal, device.profile, ring, recorder)
        return await mover.move(event, to, changed, late)


def _changed(changes: Iterable[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for change in changes:
        name, given, value = change.partition("=")
        if not given:
            raise DeviceRefused("bad_change", given=change)
        found[name] = value
    return found
