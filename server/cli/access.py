"""`jejak-server access`: who opened whose personal fields and exported what, and what for; and who
asked for what is not theirs to see.
"""

import click

from events import limits
from events.words import choice_label
from server.answers.looking import Look, LookPage, looks
from server.answers.refusing import RefusedRead, RefusedReads, refused_reads
from server.cli.desks import (
    LIMIT_DEFAULT,
    Lists,
    household_named,
    open_desk,
    open_lists,
    time_of,
)
from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say
from server.officers.actors import known_actor


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("access", help=say(language, "help_access"))
    @click.option("--household", metavar="ID", help=say(language, "help_household"))
    @click.option("--by", metavar="ACTOR", help=say(language, "help_looked_by"))
    @click.option("--refused", is_flag=True, help=say(language, "help_refused_reads"))
    @click.option(
        "--limit",
        type=click.IntRange(1, limits.API_PAGE_MAX),
        default=LIMIT_DEFAULT,
        show_default=True,
        help=say(language, "help_limit"),
    )
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def access(
        terminal: Terminal,
        household: str | None,
        by: str | None,
        refused: bool,
        limit: int,
        log: str | None,
    ) -> None:
        if refused:
            terminal.give(terminal.run(_read_refused(terminal, limit, log)))
        else:
            terminal.give(terminal.run(_read(terminal, household, by, limit, log)))

    return access


async def _read_refused(terminal: Terminal, limit: int, log: str | None) -> RefusedReads:
    async with (
        open_desk(terminal, log) as (office, desk),
        open_lists(terminal, office, desk) as lists,
    ):
        page = await refused_reads(lists.transaction, desk.log, limit)
        for each in page.items:
            _show_refused(terminal, lists, each)
        count = len(page.items)
        terminal.say("refused_reads_shown" if count else "no_refused_reads", count=count)
        return page


def _show_refused(terminal: Terminal, lists: Lists, each: RefusedRead) -> None:
    language = terminal.language
    who = choice_label(language, each.role)
    if each.actor is not None:
        who = f"{lists.names.actor(each.actor)}, {who}"
    where = each.registered or say(language, "in_no_region")
    terminal.say(
        "refused_read",
        time=time_of(each.last_at),
        who=who,
        region=each.region,
        token=each.token,
        asked=each.asked or say(language, "more_ids"),
        where=where,
        times=each.times,
    )


async def _read(
    terminal: Terminal, household: str | None, by: str | None, limit: int, log: str | None
) -> LookPage:
    async with open_desk(terminal, log) as (office, desk):
        who = None if by is None else (await known_actor(office, desk, by)).id
        async with open_lists(terminal, office, desk) as lists:
            whose = None
            if household is not None:
                whose = await household_named(lists.transaction, desk, household)
            page = await looks(lists.transaction, desk.log, limit, household=whose, by=who)
            for look in page.items:
                _show(terminal, lists, look)
            terminal.say("looks_shown" if page.items else "no_looks", count=len(page.items))
            if page.next is not None:
                terminal.say("more_wait")
            return page


def _show(terminal: Terminal, lists: Lists, look: Look) -> None:
    language = terminal.language
    shared = {
        "time": time_of(look.received),
        "by": lists.names.actor(look.by),
        "purpose": choice_label(language, look.purpose, "purpose"),
    }
    if look.household is None:
        personal = say(language, "with_personal" if look.personal else "without_personal")
        terminal.say(
            "look_export", **shared, what=look.what, count=look.households, personal=personal
        )
    else:
        fields = ", ".join(look.fields) or say(language, "all_fields")
        terminal.say("look_reveal", **shared, household=look.household, fields=fields)
