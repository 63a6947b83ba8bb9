"""`jejak-server statements` and `jejak-server answer`: what families and companions ask the office.

A family's question, objection or complaint, and a companion's open note for the coordinator, wait
here until they are answered. Words are personal and are not printed: `/v1/households/{id}/history`
opens them for a purpose, which is written down.
"""

from functools import partial
from typing import Final

import click
from msgspec.structs import replace

from events.errors import InputRefused
from events.folds.inbox import Kind
from events.form import NewEntry
from events.words import choice_label, type_label, when
from server.answers.inboxes import InboxRow
from server.cli.deciding import Asked, act_options, decide_all
from server.cli.desks import Lists, every, list_options, open_desk, open_lists, waited
from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say

_KINDS: Final[tuple[Kind, ...]] = ("statement", "note")


def statements(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("statements", help=say(language, "help_statements"))
    @list_options(language)
    @on_office(language)
    def list_statements(
        terminal: Terminal, region: str | None, companion: str | None, limit: int, log: str | None
    ) -> None:
        terminal.give(terminal.run(_list(terminal, region, companion, limit, log)))

    return list_statements


def answer(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("answer", help=say(language, "help_answer"))
    @click.argument("event")
    @click.option("--text", required=True, help=say(language, "help_text"))
    @click.option("--open", "stays_open", is_flag=True, help=say(language, "help_open"))
    @act_options(language)
    @on_office(language)
    def answer_one(
        terminal: Terminal,
        event: str,
        text: str,
        stays_open: bool,
        by: str,
        dry_run: bool,
        yes: bool,
        log: str | None,
    ) -> int:
        entry = NewEntry(
            type="note_written",
            by=by,
            basis="stated",
            fields={
                "text": text,
                "for": "companion",
                "state": "open" if stays_open else "done",
                "reply_to": event,
            },
        )
        return terminal.run(_answer(terminal, event, entry, Asked(dry_run, yes), log))

    return answer_one


async def _list(
    terminal: Terminal, region: str | None, companion: str | None, limit: int, log: str | None
) -> dict[str, object]:
    async with (
        open_desk(terminal, log) as (office, desk),
        open_lists(terminal, office, desk) as lists,
    ):
        wanted = await lists.filtered(region, companion, limit)
        pages = [await lists.inboxes.items(kind, wanted) for kind in _KINDS]
        rows = sorted(
            (row for page in pages for row in page.items),
            key=lambda row: (row.since or 0, row.event),
        )
        for row in rows:
            _show(terminal, lists, row)
        terminal.say("statements_shown" if rows else "no_statements", count=len(rows))
        if any(page.next is not None for page in pages):
            terminal.say("more_wait")
        return {
            "items": rows,
            "next": {kind: page.next for kind, page in zip(_KINDS, pages, strict=True)},
            "position": pages[0].position,
        }


def _show(terminal: Terminal, lists: Lists, row: InboxRow) -> None:
    language = terminal.language
    terminal.say(
        "statement_head",
        age=waited(language, lists.days_since(row.since or 0)),
        type=type_label(language, row.type),
        what=", ".join(choice_label(language, code) for code in row.codes),
        on=when(row.on, language),
        by=lists.names.actor(row.by),
        household=row.household,
        region=lists.names.region(row.region),
        about="-" if row.about is None else row.about,
        event=row.event,
    )
    if row.replies:
        terminal.say("review_replies", events=", ".join(reply[:8] for reply in row.replies))


async def _answer(
    terminal: Terminal, prefix: str, entry: NewEntry, asked: Asked, log: str | None
) -> int:
    async with open_desk(terminal, log) as (office, desk):
        async with open_lists(terminal, office, desk) as lists:
            row = await _waiting(lists, prefix)
        full = replace(
            entry, household=row.household, fields={**entry.fields, "reply_to": row.event}
        )
        return await decide_all(terminal, office, desk, [full], asked)


async def _waiting(lists: Lists, prefix: str) -> InboxRow:
    """The statement or note whose id begins so, while it waits.

    Errors: InputRefused.
    """
    rows = [row for kind in _KINDS for row in await every(partial(lists.inboxes.items, kind))]
    found = [row for row in rows if row.event.startswith(prefix)]
    if len(found) > 1:
        raise InputRefused("ambiguous", f"{len(found)} entries begin with {prefix}")
    if not found:
        raise InputRefused("not_waiting", f"nothing that begins with {prefix} waits for an answer")
    return found[0]
