"""`jejak commitments HOUSEHOLD`: month by month, what was asked of whom and what was done."""

from typing import TYPE_CHECKING, Final

import click

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language
from events.folds.commitments_grid import MONTHS_MAX

if TYPE_CHECKING:
    from client_sync.reading.pages import CommitmentsPage
    from events.folds.commitments_grid import Commitment

_MONTHS: Final = 6


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("commitments", help=say(language, "help_commitments"))
    @on_device(language)
    @click.argument("household")
    @click.option("--as-of", metavar="DAY", help=say(language, "help_as_of"))
    @click.option(
        "--months",
        type=click.IntRange(1, MONTHS_MAX),
        default=_MONTHS,
        show_default=True,
        help=say(language, "help_months"),
    )
    def commitments(terminal: Terminal, /, household: str, as_of: str | None, months: int) -> None:
        page = terminal.run(_read(terminal, household, as_of, months))
        terminal.give(page.cells)
        if not terminal.for_programs:
            _print(terminal, page)

    return commitments


async def _read(
    terminal: Terminal, household: str, as_of: str | None, months: int
) -> "CommitmentsPage":
    from client_sync.cli.reading import day_named, household_named, opened, today

    async with opened(terminal) as (device, pages):
        stream = await household_named(device, household)
        day = day_named(as_of) if as_of else await today(device)
        return await pages.commitments(stream, day, months)


def _print(terminal: Terminal, page: "CommitmentsPage") -> None:
    from client_sync.cli.reading import word
    from events.words import choice_label, when

    language = terminal.language
    if not page.cells:
        terminal.say("no_commitments")
        return
    terminal.table(
        "commitment_columns",
        [
            (
                page.names.get(cell.member, cell.member),
                choice_label(language, cell.component),
                when(cell.month, language),
                _share(cell),
                word(language, "verdict", cell.verdict),
            )
            for cell in page.cells
        ],
    )


def _share(cell: "Commitment") -> str:
    """`23/25`, with what was excused: `20/25 (3)`; nothing where it is not known."""
    if cell.required is None or cell.done is None:
        return "…"
    excused = f" ({cell.excused})" if cell.excused else ""
    return f"{cell.done}/{cell.required}{excused}"
