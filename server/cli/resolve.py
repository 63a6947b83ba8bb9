"""`jejak-server resolve`: an officer decides which claim stands, by a rule and for a reason.

One conflict, all of one cause (`--all-like`), or a correction that a coordinator confirms. One
event is written for each, so that every family's history says what was decided of it.
"""

from typing import Final, NamedTuple, get_args, get_type_hints

import click

from events.errors import InputRefused
from events.form import NewEntry
from events.ids import EventId, HouseholdId
from events.types import ConflictResolved
from server.answers.inboxes import ConflictRow
from server.cli.conflicts import show_conflict
from server.cli.deciding import Asked, act_options, decide_all
from server.cli.desks import (
    A_PERSON_MUST_DECIDE,
    Lists,
    every,
    household_named,
    open_desk,
    open_lists,
)
from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say
from server.office import Desk, Office
from server.officers.deciding import Resolution, alike, by_key, cause_of, resolution_of
from server.officers.rehearsing import Rehearsal

_RULES: Final[tuple[str, ...]] = get_args(get_type_hints(ConflictResolved)["rule"])
_CORRECTION: Final = "correction:"


class _Wanted(NamedTuple):
    conflict: str
    household: str
    kept: str | None
    rule: str
    reason: str
    by: str
    all_like: bool


class _Plan(NamedTuple):
    """What is to be written, and conflicts of the same cause that a person must look at."""

    resolutions: list[Resolution]
    unclear: list[ConflictRow]


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("resolve", help=say(language, "help_resolve"))
    @click.argument("conflict")
    @click.option("--household", metavar="ID", required=True, help=say(language, "help_household"))
    @click.option("--kept", metavar="EVENT", help=say(language, "help_kept"))
    @click.option(
        "--rule", type=click.Choice(_RULES), required=True, help=say(language, "help_rule")
    )
    @click.option("--reason", metavar="TEXT", required=True, help=say(language, "help_why"))
    @click.option("--all-like", is_flag=True, help=say(language, "help_all_like"))
    @act_options(language)
    @on_office(language)
    def resolve(
        terminal: Terminal,
        conflict: str,
        household: str,
        kept: str | None,
        rule: str,
        reason: str,
        all_like: bool,
        by: str,
        dry_run: bool,
        yes: bool,
        log: str | None,
    ) -> int:
        wanted = _Wanted(conflict, household, kept, rule, reason, by, all_like)
        return terminal.run(_resolve(terminal, wanted, Asked(dry_run, yes), log))

    return resolve


async def _resolve(terminal: Terminal, wanted: _Wanted, asked: Asked, log: str | None) -> int:
    async with open_desk(terminal, log) as (office, desk):
        plan = await _plan(terminal, office, desk, wanted)
        if plan is None:
            return A_PERSON_MUST_DECIDE
        entries = [_entry(wanted, each) for each in plan.resolutions]
        code = await decide_all(terminal, office, desk, entries, asked)
        return code or (A_PERSON_MUST_DECIDE if plan.unclear else code)


def _entry(wanted: _Wanted, resolution: Resolution) -> NewEntry:
    return NewEntry(
        type="conflict_resolved",
        household=resolution.household,
        by=wanted.by,
        fields={
            "conflict": resolution.key,
            "kept": resolution.kept,
            "others": list(resolution.others),
            "rule": wanted.rule,
            "reason": wanted.reason,
        },
    )


async def _plan(terminal: Terminal, office: Office, desk: Desk, wanted: _Wanted) -> _Plan | None:
    """None when a person must say first which claim stands; the conflict is shown then."""
    async with open_lists(terminal, office, desk) as lists:
        household = await household_named(lists.transaction, desk, wanted.household)
        open_here = by_key(await lists.inboxes.conflicts_of(household))
        named = [key for key in open_here if key[1].startswith(wanted.conflict)]
        if len(named) > 1 and (household, wanted.conflict) not in open_here:
            raise InputRefused("ambiguous", f"{len(named)} conflicts begin so: write more of it")
        if not named:
            return await _confirmed(lists, household, wanted)
        key = (
            (household, wanted.conflict) if (household, wanted.conflict) in open_here else named[0]
        )
        rows = open_here[key]
        kept = _kept(rows, wanted.kept)
        if kept is None:
            for row in rows:
                show_conflict(terminal, lists, row)
            terminal.complain(say(terminal.language, "say_kept"))
            terminal.give({"outcome": "undecided", "conflicts": rows})
            return None
        chosen = resolution_of(rows, kept)
        if chosen is None:
            raise InputRefused("no_side", "this claim takes no side in the conflict")
        if not wanted.all_like:
            return _Plan([chosen], [])
        plan = await _all_like(lists, rows, kept)
        for row in plan.unclear:
            show_conflict(terminal, lists, row)
        if plan.unclear:
            terminal.complain(say(terminal.language, "unclear", count=len(plan.unclear)))
        return plan


def _begins(key: str, wanted: _Wanted) -> bool:
    return key.startswith(wanted.conflict)


def _kept(rows: list[ConflictRow], prefix: str | None) -> EventId | None:
    """The claim that an id begins; None while nobody said which, or it is none of them."""
    if prefix is None:
        return None
    found = {claim.event for row in rows for claim in row.claims if claim.event.startswith(prefix)}
    if len(found) > 1:
        raise InputRefused("ambiguous", f"{len(found)} claims begin with {prefix}")
    return found.pop() if found else None


async def _all_like(lists: Lists, model: list[ConflictRow], kept: EventId) -> _Plan:
    """The same decision on every open conflict of the same cause."""
    plan = _Plan([], [])
    cause = cause_of(model)
    for found in by_key(await every(lists.inboxes.conflicts)).values():
        if cause_of(found) != cause:
            continue
        resolution = alike(found, model, kept)
        if resolution is None:
            plan.unclear.extend(found)
        else:
            plan.resolutions.append(resolution)
    return plan


async def _confirmed(lists: Lists, household: HouseholdId, wanted: _Wanted) -> _Plan:
    """A correction that nobody contradicts, confirmed; named by its own id, or what it corrects.

    Errors: InputRefused when there is none of that name, or several.
    """
    name = wanted.conflict.removeprefix(_CORRECTION)
    if name == wanted.conflict or not name:
        raise InputRefused("unknown_conflict", "this household has no open conflict of that name")
    rehearsal = await Rehearsal.begin(lists.office, lists.desk, lists.transaction)
    looked = await rehearsal.look(household)
    found = [
        (target, correction.id)
        for target, corrections in looked.resolved.corrections.items()
        for correction in corrections
        if (target.startswith(name) or correction.id.startswith(name))
        and correction.id.startswith(wanted.kept or "")
    ]
    if not found:
        raise InputRefused("unknown_conflict", "this household has no correction that begins so")
    if len(found) > 1:
        raise InputRefused("ambiguous", f"{len(found)} corrections begin so: name one by --kept")
    target, correction = found[0]
    return _Plan([Resolution(household, _CORRECTION + target, correction, ())], [])
