"""`jejak-server regions import`: what a log learns of places beyond those shipped.

Each new region is an event that every device of the log receives, so a whole country costs each of
them a download of some megabytes: import what families of this log may live in.
"""

from pathlib import Path
from typing import Final, NamedTuple

import click

from events.dates import day_of_ms
from events.errors import InputRefused
from events.ids import PROGRAMME
from events.types import RegionChanged, RegionCode
from server.cli.terminal import CommandsBelow, Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.intake.office_device import Act
from server.office import Desk, Office, open_office
from server.officers.regions import BadRow, known_regions, read_rows

_ACTS_AT_ONCE: Final = 500
"""Written in one transaction; a country is some 90,000, and devices push meanwhile."""
_BAD_ROWS_SHOWN_MAX: Final = 100


class Imported(NamedTuple):
    new: int
    known: int


def command(language: Language) -> click.Command:
    """The group in a language."""

    @click.group("regions", cls=CommandsBelow, help=say(language, "help_regions"))
    @on_office(language)
    def regions(terminal: Terminal) -> None:
        """Its options hold for the commands below it."""

    @regions.command("import", help=say(language, "help_regions_import"))
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--dry-run", is_flag=True, help=say(language, "help_dry_run"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def import_file(terminal: Terminal, file: Path, dry_run: bool, log: str | None) -> None:
        try:
            rows, bad = read_rows(file.read_text("utf-8-sig").splitlines())
        except UnicodeDecodeError as error:
            raise InputRefused("bad_csv", f"{file} is no UTF-8 text: save it as UTF-8") from error
        _refuse(terminal, bad)
        done = terminal.run(_import(terminal, rows, dry_run, log))
        sentence = "regions_checked" if dry_run else "regions_imported"
        terminal.say(sentence, new=done.new, known=done.known)
        terminal.give({"new": done.new, "known": done.known, "written": not dry_run})

    return regions


def _refuse(terminal: Terminal, bad: list[BadRow]) -> None:
    """Errors: InputRefused when a row is bad; each of them is named before."""
    if not bad:
        return
    for row in bad[:_BAD_ROWS_SHOWN_MAX]:
        terminal.say(f"bad_row_{row.fault}", row=row.row, code=row.code)
    terminal.give({"bad": [row._asdict() for row in bad]})
    raise InputRefused("bad_row", f"{len(bad)} rows are wrong, nothing was written: mend them")


async def _import(
    terminal: Terminal, rows: list[tuple[RegionCode, str]], dry_run: bool, log: str | None
) -> Imported:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        async with office.database.read() as transaction:
            known = await known_regions(transaction, desk.log)
        new = [(code, name) for code, name in rows if known.name(code) != name]
        if not dry_run:
            await _write(office, desk, new)
        return Imported(len(new), len(rows) - len(new))


async def _write(office: Office, desk: Desk, rows: list[tuple[RegionCode, str]]) -> None:
    on = day_of_ms(office.now_ms()).isoformat()
    acts = [
        Act(
            body=RegionChanged(code=code, name=name),
            by=office.administrator,
            stream=PROGRAMME,
            on=on,
        )
        for code, name in rows
    ]
    for start in range(0, len(acts), _ACTS_AT_ONCE):
        await desk.device.append_all(acts[start : start + _ACTS_AT_ONCE])
