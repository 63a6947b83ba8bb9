"""What every command shares: which directory, which language, and how an answer is printed."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeVar

import click
import msgspec

from client_sync.cli.words import LANGUAGES, say
from client_sync.refusals import Language

if TYPE_CHECKING:
    from client_sync.device import Setup

P = ParamSpec("P")
T = TypeVar("T")

DATA_VARIABLE: Final = "JEJAK_DATA"
LANGUAGE_VARIABLE: Final = "JEJAK_LANG"
PROFILE_VARIABLE: Final = "JEJAK_PROFILE"
_PIPE_WIDTH: Final = 200
_NAMELESS: Final = "-"
_SHARED: Final = ("data", "profile", "lang", "json")


class CommandsBelow(click.Group):
    """A group whose page of help says of each command below it all that the command's own says."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, self.commands[name].help or "") for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class Terminal:
    """Where a command runs: for which directory, in which language, for people or programs.

    `home` is the installation's directory, `data` that of the profile which is meant.
    """

    def __init__(
        self, home: Path, language: Language, for_programs: bool, profile: str | None = None
    ) -> None:
        self.home = home
        self.profile = None if profile == _NAMELESS else profile
        self.data = home if profile is None else _directory_of(home, profile)
        self.language = language
        self.for_programs = for_programs
        self._said = profile

    def for_profile(self, name: str | None) -> "Terminal":
        """The same for another profile of the installation."""
        return Terminal(self.home, self.language, self.for_programs, name or _NAMELESS)

    @property
    def setup(self) -> "Setup":
        """What the environment says beside the directory.

        Errors: DeviceRefused when several people work here and nobody was named.
        """
        from client_sync.device import Setup

        if self._said is None and (self.home / "profiles").is_dir():
            _check_said(self.home)
        return Setup(
            data=self.data,
            story_clock=os.environ.get("JEJAK_CLOCK"),
            state=os.environ.get("JEJAK_STATE"),
            xdg_state=os.environ.get("XDG_STATE_HOME"),
            profile=self._said,
        )

    @property
    def is_asking(self) -> bool:
        """True when a person sits there who can be asked."""
        return not self.for_programs and sys.stdin.isatty() and sys.stdout.isatty()

    def say(self, key: str, **values: object) -> None:
        """Print a sentence for people; nothing when the output is for programs."""
        self.show(say(self.language, key, **values))

    def show(self, text: str) -> None:
        """Print a text for people as it is."""
        if not self.for_programs:
            click.echo(text)

    def warn(self, text: str) -> None:
        """Say something beside the answer, also when that is for programs."""
        click.echo(text, err=True)

    def give(self, answer: object) -> None:
        """Print an answer for programs: one line of JSON."""
        if self.for_programs:
            click.echo(msgspec.json.encode(answer).decode())

    def table(self, key: str, rows: Sequence[Sequence[str]]) -> None:
        """Print rows for people; the words of `key` are the columns, between bars."""
        self.columns(say(self.language, key).split("|"), rows)

    def columns(self, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print rows for people under these names."""
        if self.for_programs:
            return
        from rich.console import Console
        from rich.table import Table

        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for column in names:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*row)
        console = Console(highlight=False, markup=False)
        if not console.is_terminal:
            console.width = _PIPE_WIDTH  # into a file, ids go whole
        console.print(table)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end."""
        return asyncio.run(work)


def on_device(
    language: Language,
) -> Callable[[Callable[Concatenate[Terminal, P], T]], Callable[P, T]]:
    """Give a command the shared options and a `Terminal` as its first argument."""

    def decorate(function: Callable[Concatenate[Terminal, P], T]) -> Callable[P, T]:
        @wraps(function)
        def command(*args: P.args, **kwargs: P.kwargs) -> T:
            context = click.get_current_context()
            given = {name: kwargs.pop(name, None) for name in _SHARED}
            # The options may stand before the command's name too.
            before: dict[str, object] = context.find_object(dict) or {}
            shared = {name: given[name] or before.get(name) for name in _SHARED}
            context.obj = shared
            data = shared["data"]
            home = Path(str(data)) if data else default_data(os.environ)
            profile = shared["profile"] or os.environ.get(PROFILE_VARIABLE) or None
            terminal = Terminal(
                home, language, bool(shared["json"]), None if profile is None else str(profile)
            )
            return function(terminal, *args, **kwargs)

        options = (
            click.option("--data", metavar="DIR", help=say(language, "help_data")),
            click.option("--profile", metavar="NAME", help=say(language, "help_profile")),
            click.option("--lang", type=click.Choice(LANGUAGES), help=say(language, "help_lang")),
            click.option("--json", is_flag=True, help=say(language, "help_json")),
        )
        decorated: Callable[P, T] = command
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def _directory_of(home: Path, profile: str) -> Path:
    from client_sync.profiles import directory_of  # most installations have one profile alone

    return directory_of(home, profile)


def _check_said(home: Path) -> None:
    from client_sync.profiles import check_said

    check_said(home)


def default_data(environment: Mapping[str, str]) -> Path:
    """The directory when none is named."""
    if named := environment.get(DATA_VARIABLE):
        return Path(named)
    base = environment.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "jejak"
