"""`jejak-server orphans`: what an office lost with its store and is not back."""

import click

from events.errors import InputRefused
from events.ids import ActorId
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.exchange.orphans import Orphans, close, orphans
from server.exchange.releasing import ANY_DEVICE, release
from server.exchange.returning import RETURNED
from server.office import Desk, Office, open_office
from server.officers.actors import known_actor

_A_PERSON_DECIDES = 5
_DONE = 0


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("orphans", help=say(language, "help_orphans"))
    @click.option("--accept", is_flag=True, help=say(language, "help_orphans_accept"))
    @click.option("--close", "closes", is_flag=True, help=say(language, "help_orphans_close"))
    @click.option("--by", metavar="ACTOR", help=say(language, "help_by"))
    @click.option("--reason", default="", help=say(language, "help_why"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def list_orphans(
        terminal: Terminal, accept: bool, closes: bool, by: str | None, reason: str, log: str | None
    ) -> int:
        accepted, found = terminal.run(_orphans(terminal, accept, closes, by, reason, log))
        if accept:
            terminal.say("orphans_accepted", count=accepted)
        if not found:
            terminal.say("never_restored")
        for one in found:
            _show(terminal, one)
        terminal.give(found)
        return _A_PERSON_DECIDES if any(one.is_open for one in found) else _DONE

    return list_orphans


def _show(terminal: Terminal, one: Orphans) -> None:
    terminal.say(
        "orphans" if one.is_open else "orphans_none",
        incarnation=one.incarnation,
        common=one.common,
        newest=one.newest,
        missing=len(one.missing),
        untold=one.untold,
    )
    for missing in one.missing:
        terminal.say("orphan", position=missing.position, event=missing.id, device=missing.device)


async def _orphans(
    terminal: Terminal, accept: bool, closes: bool, by: str | None, reason: str, log: str | None
) -> tuple[int, list[Orphans]]:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        accepted = 0
        if accept or closes:
            officer = await officer_of(office, desk, by)
        if accept:
            accepted = await release(desk.device, RETURNED, ANY_DEVICE, officer, reason_of(reason))
        if closes:
            async with office.database.write() as transaction:
                for one in await orphans(transaction, desk.log):
                    await close(transaction, desk.log, one.incarnation, office.now_ms())
        async with office.database.read() as transaction:
            return accepted, await orphans(transaction, desk.log)


def reason_of(reason: str) -> str:
    """The reason an officer gives. Errors: InputRefused for none."""
    if not reason.strip():
        raise InputRefused("missing_reason", "say why they may count: --reason '…'")
    return reason.strip()


async def officer_of(office: Office, desk: Desk, by: str | None) -> ActorId:
    """Who decides. Errors: InputRefused unless the officer is named and registered."""
    if by is None:
        raise InputRefused("missing_by", "say who decides: --by ACTOR")
    return (await known_actor(office, desk, by)).id
