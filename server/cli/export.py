"""`jejak-server export`: what the office knows, as CSV, XLSX or Parquet.

The name of the file says the format. Before: an officer's question. After:
`server/exporting/running.py` writes the event about it, then the file gets its name.
"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click
import msgspec

from events.errors import InputRefused
from events.regions import parse_region
from events.types import DataExported, PersonalRevealed
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say

if TYPE_CHECKING:
    from server.answers.revealing import Purpose
    from server.exporting.running import Exported, ExportPurpose, Request

_PURPOSES = get_args(DataExported.__annotations__["purpose"])
_REVEALS = get_args(PersonalRevealed.__annotations__["purpose"])


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("export", help=say(language, "help_export"))
    @click.argument("what", required=False)
    @click.option(
        "--to",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help=say(language, "help_export_to"),
    )
    @click.option("--by", metavar="ACTOR", help=say(language, "help_by"))
    @click.option("--region", metavar="CODE", help=say(language, "help_region"))
    @click.option("--as-of", metavar="DAY", help=say(language, "help_export_as_of"))
    @click.option("--survey", metavar="NAME", help=say(language, "help_export_survey"))
    @click.option(
        "--purpose",
        type=click.Choice(_PURPOSES),
        default="report",
        show_default=True,
        help=say(language, "help_export_purpose"),
    )
    @click.option(
        "--personal", type=click.Choice(_REVEALS), help=say(language, "help_export_personal")
    )
    @click.option("--bom", is_flag=True, help=say(language, "help_bom"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def export(
        terminal: Terminal,
        what: str | None,
        to: Path | None,
        by: str | None,
        region: str | None,
        as_of: str | None,
        survey: str | None,
        purpose: "ExportPurpose",
        personal: "Purpose | None",
        bom: bool,
        log: str | None,
    ) -> None:
        from server.exporting.running import Request, exportable

        if what is None:
            terminal.say("exportable", names=", ".join(exportable()))
            terminal.give(exportable())
            return
        if to is None:
            raise click.UsageError(say(language, "to_needed"))
        if by is None:
            raise InputRefused("missing_by", "say who exports: --by ACTOR")
        request = Request(
            what=what,
            to=to,
            purpose=purpose,
            region=None if region is None else parse_region(region),
            as_of=None if as_of is None else _day(as_of),
            survey=survey,
            personal=personal,
            bom=bom,
        )
        done = terminal.run(_export(terminal, request, by, log))
        terminal.say("exported", **msgspec.structs.asdict(done))
        if done.left_out:
            terminal.say("export_left_out", count=done.left_out)
        terminal.give(done)

    return export


async def _export(terminal: Terminal, request: "Request", by: str, log: str | None) -> "Exported":
    from server.exporting.running import export
    from server.office import open_office
    from server.officers.actors import known_actor
    from server.projecting.projector import project

    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        actor = await known_actor(office, desk, by)
        # What was written a moment ago is in the file, whether or not an office serves.
        await project(office.database, terminal.settings.database, desk.log, office.now_ms)
        with terminal.progress() as step:
            return await export(
                office, desk, actor, request,
                lambda moved: step(moved.households, moved.households_total),
            )  # fmt: skip


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputRefused("bad_day", f"{text} is no day: write it like 2018-12-14") from error
