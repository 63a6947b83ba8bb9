"""`jejak-server invite`: a person, registered if they are new, and a one-time code for a device."""

from typing import Final, get_args

import click
import msgspec

from events import limits
from events.enrolment import SECRET_BYTES
from events.errors import InputRefused
from events.ids import ActorId, is_uuid7
from events.types import Role
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.exchange.enrolling import InvitedScope
from server.exchange.enrolling import invite as make_invite
from server.office import Desk, Office, open_office
from server.officers.actors import (
    Actor,
    all_actors,
    author_named,
    check_region,
    find_actor,
    register_actor,
)


class _Asked(msgspec.Struct, frozen=True):
    """Who is to be invited as what; `known_as`: the id they had before a restore lost them."""

    actor: str
    role: Role
    region: str
    scope: InvitedScope
    known_as: ActorId | None


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
    @click.option("--id", "known_as", metavar="ACTOR", help=say(language, "help_invite_id"))
    @click.option("--by", metavar="ACTOR", help=say(language, "help_by"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def invite(
        terminal: Terminal,
        actor: str,
        role: Role,
        region: str,
        scope: InvitedScope,
        known_as: ActorId | None,
        by: str | None,
        log: str | None,
    ) -> None:
        asked = _Asked(actor, role, region, scope, known_as)
        invited, code = terminal.run(_invite(terminal, asked, by, log))
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
    terminal: Terminal, asked: _Asked, by: str | None, log: str | None
) -> tuple[Actor, str]:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        check_region(desk, asked.region)
        author = await author_named(office, desk, by)
        actor = await _person(office, desk, asked)
        if actor is None or (actor.role, actor.region) != (asked.role, asked.region):
            known_as = asked.known_as if actor is None else actor.id
            name = asked.actor if actor is None else actor.name or actor.id
            actor = await register_actor(
                office, desk, known_as, name, asked.role, asked.region, author
            )
        secret = office.draw(SECRET_BYTES)
        code = await make_invite(
            desk.device, actor.id, asked.role, asked.region, author, secret, asked.scope
        )
        return actor, code


async def _person(office: Office, desk: Desk, asked: _Asked) -> Actor | None:
    """Who is invited; None for somebody this office does not know, or not any more.

    Errors: as `find_actor`; InputRefused for an `--id` that is none.
    """
    if asked.known_as is None:
        return await find_actor(office, desk, asked.actor)
    if not is_uuid7(asked.known_as):
        raise InputRefused("unknown_actor", f"{asked.known_as} is no id of a person")
    async with office.database.read() as transaction:
        actors = await all_actors(office, desk, transaction)
    return next((one for one in actors if one.id == asked.known_as), None)
