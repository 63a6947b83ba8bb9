"""`jejak session KIND`: one sheet for many people, everyone present but those who are marked.

At a terminal it shows the sheet, asks who was not there, echoes the whole and writes once that is
confirmed; for a program it never asks. All entries are written in one transaction, or none. Before:
`session_plan.py` reads the options, `writing/sheets.py` and `writing/marking.py` make the sheet.
After: `writing/record.py`.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import click
import msgspec

from client_sync.cli.exits import A_PERSON_DECIDES, DONE
from client_sync.cli.session_plan import FIELD_OPTIONS, OCCASIONS
from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import DeviceRefused, Language

if TYPE_CHECKING:
    from client_sync.device import Device
    from client_sync.reading.caseload import HouseholdLine
    from client_sync.writing.marking import Marked
    from client_sync.writing.sheets import Kind, Mark, Plan, Sheet
    from events.form import NewEntry

_LOOKED_AT: Final = 5
"""People of a sheet whose entries of that date are looked at: all would be there again."""


def command(language: Language) -> click.Command:
    """The command in a language."""

    @on_device(language)
    def session(terminal: Terminal, /, **given: Any) -> int:
        return terminal.run(_held(terminal, given))

    made = click.command("session", help=say(language, "help_session"))(session)
    made.params += _parameters(language)
    return made


async def _held(terminal: Terminal, given: dict[str, Any]) -> int:
    """The whole of a sheet, from the options to what was written."""
    from client_sync.cli.session_asking import confirmed_marks
    from client_sync.cli.session_plan import last_day_known, plan_of
    from client_sync.cli.session_shown import show_sheet
    from client_sync.device import open_device

    async with open_device(terminal.setup) as device:
        plan = await plan_of(terminal, device, given)
        day = await last_day_known(device, plan.on)
        sheet = _sheet(plan, await (await device.caseload()).lines(day), given)
        marks = _marks(sheet, given)
        if given["dry_run"]:
            show_sheet(terminal, plan, sheet, marks)
            return DONE
        if terminal.is_asking:
            confirmed = confirmed_marks(terminal, plan, sheet, marks)
            if confirmed is None:
                return A_PERSON_DECIDES
            marks = confirmed
        return await _write(terminal, device, plan, sheet, marks, yes=given["yes"])


def _sheet(plan: "Plan", lines: list["HouseholdLine"], given: dict[str, Any]) -> "Sheet":
    """Errors: DeviceRefused for an empty one, or another than was printed under its code."""
    sheet = sheet_for(plan.kind, lines, given["find"])
    if given["sheet"] not in (None, sheet.code):
        raise DeviceRefused("other_sheet", given=given["sheet"], now=sheet.code)
    return sheet


def sheet_for(kind: "Kind", lines: list["HouseholdLine"], text: str | None) -> "Sheet":
    """The sheet of the households a text means, or of all. Errors: DeviceRefused when empty."""
    from client_sync.reading.finding import find
    from client_sync.writing.sheets import sheet_of

    if text is not None:
        found = find(((line.household, line.called) for line in lines), text)
        meant = {each.household for each in found}
        lines = [line for line in lines if line.household in meant]
    sheet = sheet_of(kind, lines)
    if not sheet.seats:
        raise DeviceRefused("empty_sheet")
    return sheet


def _marks(sheet: "Sheet", given: dict[str, Any]) -> dict[int, "Mark"]:
    """Who was not there, by `--absent` and `--from`."""
    from client_sync.writing.marking import marks_of, typed

    marked = [one for text in given["absent"] for one in typed(text)]
    if given["source"] is not None:
        marked += _read(given["source"])
    return marks_of(sheet, marked, by_number=given["sheet"] is not None)


def _read(source: str) -> Iterable["Marked"]:
    from client_sync.writing.marking import read_exception

    try:
        with click.open_file(source, encoding="utf-8") as file:
            return [read_exception(line) for line in file if line.strip()]
    except OSError as error:
        raise DeviceRefused("unreadable_file", given=source, reason=error.strerror) from error


async def _write(
    terminal: Terminal,
    device: "Device",
    plan: "Plan",
    sheet: "Sheet",
    marks: dict[int, "Mark"],
    *,
    yes: bool,
) -> int:
    from client_sync.cli.session_asking import late_reason
    from client_sync.cli.session_shown import tell_again, tell_recorded, tell_refused
    from client_sync.writing.record import AllRecorded
    from client_sync.writing.sheets import entries, seats_written

    written = entries(plan, sheet, marks)
    if not written:
        raise DeviceRefused("empty_sheet")
    if yes:
        written = [msgspec.structs.replace(entry, yes=True) for entry in written]
    elif await _was_written(device, written[:_LOOKED_AT]):
        return tell_again(terminal, plan)
    recorder = await device.recorder()
    outcome = await recorder.record_all(written)
    if not isinstance(outcome, AllRecorded) and (reason := late_reason(terminal, outcome)):
        late = [msgspec.structs.replace(entry, late=reason) for entry in written]
        outcome = await recorder.record_all(late)
    seats = seats_written(sheet, marks)
    if isinstance(outcome, AllRecorded):
        recorded = list(zip(seats, outcome.entries, strict=True))
        return tell_recorded(terminal, plan, sheet, marks, recorded)
    return tell_refused(terminal, written[0].type, seats, outcome)


async def _was_written(device: "Device", entries: list["NewEntry"]) -> bool:
    """True when this device wrote one of these entries for that date before."""
    from client_sync.reading.view import entry_of_row
    from client_sync.writing.sheets import says_the_same
    from events.ids import StreamId

    async with device.journal.reading() as reading:
        for entry in entries:
            assert entry.household is not None and entry.on is not None
            household = StreamId(entry.household)
            for row in await reading.recent_own(household, entry.type, entry.on, 0):
                written = entry_of_row(row)
                if written is not None and says_the_same(entry, written.event.body):
                    return True
    return False


def _parameters(language: Language) -> list[click.Parameter]:
    def option(name: str, metavar: str | None = None, **settings: Any) -> click.Option:
        helped = say(language, f"help_session_{name.strip('-').replace('-', '_')}")
        return click.Option([name], metavar=metavar, help=helped, **settings)

    return [
        click.Argument(["kind"], type=click.Choice(list(OCCASIONS))),
        option("--on", "DATE"),
        *(option(f"--{name}", "VALUE") for name in FIELD_OPTIONS),
        option("--find", "TEXT"),
        option("--absent", "WHO[=N]", multiple=True),
        click.Option(["--from", "source"], metavar="FILE", help=say(language, "help_session_from")),
        option("--sheet", "CODE"),
        click.Option(["--basis"], metavar="WORD", help=say(language, "help_basis")),
        click.Option(["--late"], metavar="WORD", help=say(language, "help_late")),
        click.Option(["--by"], metavar="ACTOR", help=say(language, "help_by")),
        option("--dry-run", is_flag=True),
        click.Option(["--yes"], is_flag=True, help=say(language, "help_session_yes")),
    ]
