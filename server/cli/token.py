"""`jejak-server token`: a bearer token for the read API, printed once."""

import click

from events import limits
from events.dates import rfc3339
from events.ids import ActorId
from events.types import Role
from server.answers.tokens import TOKEN_BYTES, make_token
from server.cli.invite import ROLES
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.office import open_office
from server.officers.actors import check_region, known_actor


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("token", help=say(language, "help_token"))
    @click.option(
        "--role", required=True, type=click.Choice(ROLES), help=say(language, "help_role")
    )
    @click.option("--region", metavar="CODE", help=say(language, "help_region"))
    @click.option("--actor", metavar="ACTOR", help=say(language, "help_token_actor"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def token(
        terminal: Terminal, role: Role, region: str | None, actor: str | None, log: str | None
    ) -> None:
        made, where, expires = terminal.run(_token(terminal, role, region, actor, log))
        terminal.say("token_made", role=role, region=where, expires=rfc3339(expires))
        terminal.show(f"\n    {made}\n")
        terminal.give({"token": made, "role": role, "region": where, "expires": rfc3339(expires)})

    return token


async def _token(
    terminal: Terminal, role: Role, region: str | None, actor: str | None, log: str | None
) -> tuple[str, str, int]:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        where = check_region(desk, region or desk.log)
        holder: ActorId | None = None
        if actor is not None:
            holder = (await known_actor(office, desk, actor)).id
        now_ms = office.now_ms()
        made = await make_token(
            office.database, desk.log, role, where, holder, now_ms, office.draw(TOKEN_BYTES)
        )
        return made, where, now_ms + limits.TOKEN_VALID_MS
