"""`jejak-server review`: entries the office holds back, and odd ones; accept them or return them.

    jejak-server review                                  the list, oldest first
    jejak-server review EVENT … --outcome accepted …     one event each
    jejak-server review --code revoked --outcome …       all that wait for that reason

What looks odd is its author's first, for a week or until a reason is given; `--all` shows it too.
"""

from functools import partial
from typing import Final, get_args, get_type_hints

import click
from msgspec.structs import replace

from events.entry import standing, verdict_code
from events.errors import InputRefused
from events.form import NewEntry
from events.types import EntryReviewed
from events.words import choice_label, refusal, type_label, when
from events.words import say as say_word
from server.answers.inboxes import END_OF_TIME_MS, InboxRow, Page
from server.cli.deciding import Asked, decide_all
from server.cli.desks import (
    DONE,
    Lists,
    every,
    list_options,
    open_desk,
    open_lists,
    time_of,
    waited,
)
from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say
from server.exchange.quarantined import quarantined as quarantined_lines

_OUTCOMES: Final[tuple[str, ...]] = get_args(get_type_hints(EntryReviewed)["outcome"])


class _Choice:
    """Which entries: of these ids, or all that wait for a code."""

    def __init__(self, events: tuple[str, ...], code: str | None) -> None:
        self.events = events
        self.code = code

    def has(self, row: InboxRow) -> bool:
        """True for an entry that is meant."""
        if self.events:
            return any(row.event.startswith(prefix) for prefix in self.events)
        return self.code is None or self.code in row.codes


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("review", help=say(language, "help_review"))
    @click.argument("events", nargs=-1, metavar="[EVENT]…")
    @click.option("--code", help=say(language, "help_code"))
    @click.option("--late", is_flag=True, help=say(language, "help_late_list"))
    @click.option("--quarantined", is_flag=True, help=say(language, "help_quarantined"))
    @click.option("--all", "with_authors", is_flag=True, help=say(language, "help_all"))
    @click.option("--outcome", type=click.Choice(_OUTCOMES), help=say(language, "help_outcome"))
    @click.option("--reason", metavar="TEXT", help=say(language, "help_why"))
    @click.option("--by", metavar="ACTOR", help=say(language, "help_by"))
    @click.option("--dry-run", is_flag=True, help=say(language, "help_dry_run"))
    @click.option("--yes", is_flag=True, help=say(language, "help_yes"))
    @list_options(language)
    @on_office(language)
    def review(
        terminal: Terminal,
        events: tuple[str, ...],
        code: str | None,
        late: bool,
        quarantined: bool,
        with_authors: bool,
        outcome: str | None,
        reason: str | None,
        by: str | None,
        dry_run: bool,
        yes: bool,
        region: str | None,
        companion: str | None,
        limit: int,
        log: str | None,
    ) -> int:
        choice = _Choice(events, code)
        if quarantined:
            return terminal.run(_set_aside(terminal, limit, log))
        if outcome is None:
            given = (region, companion, limit, log)
            return terminal.run(_list(terminal, choice, late, with_authors, *given))
        if reason is None or by is None:
            raise click.UsageError(say(language, "review_needs"))
        if not events and code is None:
            raise click.UsageError(say(language, "review_which"))
        entry = NewEntry(
            type="entry_reviewed", by=by, fields={"outcome": outcome, "reason": reason}
        )
        return terminal.run(_review(terminal, choice, entry, Asked(dry_run, yes), log))

    return review


async def _list(
    terminal: Terminal,
    choice: _Choice,
    late: bool,
    with_authors: bool,
    region: str | None,
    companion: str | None,
    limit: int,
    log: str | None,
) -> int:
    async with (
        open_desk(terminal, log) as (office, desk),
        open_lists(terminal, office, desk) as lists,
    ):
        wanted = await lists.filtered(region, companion, limit)
        now_ms = office.now_ms()
        page = await lists.inboxes.items(
            "late" if late else "review", wanted, END_OF_TIME_MS if with_authors else now_ms
        )
        shown = [row for row in page.items if choice.has(row)]
        for row in shown:
            _show(terminal, lists, row)
        terminal.say("reviews_shown" if shown else "no_reviews", count=len(shown))
        if page.next is not None:
            terminal.say("more_wait")
        if not late and not with_authors:
            hidden = await lists.inboxes.with_authors(wanted.region, now_ms)
            if hidden:
                terminal.say("with_authors", count=hidden)
        terminal.give(Page(tuple(shown), page.next, page.position))
        return DONE


async def _set_aside(terminal: Terminal, limit: int, log: str | None) -> int:
    """Lines the office could not take: nobody can accept them, their author writes them again."""
    async with (
        open_desk(terminal, log) as (office, desk),
        open_lists(terminal, office, desk) as lists,
    ):
        page = await quarantined_lines(lists.transaction, desk.log, limit)
        for line in page.items:
            terminal.say(
                "quarantined_line",
                time=time_of(line.received),
                type=type_label(terminal.language, line.type or "?"),
                by=lists.names.actor(line.actor),
                device=line.device[:8],
                household=line.household or "-",
                why=refusal(terminal.language, verdict_code(line.verdict) or "quarantined"),
            )
        terminal.say("quarantined_shown" if page.items else "no_reviews", count=len(page.items))
        terminal.give(page)
        return DONE


def _show(terminal: Terminal, lists: Lists, row: InboxRow) -> None:
    language = terminal.language
    terminal.say(
        "review_head",
        age=waited(language, lists.days_since(row.since or 0)),
        type=type_label(language, row.type),
        on=when(row.on, language),
        by=lists.names.actor(row.by),
        household=row.household,
        region=lists.names.region(row.region),
        event=row.event,
    )
    for code in row.codes:
        terminal.say("review_why", why=_why(language, row, code))
    if row.replies:
        terminal.say("review_replies", events=", ".join(reply[:8] for reply in row.replies))


def _why(language: Language, row: InboxRow, code: str) -> str:
    if row.kind == "late":
        return say(language, "no_reason") if code == "no_reason" else choice_label(language, code)
    if standing(row.verdict) == "review" and code == (verdict_code(row.verdict) or "review"):
        return refusal(language, code)
    return say_word(language, f"flag.{code}")


async def _review(
    terminal: Terminal, choice: _Choice, entry: NewEntry, asked: Asked, log: str | None
) -> int:
    async with open_desk(terminal, log) as (office, desk):
        async with open_lists(terminal, office, desk) as lists:
            rows = await _waiting(lists, choice)
        entries = [
            replace(entry, household=row.household, fields={**entry.fields, "target": row.event})
            for row in rows
        ]
        return await decide_all(terminal, office, desk, entries, asked)


async def _waiting(lists: Lists, choice: _Choice) -> list[InboxRow]:
    """The entries that are meant, as far as they wait.

    Errors: InputRefused when one that is named does not wait, or nothing does.
    """
    rows = [row for row in await every(partial(lists.inboxes.items, "review")) if choice.has(row)]
    for prefix in choice.events:
        named = {row.event for row in rows if row.event.startswith(prefix)}
        if len(named) > 1:
            raise InputRefused("ambiguous", f"{len(named)} entries begin with {prefix}")
        if not named:
            raise InputRefused("not_waiting", f"no entry that begins with {prefix} waits")
    if not rows:
        raise InputRefused("not_waiting", "no entry waits for that reason")
    return rows
