"""`jejak print`: forms to fill in by pen, the family's page, the day's visits, attendance sheets.

Every page is A4 and says how what is written on it is typed later. Before: what the device holds.
After: a PDF that only its owner reads.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

import click

from client_sync.cli.terminal import CommandsBelow, Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import DeviceRefused, Language

if TYPE_CHECKING:
    from client_sync.device import Device
    from client_sync.paper.print_form import Filled

_VISITS: Final = 10
_VISITS_MAX: Final = 200


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.group("print", cls=CommandsBelow, help=say(language, "help_print"))
    @on_device(language)
    def print_(terminal: Terminal, /) -> None:
        """Its options hold for the commands below it."""

    for made in (_form, _household, _next, _sheet):
        print_.add_command(made(language))
    return print_


def _form(language: Language) -> click.Command:
    @click.command("form", help=say(language, "help_print_form"))
    @on_device(language)
    @click.argument("type_name", metavar="TYPE")
    @click.option("--household", metavar="ID", help=say(language, "help_print_prefilled"))
    @click.option("--to", metavar="FILE", help=say(language, "help_print_to"))
    def form(terminal: Terminal, /, type_name: str, household: str | None, to: str | None) -> None:
        from client_sync.paper.print_form import form_pdf
        from events.paper import forms

        if type_name not in forms():
            raise click.UsageError(
                say(language, "no_form", given=type_name, choices=", ".join(forms()))
            )

        async def read() -> tuple["Filled | None", str]:
            from client_sync.cli.reading import today
            from client_sync.device import open_device

            async with open_device(terminal.setup) as device:
                day = (await today(device)).isoformat()
                if household is None:
                    return None, day
                return await _filled(terminal, device, type_name, household), day

        filled, day = terminal.run(read())
        _save(terminal, to, type_name, form_pdf(language, type_name, filled, day))

    return form


async def _filled(terminal: Terminal, device: "Device", type_name: str, household: str) -> "Filled":
    """What a form for one household says beforehand."""
    from client_sync.cli.reading import household_named, short_names, today
    from client_sync.paper.print_form import Filled
    from client_sync.reading.people import household_known
    from client_sync.writing.same import SAME_TYPES, same_as_last

    stream = await household_named(device, household)
    day, ring = await today(device), await device.ring()
    called = dict(await (await device.caseload()).called())
    async with device.journal.reading() as reading:
        known = await household_known(reading, device.view, ring, stream, day, terminal.language)
        last = None
        if type_name in SAME_TYPES:
            try:
                last = await same_as_last(reading, device.view, stream, type_name, {}, day)
            except DeviceRefused:
                last = None  # nothing was said yet, or of several enterprises
    short = await short_names(device)
    name = called[stream].head if stream in called else None
    return Filled(name or "…", short.get(stream, stream), known, last)


def _household(language: Language) -> click.Command:
    @click.command("household", help=say(language, "help_print_household"))
    @on_device(language)
    @click.argument("household")
    @click.option("--to", metavar="FILE", help=say(language, "help_print_to"))
    def household_(terminal: Terminal, /, household: str, to: str | None) -> None:
        from client_sync.cli.reading import household_named, opened, short_names, today
        from client_sync.device import read_regions
        from client_sync.paper.print_household import household_pdf

        async def read() -> tuple[bytes, str]:
            async with opened(terminal) as (device, pages):
                stream = await household_named(device, household)
                page = await pages.household(stream, await today(device))
                short = (await short_names(device)).get(stream, stream)
            return household_pdf(language, page, read_regions(), short), short

        data, short = terminal.run(read())
        _save(terminal, to, f"household-{short}", data)

    return household_


def _next(language: Language) -> click.Command:
    @click.command("next", help=say(language, "help_print_next"))
    @on_device(language)
    @click.option(
        "--limit",
        type=click.IntRange(1, _VISITS_MAX),
        default=_VISITS,
        show_default=True,
        help=say(language, "help_limit"),
    )
    @click.option("--on", metavar="DAY", help=say(language, "help_on_day"))
    @click.option("--to", metavar="FILE", help=say(language, "help_print_to"))
    def next_(terminal: Terminal, /, limit: int, on: str | None, to: str | None) -> None:
        from client_sync.cli.reading import day_named, short_names, today
        from client_sync.device import open_device
        from client_sync.paper.print_lists import visits_pdf

        async def read() -> tuple[bytes, str]:
            async with open_device(terminal.setup) as device:
                day = day_named(on) if on else await today(device)
                visits, _ = await (await device.caseload()).due(day, limit)
                short = await short_names(device)
            return visits_pdf(language, visits, short, day.isoformat()), day.isoformat()

        data, day = terminal.run(read())
        _save(terminal, to, f"next-{day}", data)

    return next_


def _sheet(language: Language) -> click.Command:
    from client_sync.writing.sheets import Kind

    @click.command("sheet", help=say(language, "help_print_sheet"))
    @on_device(language)
    @click.argument("kind", type=click.Choice(get_args(Kind)))
    @click.option("--find", "text", metavar="TEXT", help=say(language, "help_session_find"))
    @click.option("--to", metavar="FILE", help=say(language, "help_print_to"))
    def sheet(terminal: Terminal, /, kind: Kind, text: str | None, to: str | None) -> None:
        from client_sync.cli.reading import today
        from client_sync.cli.session import sheet_for
        from client_sync.device import open_device
        from client_sync.paper.print_lists import sheet_pdf

        async def read() -> tuple[bytes, str]:
            async with open_device(terminal.setup) as device:
                lines = await (await device.caseload()).lines(await today(device))
            made = sheet_for(kind, lines, text)
            return sheet_pdf(language, made, say(language, f"occasion_{kind}")), made.code

        data, code = terminal.run(read())
        _save(terminal, to, f"{kind}-{code}", data)

    return sheet


def _save(terminal: Terminal, to: str | None, name: str, data: bytes) -> None:
    from client_sync.cli.files import write_private

    file = to or f"{name}.pdf"
    if Path(file).suffix.lower() != ".pdf":
        raise DeviceRefused("not_pdf", given=file)
    write_private(file, data)
    terminal.say("file_written", file=file)
    terminal.give({"file": file, "bytes": len(data)})
