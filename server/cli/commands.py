"""The group of commands and what an error of one of them becomes: a sentence and an exit code.

Before: `server/cli/__init__.py`. After: the command's own module, imported when it is named.
"""

import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from io import StringIO
from socket import gaierror
from typing import Any, Final

import click

from events.errors import InputRefused, JejakError
from events.words.usage import places, usage
from server.cli.words import LANGUAGES, Language, say, sentence_of
from server.settings import DATA_VARIABLE, DATABASE_VARIABLE, LANGUAGE_VARIABLE

DONE: Final = 0
OUR_BUG: Final = 1
USAGE: Final = 2
REFUSED: Final = 3
UNREACHABLE: Final = 4
DIFFERS: Final = 6

COMMANDS: Final[Mapping[str, str]] = {
    "init": "server.cli.init:command",
    "serve": "server.cli.serve:command",
    "invite": "server.cli.invite:command",
    "record": "server.cli.record:command",
    "actors": "server.cli.actors:command",
    "token": "server.cli.token:command",
    "devices": "server.cli.devices:devices",
    "approve": "server.cli.devices:approve",
    "revoke": "server.cli.devices:revoke",
    "scope": "server.cli.scope:command",
    "receive": "server.cli.receive:command",
    "backup": "server.cli.backup:command",
    "restore": "server.cli.restore:command",
    "orphans": "server.cli.orphans:command",
    "incidents": "server.cli.incidents:command",
    "project": "server.cli.projection:project",
    "rebuild": "server.cli.projection:rebuild",
    "verify": "server.cli.projection:verify",
    "regions": "server.cli.regions:command",
    "import": "server.cli.import_lists:command",
    "export": "server.cli.export:command",
    "survey": "server.cli.survey:command",
    "duplicates": "server.cli.duplicates:command",
    "merge": "server.cli.merging:merge",
    "unmerge": "server.cli.merging:unmerge",
    "split": "server.cli.merging:split",
    "payments": "server.cli.payments:command",
    "rollup": "server.cli.rollup:command",
    "trainings": "server.cli.trainings:command",
    "report": "server.cli.report:command",
    "conflicts": "server.cli.conflicts:command",
    "resolve": "server.cli.resolve:command",
    "review": "server.cli.review:command",
    "statements": "server.cli.statements:statements",
    "answer": "server.cli.statements:answer",
    "proposals": "server.cli.proposals:proposals",
    "decision": "server.cli.proposals:decision",
    "decide": "server.cli.decide:command",
    "assign": "server.cli.assign:command",
    "caseload": "server.cli.caseload:command",
    "access": "server.cli.access:command",
    "demo": "server.demo.command:demo",
}
"""Name to where it is made: a command, or a function that makes it in a language."""


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
        module, _, name = where.partition(":")
        made = getattr(import_module(module), name)
        if isinstance(made, click.Command):
            return made
        command = made(self.language)
        assert isinstance(command, click.Command), f"{where} makes no command"
        return command

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
    """Run one command line and say what went wrong, with what to do next."""
    language = _language(arguments, environment)
    # Every command makes contexts of its own; this is where they all look for their formatter.
    click.Context.formatter_class = help_pages(language)
    try:
        result = _group(language).main(list(arguments), "jejak-server", standalone_mode=False)
    except click.ClickException as error:
        said = StringIO()
        error.show(said)
        _complain(usage(language, said.getvalue().rstrip()))
        return USAGE if isinstance(error, click.UsageError) else REFUSED
    except click.Abort:
        return REFUSED
    except InputRefused as error:
        _complain(sentence_of(language, error))
        return REFUSED
    except (ConnectionError, TimeoutError, gaierror) as error:
        _complain(say(language, "store_unreachable", error=str(error)))
        return UNREACHABLE
    except OSError as error:
        named = error.filename or "?"
        _complain(say(language, "not_usable", file=named, reason=error.strerror or error))
        return REFUSED
    except JejakError as error:
        return _failed(language, error)
    except Exception as error:
        traceback.print_exception(error)
        _complain(say(language, "our_bug"))
        return OUR_BUG
    return result if isinstance(result, int) else DONE


def _failed(language: Language, error: JejakError) -> int:
    # Imported only now: the database's adapters cost more than all other commands' start.
    from server.database import DatabaseDamaged, DatabaseUnavailable

    if isinstance(error, DatabaseUnavailable):
        _complain(say(language, "store_unreachable", error=str(error)))
        return UNREACHABLE
    if isinstance(error, DatabaseDamaged):
        _complain(say(language, "store_damaged", error=str(error)))
        return DIFFERS
    _complain(say(language, "failed", error=str(error)))
    return OUR_BUG


def _group(language: Language) -> LazyGroup:
    # Options of an office are taken before the command too; the commands read them from here.
    return LazyGroup(
        language,
        name="jejak-server",
        help=say(language, "help"),
        callback=_remember,
        params=[
            click.Option(
                ["--data"], metavar="DIR", envvar=DATA_VARIABLE, help=say(language, "help_data")
            ),
            click.Option(
                ["--database"],
                metavar="URL",
                envvar=DATABASE_VARIABLE,
                help=say(language, "help_db"),
            ),
            click.Option(["--lang"], type=click.Choice(LANGUAGES), help=say(language, "help_lang")),
        ],
    )


@click.pass_context
def _remember(ctx: click.Context, data: str | None, database: str | None, lang: str | None) -> None:
    ctx.obj = {"data": data, "database": database}


def _language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language help and errors are in: `--lang` wherever it stands, else the environment's."""
    asked = environment.get(LANGUAGE_VARIABLE, "id")
    for at, argument in enumerate(arguments):
        if argument == "--lang" and at + 1 < len(arguments):
            asked = arguments[at + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return "en" if asked == "en" else "id"


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr)
