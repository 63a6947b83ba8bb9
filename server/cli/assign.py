"""`jejak-server assign`: a companion for one household, for many, or a whole caseload at once.

One event a household. From `--effective` on the new companion's entries count and its devices see
the household; what the former one wrote before that day counts as before.
"""

from typing import Final, get_args, get_type_hints

import click

from events.errors import InputRefused
from events.form import NewEntry
from events.ids import ActorId
from events.types import CompanionAssigned
from server.cli.deciding import Asked, act_options, decide_all
from server.cli.desks import household_named, open_desk, open_lists
from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say
from server.office import Desk, Office
from server.officers.actors import known_actor

_REASONS: Final[tuple[str, ...]] = get_args(get_type_hints(CompanionAssigned)["reason"])
_ACCOMPANIES: Final = "pendamping"


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("assign", help=say(language, "help_assign"))
    @click.argument("households", nargs=-1, metavar="[HOUSEHOLD]…")
    @click.option("--to", metavar="ACTOR", required=True, help=say(language, "help_to"))
    @click.option("--from", "former", metavar="ACTOR", help=say(language, "help_from_actor"))
    @click.option("--effective", metavar="DAY", required=True, help=say(language, "help_effective"))
    @click.option(
        "--reason", type=click.Choice(_REASONS), required=True, help=say(language, "help_reason")
    )
    @act_options(language)
    @on_office(language)
    def assign(
        terminal: Terminal,
        households: tuple[str, ...],
        to: str,
        former: str | None,
        effective: str,
        reason: str,
        by: str,
        dry_run: bool,
        yes: bool,
        log: str | None,
    ) -> int:
        if bool(households) == bool(former):
            raise click.UsageError(say(language, "assign_which"))
        entry = NewEntry(
            type="companion_assigned",
            by=by,
            fields={"companion": to, "effective_on": effective, "reason": reason},
        )
        asked = Asked(dry_run, yes)
        return terminal.run(_assign(terminal, households, former, entry, asked, log))

    return assign


async def _assign(
    terminal: Terminal,
    prefixes: tuple[str, ...],
    former: str | None,
    entry: NewEntry,
    asked: Asked,
    log: str | None,
) -> int:
    async with open_desk(terminal, log) as (office, desk):
        companion = await _companion(office, desk, str(entry.fields["companion"]))
        async with open_lists(terminal, office, desk) as lists:
            if former is None:
                households = [
                    await household_named(lists.transaction, desk, prefix) for prefix in prefixes
                ]
            else:
                who = await known_actor(office, desk, former)
                households = await lists.inboxes.accompanied(who.id)
        if not households:
            raise InputRefused("no_caseload", "this person accompanies no household")
        fields = {**entry.fields, "companion": companion}
        entries = [
            NewEntry(type=entry.type, by=entry.by, household=name, fields=fields)
            for name in dict.fromkeys(households)
        ]
        return await decide_all(terminal, office, desk, entries, asked)


async def _companion(office: Office, desk: Desk, text: str) -> ActorId:
    """Errors: InputRefused for somebody who is no companion."""
    found = await known_actor(office, desk, text)
    if _ACCOMPANIES not in found.roles:
        raise InputRefused(
            "no_companion", f"{text} is registered as {found.role}, not as pendamping"
        )
    return found.id
