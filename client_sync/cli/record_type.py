"""`jejak record TYPE`: one entry, its fields as options made from the type's own fields.

At a terminal it asks for what is missing, reads back what was typed in everyday words, and asks
about what is doubtful; for a program it never asks. Before: `cli/record.py` was given a type's
name. After: `cli/writing.py` writes.
"""

from typing import Any

import click

from client_sync.cli.exits import A_PERSON_DECIDES
from client_sync.cli.record_asking import Said, ask, copy_last_time
from client_sync.cli.record_options import options_of, read_options
from client_sync.cli.record_outcome import tell
from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.cli.writing import write_as_asked
from client_sync.device import open_device
from client_sync.refusals import Language
from client_sync.writing.record import Outcome, Refused
from events.form import NewEntry
from events.words import type_label


def type_command(language: Language, name: str) -> click.Command:
    """The command of one type."""

    @on_device(language)
    def write(terminal: Terminal, /, **given: Any) -> int:
        read = read_options(language, name, given)
        if isinstance(read, list):
            return tell(terminal, name, Refused(name, tuple(read)))
        said = Said(read.fields, read.envelope)
        if given["paper"] or _is_of_paper(click.get_current_context()):
            said.envelope.setdefault("basis", "paper")
            said.is_paper = True
        for sentence in read.read:
            terminal.say("read_back", read=sentence)
        if read.read and terminal.is_asking and not click.confirm(say(language, "ask_right")):
            return A_PERSON_DECIDES
        outcome = terminal.run(_write(terminal, name, said, is_same=given.get("same", False)))
        if outcome is None:
            return A_PERSON_DECIDES
        return tell(terminal, name, outcome, read=read.read)

    made = click.command(name, help=type_label(language, name))(write)
    made.params += options_of(language, name)
    return made


async def _write(terminal: Terminal, name: str, said: Said, *, is_same: bool) -> Outcome | None:
    """Ask for what is missing, and write; None when the person does not want it written."""
    async with open_device(terminal.setup) as device:
        if is_same and not await copy_last_time(terminal, device, name, said):
            return None
        if terminal.is_asking:
            await ask(terminal, device, name, said)
        entry = NewEntry(type=name, fields=said.fields, **said.envelope)
        return await write_as_asked(terminal, device, entry)


def _is_of_paper(context: click.Context) -> bool:
    """True for `jejak record --paper TYPE`, where the word stands before the type."""
    parent = context.parent
    return parent is not None and bool(parent.params.get("paper"))
