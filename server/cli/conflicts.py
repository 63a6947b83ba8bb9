"""`jejak-server conflicts`: what two people say differently, oldest first, with all a person needs
to decide it; `jejak-server resolve` decides."""

import click

from events.words import choice_label, path_label, type_label, when
from events.words import say as say_word
from server.answers.inboxes import ConflictRow, Page
from server.cli.desks import Lists, list_options, open_desk, open_lists, time_of, waited
from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("conflicts", help=say(language, "help_conflicts"))
    @list_options(language)
    @on_office(language)
    def conflicts(
        terminal: Terminal, region: str | None, companion: str | None, limit: int, log: str | None
    ) -> None:
        terminal.give(terminal.run(_read(terminal, region, companion, limit, log)))

    return conflicts


async def _read(
    terminal: Terminal, region: str | None, companion: str | None, limit: int, log: str | None
) -> Page[ConflictRow]:
    async with (
        open_desk(terminal, log) as (office, desk),
        open_lists(terminal, office, desk) as lists,
    ):
        page = await lists.inboxes.conflicts(await lists.filtered(region, companion, limit))
        for row in page.items:
            show_conflict(terminal, lists, row)
        terminal.say("conflicts_shown" if page.items else "no_conflicts", count=len(page.items))
        if page.next is not None:
            terminal.say("more_wait")
        return page


def show_conflict(terminal: Terminal, lists: Lists, row: ConflictRow) -> None:
    """Both sides of a conflict, and how to decide it."""
    language = terminal.language
    terminal.say(
        "conflict_head",
        age=waited(language, lists.days_since(row.since)),
        household=row.household,
        region=lists.names.region(row.region),
        companion=lists.names.actor(row.companion),
    )
    kind = row.key.partition(":")[0]
    about = type_label(language, "fact_corrected" if kind == "correction" else kind)
    terminal.say(
        "conflict_what", type=about, field=path_label(language, row.field, kind), name=row.key
    )
    for claim in row.claims:
        knew = len(claim.known_to_author)
        terminal.say(
            "conflict_claim",
            value=claim.value,
            actor=lists.names.actor(claim.actor),
            basis=choice_label(language, claim.basis, "basis"),
            on=when(claim.on, language),
            written=time_of(claim.at),
            received=time_of(claim.received),
            device=claim.device[:8],
            knew=say(language, "knew_others" if knew else "knew_none", count=knew),
            event=claim.event,
        )
    if row.indicators:
        names = ", ".join(
            f"{name} {say_word(language, f'indicator.{name}')}" for name in row.indicators
        )
        terminal.say("conflict_waits", indicators=names)
    terminal.show("")
