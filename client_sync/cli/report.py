"""`jejak report MONTH`: the month's figures from events, at the terminal or in a template.

The office's own DOCX or XLSX is filled in; without one, a template that has every section is.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import DeviceRefused, Language
from events.limits import MIB

if TYPE_CHECKING:
    from client_sync.paper.filling import Filling
    from client_sync.paper.monthly import Monthly

TEMPLATE_BYTES_MAX: Final = 16 * MIB
"""A letter with a scanned coat of arms has a few; anything larger is another file."""
FORMATS: Final = (".docx", ".xlsx")


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("report", help=say(language, "help_report"))
    @on_device(language)
    @click.argument("month", required=False)
    @click.option("--template", metavar="FILE", help=say(language, "help_report_template"))
    @click.option("--to", metavar="FILE", help=say(language, "help_report_to"))
    @click.option("--everybody", is_flag=True, help=say(language, "help_report_everybody"))
    @click.option("--placeholders", is_flag=True, help=say(language, "help_report_placeholders"))
    @click.option("--write-template", metavar="FILE", help=say(language, "help_report_write"))
    def report(
        terminal: Terminal,
        /,
        month: str | None,
        template: str | None,
        to: str | None,
        everybody: bool,
        placeholders: bool,
        write_template: str | None,
    ) -> int:
        if placeholders:
            _print_placeholders(terminal)
            return 0
        if write_template is not None:
            data = _default(terminal, _format(write_template))
            _write(terminal, write_template, data, "template_written")
            return 0
        if month is None:
            raise click.UsageError(say(language, "report_month_missing"))
        made, filling = terminal.run(_read(terminal, _month(month), everybody))
        if to is None:
            if template is not None:
                raise click.UsageError(say(language, "report_to_missing"))
            terminal.give(made.report)
            _print(terminal, filling)
            return 0
        _write(terminal, to, _filled(terminal, template, to, filling), "file_written")
        return 0

    return report


async def _read(terminal: Terminal, month: str, everybody: bool) -> tuple["Monthly", "Filling"]:
    from client_sync.cli.reading import today
    from client_sync.device import open_device, read_regions
    from client_sync.paper.monthly import filling_of, read_month

    async with open_device(terminal.setup) as device:
        day = await today(device)
        made = await read_month(
            device.journal,
            device.view,
            await device.ring(),
            device.profile,
            month,
            day,
            everybody=everybody,
        )
    return made, filling_of(terminal.language, made, day, read_regions())


def _month(text: str) -> str:
    """Errors: DeviceRefused for what is no month."""
    from events.words import parse_when

    found = parse_when(text)
    if found is None or len(found) != len("2018-11"):
        raise DeviceRefused("bad_month", given=text)
    return found


def _format(file: str) -> str:
    """Errors: DeviceRefused for another kind of file than can be written."""
    suffix = Path(file).suffix.lower()
    if suffix not in FORMATS:
        raise DeviceRefused("bad_format", given=file)
    return suffix


def _filled(terminal: Terminal, template: str | None, to: str, filling: "Filling") -> bytes:
    kind = _format(to)
    if template is None:
        data = _default(terminal, kind)
    else:
        if _format(template) != kind:
            raise DeviceRefused("formats_differ", given=template, to=to)
        if Path(template).resolve() == Path(to).resolve():
            raise DeviceRefused("template_is_target", given=to)
        data = _read_file(template)
    if kind == ".docx":
        from client_sync.paper.docx_template import fill_docx

        return fill_docx(data, filling)
    from client_sync.paper.xlsx_template import fill_xlsx

    return fill_xlsx(data, filling)


def _default(terminal: Terminal, kind: str) -> bytes:
    from client_sync.paper.default_template import default_docx, default_xlsx

    return (default_docx if kind == ".docx" else default_xlsx)(terminal.language)


def _read_file(file: str) -> bytes:
    try:
        with Path(file).open("rb") as opened:
            data = opened.read(TEMPLATE_BYTES_MAX + 1)
    except OSError as error:
        raise DeviceRefused("unreadable_file", given=file, reason=error.strerror) from error
    if len(data) > TEMPLATE_BYTES_MAX:
        raise DeviceRefused("template_too_large", given=file, most=TEMPLATE_BYTES_MAX // MIB)
    return data


def _write(terminal: Terminal, file: str, data: bytes, key: str) -> None:
    from client_sync.cli.files import write_private

    write_private(file, data)
    terminal.say(key, file=file)
    terminal.give({"file": file, "bytes": len(data)})


def _print(terminal: Terminal, filling: "Filling") -> None:
    """The figures and the lists, as a template would hold them."""
    from client_sync.paper.report_words import COLUMNS, SECTIONS, VALUES
    from events.words import pick

    language = terminal.language
    terminal.table(
        "report_columns",
        [(pick(language, VALUES[name]), cell.text) for name, cell in filling.values.items()],
    )
    for group, title in SECTIONS.items():
        rows = filling.rows[group]
        if rows:
            terminal.show(f"\n{pick(language, title)}")
            terminal.columns(
                [pick(language, label) for label in COLUMNS[group].values()],
                [[row[name].text for name in COLUMNS[group]] for row in rows],
            )


def _print_placeholders(terminal: Terminal) -> None:
    from client_sync.paper.report_words import COLUMNS, VALUES
    from events.words import pick

    language = terminal.language
    named = {name: pick(language, words) for name, words in VALUES.items()} | {
        f"{group}.{name}": pick(language, words)
        for group, columns in COLUMNS.items()
        for name, words in columns.items()
    }
    terminal.give([{"placeholder": name, "meaning": words} for name, words in named.items()])
    terminal.say("placeholders_hint")
    terminal.table(
        "placeholder_columns", [(f"{{{{{name}}}}}", words) for name, words in named.items()]
    )
