"""`jejak-server orphans`: what an office lost with its store and is not back."""

import click
import msgspec

from events.errors import InputRefused
from events.ids import ActorId
from events.regions import contains
from events.types import EntryReviewed, RegionCode
from events.words import type_label
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.exchange.orphans import Orphans, close, orphans
from server.exchange.releasing import ANY_DEVICE, Waiting, release, waiting
from server.exchange.returning import RETURNED
from server.office import Desk, Office, open_office
from server.officers.actors import known_actor

_A_PERSON_DECIDES = 5
_DONE = 0


class Shown(msgspec.Struct, frozen=True):
    """What was lost and is not back, and what was handed back and waits, the first of each.

    `until`: the position up to which `--accept` lets count what is shown; None when nothing waits.
    """

    incarnations: list[Orphans]
    waiting: list[Waiting]
    until: int | None
    accepted: int = 0


class _Asked(msgspec.Struct, frozen=True):
    """What an officer decides, if anything."""

    accept: bool
    until: int | None
    closes: bool
    by: str | None
    reason: str


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("orphans", help=say(language, "help_orphans"))
    @click.option("--accept", is_flag=True, help=say(language, "help_orphans_accept"))
    @click.option("--until", type=int, help=say(language, "help_orphans_until"))
    @click.option("--close", "closes", is_flag=True, help=say(language, "help_orphans_close"))
    @click.option("--by", metavar="ACTOR", help=say(language, "help_by"))
    @click.option("--reason", default="", help=say(language, "help_why"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def list_orphans(
        terminal: Terminal,
        accept: bool,
        until: int | None,
        closes: bool,
        by: str | None,
        reason: str,
        log: str | None,
    ) -> int:
        asked = _Asked(accept, until, closes, by, reason)
        shown = terminal.run(_orphans(terminal, asked, log))
        if accept and until is not None:
            terminal.say("orphans_accepted", count=shown.accepted)
        if not shown.incarnations:
            terminal.say("never_restored")
        for one in shown.incarnations:
            _show(terminal, one)
        _show_waiting(terminal, shown)
        terminal.give(shown)
        is_open = any(one.is_open for one in shown.incarnations)
        return _A_PERSON_DECIDES if is_open or shown.waiting else _DONE

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


def _show_waiting(terminal: Terminal, shown: Shown) -> None:
    for each in shown.waiting:
        terminal.say(
            "orphan_waits",
            position=each.position,
            type=type_label(terminal.language, each.type),
            household=each.household,
            event=each.event,
        )
    if shown.until is not None:
        terminal.say("orphans_wait", count=len(shown.waiting), until=shown.until)


async def _orphans(terminal: Terminal, asked: _Asked, log: str | None) -> Shown:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        accepted = 0
        if asked.accept or asked.closes:
            officer = await officer_of(office, desk, asked.by)
        if asked.accept:
            why = reason_of(asked.reason)
            if asked.until is not None:
                end = asked.until + 1
                accepted = await release(desk.device, RETURNED, ANY_DEVICE, officer, why, end)
        if asked.closes:
            async with office.database.write() as transaction:
                for one in await orphans(transaction, desk.log):
                    await close(transaction, desk.log, one.incarnation, office.now_ms())
        async with office.database.read() as transaction:
            waits = await waiting(transaction, desk.log, RETURNED)
            found = await orphans(transaction, desk.log)
        return Shown(found, waits, waits[-1].position if waits else None, accepted)


def reason_of(reason: str) -> str:
    """The reason an officer gives. Errors: InputRefused for none."""
    if not reason.strip():
        raise InputRefused("missing_reason", "say why they may count: --reason '…'")
    return reason.strip()


async def officer_of(office: Office, desk: Desk, by: str | None) -> ActorId:
    """Who decides of entries all over a log.

    Errors: InputRefused unless an officer of the whole log is named: reviews by another would count
    for nothing.
    """
    if by is None:
        raise InputRefused("missing_by", "say who decides: --by ACTOR")
    officer = await known_actor(office, desk, by)
    is_over_all = contains(RegionCode(officer.region), RegionCode(desk.log))
    if not is_over_all or officer.role not in EntryReviewed.spec.writers:
        raise InputRefused(
            "not_over_the_log", f"that is for an officer of all of {desk.log}: name one by --by"
        )
    return officer.id
