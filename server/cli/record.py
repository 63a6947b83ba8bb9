"""`jejak-server record`: acts of the office, one by options or many from a file.

A file holds one JSON object a line, in the form of `jejak record --from`; each is answered before
the next is read, so a program may feed the command line by line. Before: an officer, or the demo.
After: `record_type.py` for one by options, `server/officers/acting.py` for both.
"""

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

import click
import msgspec

from events.errors import InputRefused
from events.form import NewEntry, fill
from events.types import REGISTRY
from events.words import type_label
from events.words.json_faults import json_fault
from server.cli.record_type import EntryRefused, record_entry, tell, type_command
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Detailed, Language, say, sentence_of
from server.office import open_office

_DONE: Final = 0
_REFUSED: Final = 3


class TypesGroup(click.Group):
    """One command for each type of event, made when it is named."""

    language: Language = "id"

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(REGISTRY)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in REGISTRY:
            found = fill(cmd_name, {})
            assert isinstance(found, list), "an unknown type cannot be filled"
            raise EntryRefused(self.language, cmd_name, found)
        return type_command(self.language, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The types, without making a command of each."""
        rows = [(name, type_label(self.language, name)) for name in REGISTRY]
        with formatter.section(say(self.language, "types")):
            formatter.write_dl(rows)


def command(language: Language) -> click.Command:
    """The command in a language: `record TYPE …`, or `record --from FILE`."""

    @click.group(
        "record", cls=TypesGroup, invoke_without_command=True, help=say(language, "help_record")
    )
    @click.option("--from", "source", metavar="FILE", help=say(language, "help_from"))
    @click.option("--by", metavar="ACTOR", help=say(language, "help_by"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def record(terminal: Terminal, source: str | None, by: str | None, log: str | None) -> int:
        context = click.get_current_context()
        if context.invoked_subcommand is not None:
            return _DONE
        if source is None:
            click.echo(context.get_help())
            return _DONE
        return terminal.run(_record_all(terminal, source, by, log))

    assert isinstance(record, TypesGroup)
    record.language = language
    return record


async def _record_all(terminal: Terminal, source: str, by: str | None, log: str | None) -> int:
    """Write each line; the exit code says whether one was refused."""
    code = _DONE
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        with _lines(source) as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    entry = _entry(line, by)
                    recorded = await record_entry(terminal.language, office, desk, entry)
                    tell(terminal, entry.type, recorded)
                except InputRefused as error:
                    code = _REFUSED
                    _refuse(terminal, number, error)
    return code


def _lines(source: str) -> AbstractContextManager[Iterable[str]]:
    """The lines of a file, or of the standard input as they come."""
    if source == "-":
        return nullcontext(sys.stdin)
    try:
        return Path(source).open(encoding="utf-8")
    except OSError as error:
        raise InputRefused("unreadable_file", f"{source} cannot be read: {error}") from error


def _entry(line: str, by: str | None) -> NewEntry:
    try:
        entry = msgspec.json.decode(line, type=NewEntry)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise Detailed("bad_entry", "this line is no entry", json_fault(error)) from error
    return entry if entry.by is not None else msgspec.structs.replace(entry, by=by)


def _refuse(terminal: Terminal, line: int, error: InputRefused) -> None:
    sentence = sentence_of(terminal.language, error)
    terminal.say("line_refused", line=line, sentence=sentence)
    problems = [{"code": error.code, "field": None, "sentence": sentence}]
    if isinstance(error, EntryRefused):
        problems = error.problems
    terminal.give({"outcome": "refused", "problems": problems})
