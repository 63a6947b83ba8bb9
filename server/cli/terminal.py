"""What every command shares: the options that name an office, and how its answer is printed.

Before: `server/cli/commands.py` found the command. After: the command gets a `Terminal`, which
knows settings, language and form of output, and runs its coroutine.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar

import click
import msgspec

from events.errors import InputRefused
from events.ids import LogId, parse_log
from server.cli.words import LANGUAGES, Language, say
from server.settings import Settings, read_settings

P = ParamSpec("P")
T = TypeVar("T")

_PIPE_WIDTH: Final = 200
Given = dict[str, object]


class OnStep(Protocol):
    """Told how far a long task is."""

    def __call__(self, done: int, total: int | None, stage: str = "") -> None: ...


_SHARED: Final = ("data", "database", "lang", "json")


class CommandsBelow(click.Group):
    """A group whose page of help says of each command below it all that the command's own says."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, self.commands[name].help or "") for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class Terminal:
    """Where a command runs: on which office, in which language, for people or for programs."""

    def __init__(self, settings: Settings, language: Language, for_programs: bool) -> None:
        self.settings = settings
        self.language = language
        self.for_programs = for_programs

    def say(self, key: str, **values: object) -> None:
        """Print a sentence for people; nothing when the output is for programs."""
        if not self.for_programs:
            click.echo(say(self.language, key, **values))

    def show(self, text: str) -> None:
        """Print a text for people as it is."""
        if not self.for_programs:
            click.echo(text)

    def complain(self, text: str) -> None:
        """Print what keeps something from being done, beside the output."""
        if not self.for_programs:
            click.echo(text, err=True)

    def give(self, answer: object) -> None:
        """Print an answer for programs: one line of JSON."""
        if self.for_programs:
            click.echo(msgspec.json.encode(answer).decode())

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print rows for people; what is too wide goes on below, and nothing is cut off."""
        if self.for_programs:
            return
        from rich.console import Console
        from rich.table import Table

        table = Table(box=None, pad_edge=False)
        for at, column in enumerate(columns):
            # An id stays on one line, so that it can be copied, while words can make room.
            is_one_word = not any(" " in cell for cell in (column, *(row[at] for row in rows)))
            table.add_column(column, no_wrap=is_one_word, overflow="fold")
        for row in rows:
            table.add_row(*row)
        console = Console(highlight=False, markup=False)
        if not console.is_terminal:
            console.width = _PIPE_WIDTH  # into a file, ids go whole
        console.print(table)

    @contextmanager
    def progress(self) -> Iterator[OnStep]:
        """A bar for people at a terminal, moved by what is yielded; none for programs."""
        if self.for_programs:
            yield lambda done, total, stage="": None
            return
        from rich.console import Console
        from rich.progress import Progress

        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("", total=None)
            yield lambda done, total, stage="": bar.update(
                task, completed=done, total=total, description=stage
            )

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end."""
        return asyncio.run(work)


def on_office(
    language: Language, prints_data: bool = True
) -> Callable[[Callable[Concatenate[Terminal, P], T]], Callable[P, T]]:
    """Give a command the options that name an office, and a `Terminal` as its first argument."""

    def decorate(function: Callable[Concatenate[Terminal, P], T]) -> Callable[P, T]:
        @wraps(function)
        def command(*args: P.args, **kwargs: P.kwargs) -> T:
            context = click.get_current_context()
            given = {name: kwargs.pop(name, None) for name in _SHARED}
            # An option may stand before the command's name too, or between two names of a group.
            before: Given = context.find_object(dict) or {}
            shared = {name: given[name] or before.get(name) for name in _SHARED}
            context.obj = shared
            data, database = shared["data"], shared["database"]
            settings = read_settings(
                os.environ,
                Path(str(data)) if data else None,
                str(database) if database else None,
            )
            terminal = Terminal(settings, language, bool(shared["json"]))
            return function(terminal, *args, **kwargs)

        options = [
            click.option("--data", metavar="DIR", help=say(language, "help_data")),
            click.option("--database", metavar="URL", help=say(language, "help_db")),
            click.option("--lang", type=click.Choice(LANGUAGES), help=say(language, "help_lang")),
        ]
        if prints_data:
            options.append(click.option("--json", is_flag=True, help=say(language, "help_json")))
        decorated: Callable[P, T] = command
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def choose_log(logs: Sequence[LogId], asked: str | None) -> LogId:
    """The log a command is for.

    Errors: InputRefused when it is not served here, or several are and none was named.
    """
    if asked is None:
        if len(logs) == 1:
            return logs[0]
        raise InputRefused("which_log", f"this office serves {', '.join(logs)}: name one by --log")
    log = parse_log(asked)
    if log not in logs:
        raise InputRefused("unknown_log", f"this office does not serve {log}: run `init` for it")
    return log
