"""The group of commands, and what an error of one of them becomes.

Before: `client_sync/cli/__init__.py`. After: the command's own module, imported when it is named.
"""

import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from io import StringIO
from typing import Any, Final

import click

from client_sync.cli.terminal import DATA_VARIABLE, LANGUAGE_VARIABLE, PROFILE_VARIABLE
from client_sync.cli.words import LANGUAGES, say
from client_sync.refusals import Language
from events.words.usage import places, usage

COMMANDS: Final[Mapping[str, str]] = {
    "enrol": "client_sync.cli.enrol",
    "record": "client_sync.cli.record",
    "session": "client_sync.cli.session",
    "next": "client_sync.cli.next",
    "find": "client_sync.cli.find",
    "households": "client_sync.cli.households",
    "show": "client_sync.cli.show",
    "history": "client_sync.cli.history",
    "note": "client_sync.cli.note",
    "move": "client_sync.cli.move",
    "doubts": "client_sync.cli.doubts",
    "commitments": "client_sync.cli.commitments",
    "caseload": "client_sync.cli.caseload",
    "survey": "client_sync.cli.survey",
    "print": "client_sync.cli.print",
    "report": "client_sync.cli.report",
    "outbox": "client_sync.cli.outbox",
    "sync": "client_sync.cli.sync",
    "status": "client_sync.cli.status",
    "profiles": "client_sync.cli.profiles",
    "doctor": "client_sync.cli.doctor",
}
"""Name to the module whose `command(language)` makes it."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are named."""

    def __init__(self, language: Language, **settings: Any) -> None:
        super().__init__(**settings)
        self.language = language

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        where = COMMANDS.get(cmd_name)
        if where is None:
            return None
        made = import_module(where).command(self.language)
        assert isinstance(made, click.Command), f"{where} makes no command"
        return made

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any of them."""
        rows = [(name, say(self.language, f"help_{name}")) for name in COMMANDS]
        with formatter.section(say(self.language, "commands")):
            formatter.write_dl(rows)


def help_pages(language: Language) -> type[click.HelpFormatter]:
    """What writes the pages of `--help` in a language."""

    class HelpPages(click.HelpFormatter):
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, places(language, args), prefix)

        def write_dl(
            self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
        ) -> None:
            named = [(places(language, what), says) for what, says in rows]
            super().write_dl(named, col_max, col_spacing)

        def getvalue(self) -> str:
            return usage(language, super().getvalue())

    return HelpPages


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run one command line; its exit code. What went wrong is said on the error output."""
    language = language_of(arguments, environment)
    # Every command makes contexts of its own; this is where they all look for their formatter.
    click.Context.formatter_class = help_pages(language)
    try:
        result = _group(language).main(list(arguments), "jejak", standalone_mode=False)
    except click.ClickException as error:
        print(_usage_of(language, error), file=sys.stderr)
        return error.exit_code  # 2 for usage
    except (click.Abort, KeyboardInterrupt):
        print(say(language, "stopped"), file=sys.stderr)
        return 5
    except Exception as error:
        return _complain(language, error)
    return result if isinstance(result, int) else 0


def _usage_of(language: Language, error: click.ClickException) -> str:
    said = StringIO()
    error.show(said)
    return usage(language, said.getvalue().rstrip())


def _complain(language: Language, error: Exception) -> int:
    from client_sync.cli.exits import OUR_BUG, exit_of

    found = exit_of(language, error)
    if found is None:
        traceback.print_exception(error)
        print(say(language, "our_bug"), file=sys.stderr)
        return OUR_BUG
    print(found.sentence, file=sys.stderr)
    return found.code


def _group(language: Language) -> LazyGroup:
    # The directory and language may be named before the command too.
    return LazyGroup(
        language,
        name="jejak",
        help=say(language, "help"),
        callback=_remember,
        params=[
            click.Option(
                ["--data"], metavar="DIR", envvar=DATA_VARIABLE, help=say(language, "help_data")
            ),
            click.Option(
                ["--profile"],
                metavar="NAME",
                envvar=PROFILE_VARIABLE,
                help=say(language, "help_profile"),
            ),
            click.Option(["--lang"], type=click.Choice(LANGUAGES), help=say(language, "help_lang")),
        ],
    )


@click.pass_context
def _remember(ctx: click.Context, data: str | None, profile: str | None, lang: str | None) -> None:
    ctx.obj = {"data": data, "profile": profile, "lang": lang}


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language of help and errors: `--lang` wherever it stands, else the environment's."""
    asked = environment.get(LANGUAGE_VARIABLE, "id")
    for at, argument in enumerate(arguments):
        if argument == "--lang" and at + 1 < len(arguments):
            asked = arguments[at + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return "en" if asked == "en" else "id"
