"""`jejak-server invite`: a person, registered if they are new, and a one-time code for a device."""

from typing import Final, get_args

import click

from events import limits
from events.enrolment import SECRET_BYTES
from events.types import Role
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.exchange.enrolling import InvitedScope
from server.exchange.enrolling import invite as make_invite
from server.office import open_office
from server.officers.actors import (
    Actor,
    author_named,
    check_region,
    find_actor,
    register_actor,
)

ROLES: Final[tuple[Role, ...]] = get_args(Role)
SCOPES: Final[tuple[InvitedScope, ...]] = get_args(InvitedScope)


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("invite", help=say(language, "help_invite"))
    @click.argument("actor")
    @click.option(
        "--role", required=True, type=click.Choice(ROLES), help=say(language, "help_role")
    )
    @click.option("--region", required=True, metavar="CODE", help=say(language, "help_region"))
    @click.option(
        "--scope",
        type=click.Choice(SCOPES),
        default="region",
        show_default=True,
        help=say(language, "help_invite_scope"),
    )
    @click.option("--by", metavar="ACTOR", help=say(language, "help_by"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def invite(
        terminal: Terminal,
        actor: str,
        role: Role,
        region: str,
        scope: InvitedScope,
        by: str | None,
        log: str | None,
    ) -> None:
        invited, code = terminal.run(_invite(terminal, actor, role, region, scope, by, log))
        terminal.say(
            "invited",
            name=invited.name or invited.id,
            role=role,
            region=region,
            minutes=limits.INVITE_VALID_MS // 60_000,
        )
        terminal.show(f"\n    {code}\n")
        terminal.say("invite_next")
        terminal.give(
            {"actor": invited.id, "role": role, "region": region, "scope": scope, "code": code}
        )

    return invite


async def _invite(
    terminal: Terminal,
    text: str,
    role: Role,
    region: str,
    scope: InvitedScope,
    by: str | None,
    log: str | None,
) -> tuple[Actor, str]:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        check_region(desk, region)
        author = await author_named(office, desk, by)
        actor = await find_actor(office, desk, text)
        if actor is None:
            actor = await register_actor(office, desk, None, text, role, region, author)
        elif (actor.role, actor.region) != (role, region):
            name = actor.name or actor.id
            actor = await register_actor(office, desk, actor.id, name, role, region, author)
        secret = office.draw(SECRET_BYTES)
        code = await make_invite(desk.device, actor.id, role, region, author, secret, scope)
        return actor, code
