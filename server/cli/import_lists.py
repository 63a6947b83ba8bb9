"""`jejak-server import`: household lists, decrees and bank reports from CSV and XLSX.

A dry run says everything that is wrong, by row and column, and writes nothing. A run writes the
list, or nothing when one row is wrong; given again, after anything, it writes only what is missing.
Before: a file from outside. After: `server/importing/running.py`.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec

from events.errors import InputRefused
from server.cli.terminal import CommandsBelow, OnStep, Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.importing.fields import KINDS, ListKind

if TYPE_CHECKING:
    from server.importing.mapping import ListMapping
    from server.importing.reading import RowProblem
    from server.importing.running import Imported, OnProgress

_DONE: Final = 0
_REFUSED: Final = 3


def command(language: Language) -> click.Command:
    """The command in a language: one below it for each kind of list."""

    @click.group("import", cls=CommandsBelow, help=say(language, "help_import"))
    @on_office(language)
    def import_(terminal: Terminal) -> None:
        """Its options hold for the commands below it."""

    for kind in KINDS:
        import_.add_command(_kind_command(language, kind))
    return import_


def _kind_command(language: Language, kind: ListKind) -> click.Command:
    @click.command(kind, help=say(language, f"help_import_{kind}"))
    @click.argument("file", required=False, type=click.Path(path_type=Path))
    @click.option("--by", metavar="ACTOR", help=say(language, "help_by"))
    @click.option(
        "--mapping",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help=say(language, "help_mapping"),
    )
    @click.option(
        "--set", "given", multiple=True, metavar="FIELD=VALUE", help=say(language, "help_set")
    )
    @click.option("--show-mapping", is_flag=True, help=say(language, "help_show_mapping"))
    @click.option("--dry-run", is_flag=True, help=say(language, "help_dry_run"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def import_kind(
        terminal: Terminal,
        file: Path | None,
        by: str | None,
        mapping: Path | None,
        given: tuple[str, ...],
        show_mapping: bool,
        dry_run: bool,
        log: str | None,
    ) -> int:
        from server.importing.mapping import read_mapping, to_toml

        found = read_mapping(kind, mapping, _pairs(given))
        if show_mapping:
            terminal.show(to_toml(found))
            terminal.give(found)
            return _DONE
        if file is None:
            raise click.UsageError(say(language, "file_needed"))
        if by is None:
            raise InputRefused("missing_by", "say whose statement it is: --by ACTOR")
        return terminal.run(_import(terminal, file, found, by, dry_run, log))

    return import_kind


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            raise InputRefused("bad_set", f"write --set {name}=VALUE")
        pairs[name.strip()] = value.strip()
    return pairs


async def _import(
    terminal: Terminal, file: Path, mapping: "ListMapping", by: str, dry_run: bool, log: str | None
) -> int:
    from server.importing.running import open_import
    from server.office import open_office
    from server.officers.actors import known_actor

    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        actor = await known_actor(office, desk, by)
        with terminal.progress() as step:
            moved = _moving(terminal, step)
            run = await open_import(office, desk, actor, mapping, file, moved)
            done = await run.check(lambda found: _tell(terminal, found))
            if not dry_run and not done.refused:
                done = await run.write(done)
    _sum_up(terminal, done, dry_run)
    return _REFUSED if done.refused else _DONE


def _tell(terminal: Terminal, found: "RowProblem") -> None:
    from server.importing.reading import for_programs

    language, head = terminal.language, found.column
    column = "" if head is None else say(language, "in_column", column=head)
    key = "row_refused" if found.problem.severity == "refuse" else "row_warned"
    terminal.say(key, row=found.row, column=column, sentence=found.say(language))
    terminal.give(for_programs(found, language))


def _sum_up(terminal: Terminal, done: "Imported", dry_run: bool) -> None:
    key = "import_refused" if done.refused else "import_checked" if dry_run else "import_done"
    terminal.say(key, **msgspec.structs.asdict(done))
    terminal.give({**msgspec.structs.asdict(done), "dry_run": dry_run})


def _moving(terminal: Terminal, step: OnStep) -> "OnProgress":
    return lambda progress: step(
        progress.rows, progress.rows_total, say(terminal.language, f"import_{progress.stage}")
    )
