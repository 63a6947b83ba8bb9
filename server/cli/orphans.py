"""`jejak-server orphans`: what an office lost with its store and is not back."""

from collections.abc import Mapping
from typing import Final, get_args

import click
import msgspec

from events.errors import InputRefused
from events.ids import OFFICE, ActorId, HouseholdId
from events.regions import contains
from events.types import EntryReviewed, RegionCode
from events.words import choice_label, type_label
from events.words.nouns import so_many
from server.answers.revealing import opened_parts
from server.cli.desks import time_of
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.database import Transaction
from server.exchange.orphans import Declared, Orphans, Reason, declare_lost, orphans
from server.exchange.releasing import ANY_DEVICE, Waiting, release, waiting
from server.exchange.returning import RETURNED
from server.office import Desk, Office, open_office
from server.officers.actors import all_actors, known_actor

_REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
_A_PERSON_DECIDES = 5
_DONE = 0


class Said(msgspec.Struct, frozen=True):
    """Who declared a loss, by name, and the words of the reason."""

    name: str
    why: str


class Shown(msgspec.Struct, frozen=True):
    """What was lost and is not back, and what was handed back and waits, the first of each.

    `until`: the position up to which `--accept` lets count what is shown; None when nothing waits.
    `said`: more of each declared loss, by its position.
    """

    incarnations: list[Orphans]
    said: Mapping[int, Said]
    waiting: list[Waiting]
    until: int | None
    accepted: int = 0


class _Asked(msgspec.Struct, frozen=True):
    """What an officer decides, if anything."""

    accept: bool
    until: int | None
    close: Reason | None
    by: str | None
    reason: str


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("orphans", help=say(language, "help_orphans"))
    @click.option("--accept", is_flag=True, help=say(language, "help_orphans_accept"))
    @click.option("--until", type=int, help=say(language, "help_orphans_until"))
    @click.option("--close", type=click.Choice(_REASONS), help=say(language, "help_orphans_close"))
    @click.option("--by", metavar="ACTOR", help=say(language, "help_by"))
    @click.option("--reason", default="", help=say(language, "help_why"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def list_orphans(
        terminal: Terminal,
        accept: bool,
        until: int | None,
        close: Reason | None,
        by: str | None,
        reason: str,
        log: str | None,
    ) -> int:
        asked = _Asked(accept, until, close, by, reason)
        shown = terminal.run(_orphans(terminal, asked, log))
        if accept and until is not None:
            entries = so_many(terminal.language, shown.accepted, "entry")
            terminal.say("orphans_accepted", entries=entries)
        if not shown.incarnations:
            terminal.say("never_restored")
        for one in shown.incarnations:
            _show(terminal, one)
            for declared in one.declared:
                _show_declared(terminal, declared, shown.said[declared.position])
        _show_waiting(terminal, shown)
        terminal.give(shown)
        is_open = any(one.is_open for one in shown.incarnations)
        return _A_PERSON_DECIDES if is_open or shown.waiting else _DONE

    return list_orphans


def _show(terminal: Terminal, one: Orphans) -> None:
    closed = "orphans_none" if one.lack.missing or one.lack.untold else "orphans_back"
    terminal.say(
        "orphans" if one.is_open else closed,
        incarnation=one.incarnation,
        common=one.common,
        newest=one.lack.until,
        missing=one.lack.missing,
        untold=one.lack.untold,
    )
    for missing in one.missing:
        terminal.say("orphan", position=missing.position, event=missing.id, device=missing.device)


def _show_declared(terminal: Terminal, declared: Declared, said: Said) -> None:
    loss = declared.loss
    terminal.say(
        "orphans_declared",
        time=time_of(declared.received),
        who=said.name,
        start=loss.start,
        until=loss.until,
        missing=loss.missing,
        untold=loss.untold,
        reason=choice_label(terminal.language, loss.reason),
        why=said.why,
    )


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
        if asked.accept or asked.close is not None:
            officer = await officer_of(office, desk, asked.by)
            why = reason_of(asked.reason)
        if asked.accept and asked.until is not None:
            end = asked.until + 1
            accepted = await release(desk.device, RETURNED, ANY_DEVICE, officer, why, end)
        if asked.close is not None:
            await declare_lost(desk.device, officer, asked.close, why)
        async with office.database.read() as transaction:
            waits = await waiting(transaction, desk.log, RETURNED)
            found = await orphans(transaction, desk.log)
            said = await _said(office, desk, transaction, found)
        return Shown(found, said, waits, waits[-1].position if waits else None, accepted)


async def _said(
    office: Office, desk: Desk, transaction: Transaction, found: list[Orphans]
) -> dict[int, Said]:
    """Names and words of declared losses; whatever an erasure took is absent."""
    declared = [each for one in found for each in one.declared]
    if not declared:
        return {}
    names = {actor.id: actor.name for actor in await all_actors(office, desk, transaction)}
    words = await opened_parts(office, desk, transaction, HouseholdId(OFFICE))
    return {
        one.position: Said(
            names.get(one.by) or one.by, str(words.get(one.position, {}).get("note", ""))
        )
        for one in declared
    }


def reason_of(reason: str) -> str:
    """The reason an officer gives. Errors: InputRefused for none."""
    if not reason.strip():
        raise InputRefused("missing_reason", "say why: --reason '…'")
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
