"""`jejak-server proposals` and `jejak-server decision`: what waits for a decision, and one's file.

A proposal is shown with what it rests on: indicators that are unknown or estimated, what changed
since it was made, corrections nobody confirmed, objections of the family, how long it has waited.
The file shows what the decider saw, as it was frozen, beside what is known now.
"""

from typing import Final, get_args

import click

from events.dates import day_of_ms
from events.folds.decision_file import ChangedIndicator
from events.folds.proposals import Awaits, DecisionMade
from events.types import IndicatorCopy
from events.words import choice_label, day, indicator_figure, when
from events.words import say as say_word
from server.answers.decision_files import FoundFile, find_proposal, read_decision_file
from server.answers.inboxes import Page, ProposalRow
from server.cli.desks import Lists, list_options, open_desk, open_lists, time_of, waited
from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say

_AWAITS: Final[tuple[Awaits, ...]] = get_args(Awaits)


def proposals(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("proposals", help=say(language, "help_proposals"))
    @click.option("--awaits", type=click.Choice(_AWAITS), help=say(language, "help_awaits"))
    @list_options(language)
    @on_office(language)
    def list_proposals(
        terminal: Terminal,
        awaits: Awaits | None,
        region: str | None,
        companion: str | None,
        limit: int,
        log: str | None,
    ) -> None:
        terminal.give(terminal.run(_list(terminal, awaits, region, companion, limit, log)))

    return list_proposals


def decision(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("decision", help=say(language, "help_decision"))
    @click.argument("proposal")
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def show_decision(terminal: Terminal, proposal: str, log: str | None) -> None:
        terminal.give(terminal.run(_file(terminal, proposal, log)))

    return show_decision


async def _list(
    terminal: Terminal,
    awaits: Awaits | None,
    region: str | None,
    companion: str | None,
    limit: int,
    log: str | None,
) -> Page[ProposalRow]:
    async with (
        open_desk(terminal, log) as (office, desk),
        open_lists(terminal, office, desk) as lists,
    ):
        wanted = await lists.filtered(region, companion, limit)
        page = await lists.inboxes.proposals(wanted, awaits)
        for row in page.items:
            _show(terminal, lists, row)
        terminal.say("proposals_shown" if page.items else "no_proposals", count=len(page.items))
        if page.next is not None:
            terminal.say("more_wait")
        return page


def _show(terminal: Terminal, lists: Lists, row: ProposalRow) -> None:
    language = terminal.language
    terminal.say(
        "proposal_head",
        kind=say(language, f"proposal_{row.kind}"),
        reason=choice_label(language, row.reason),
        household=row.household,
        region=lists.names.region(row.region),
        by=lists.names.actor(row.by),
        on=when(row.on, language),
        proposal=row.proposal,
    )
    if row.awaits is not None:
        terminal.say(
            "proposal_awaits",
            awaits=say(language, f"awaits_{row.awaits}"),
            age=waited(language, lists.days_since(row.since or 0)),
        )
    if row.not_before is not None:
        terminal.say("proposal_not_before", day=day(row.not_before, language))
    for key, names in (
        ("proposal_unknown", row.unknown),
        ("proposal_estimated", row.estimated),
        ("proposal_changed", row.changed),
    ):
        if names:
            terminal.say(key, indicators=", ".join(_indicator(language, name) for name in names))
    for key, events in (
        ("proposal_to_confirm", row.to_confirm),
        ("proposal_objections", row.objections),
    ):
        if events:
            terminal.say(key, events=", ".join(events))
    if row.flags:
        flags = ", ".join(say_word(language, f"flag.{flag}") for flag in row.flags)
        terminal.say("proposal_flags", flags=flags)


def _indicator(language: Language, name: str) -> str:
    try:
        return f"{name} {say_word(language, f'indicator.{name}')}"
    except KeyError:  # of a rule set that this program does not know
        return name


async def _file(terminal: Terminal, prefix: str, log: str | None) -> FoundFile:
    async with (
        open_desk(terminal, log) as (office, desk),
        open_lists(terminal, office, desk) as lists,
    ):
        row = await find_proposal(lists.inboxes, prefix)
        today = day_of_ms(office.now_ms())
        found = await read_decision_file(lists.transaction, desk.log, row, today)
        _show(terminal, lists, row)
        _show_file(terminal, lists, found)
        return found


def _show_file(terminal: Terminal, lists: Lists, found: FoundFile) -> None:
    language = terminal.language
    if found.copy:
        terminal.say("file_copy", rule_set=found.rule_set)
        terminal.table(
            say(language, "copy_columns").split("|"), [_copied(language, c) for c in found.copy]
        )
    states = {state.decision: state for state in found.states}
    for made in found.proposal.decisions:
        _show_decision(terminal, lists, made)
        state = states.get(made.event)
        if state is not None:
            terminal.say(
                "file_state",
                known=time_of(state.known_at),
                status=say_word(language, f"status.{state.status}"),
                readiness=say_word(language, f"readiness.{state.readiness}"),
                conflicts=state.conflicts,
            )
    if found.copy:
        terminal.say("file_changed" if found.changed else "file_unchanged")
    for changed in found.changed:
        _show_changed(terminal, changed)


def _copied(language: Language, copy: IndicatorCopy) -> tuple[str, ...]:
    return (
        _indicator(language, copy.id),
        say_word(language, f"verdict.{copy.verdict}"),
        _figure(language, copy.id, copy.value),
        _figure(language, copy.id, copy.threshold),
        str(len(copy.evidence)),
    )


def _show_decision(terminal: Terminal, lists: Lists, made: DecisionMade) -> None:
    language = terminal.language
    flags = ", ".join(say_word(language, f"flag.{flag}") for flag in made.flags)
    terminal.say(
        "file_decision",
        level=say(language, f"level_{made.level}"),
        decision=choice_label(language, made.decision),
        by=lists.names.actor(made.by),
        on=when(made.on, language),
        effective="-" if made.effective_on is None else day(made.effective_on, language),
        counts=say(language, "file_not_counted", flags=flags) if made.flags else "",
    )


def _show_changed(terminal: Terminal, changed: ChangedIndicator) -> None:
    language, then, now = terminal.language, changed.then, changed.now
    terminal.say(
        "file_difference",
        indicator=_indicator(language, changed.id),
        then=say_word(language, f"verdict.{then.verdict}"),
        then_value=_figure(language, changed.id, then.value),
        now="-" if now is None else say_word(language, f"verdict.{now.verdict}"),
        now_value="-" if now is None else _figure(language, changed.id, now.value),
        events=", ".join(event[:8] for event in changed.unknown_then) or "-",
    )


def _figure(language: Language, indicator: str, value: int | str | None) -> str:
    return "-" if value is None else indicator_figure(language, indicator, value)
