"""`jejak-server payments`: what was ordered, paid and received of each tranche, and what to ask."""

from typing import Final

import click

from events.regions import parse_region
from events.words import rupiah
from events.words import say as word
from server.answers.answering import Answering
from server.answers.payments import (
    PROGRAMMES,
    Asked,
    PaymentPage,
    PaymentRow,
    PaymentTotal,
    read_payments,
)
from server.cli.current import current
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.office import open_office
from server.officers.duplicates import persons_in_several
from server.officers.identities import catch_up

_SHOWN: Final = 50
_ROWS_MAX: Final = 5_000
"""Rows printed at once; more are had page by page, or as an export."""


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("payments", help=say(language, "help_payments"))
    @click.option("--region", metavar="CODE", help=say(language, "help_in_region"))
    @click.option(
        "--programme", type=click.Choice(PROGRAMMES), help=say(language, "help_programme")
    )
    @click.option("--year", type=click.IntRange(1000, 9999), help=say(language, "help_year"))
    @click.option("--exceptions", is_flag=True, help=say(language, "help_exceptions"))
    @click.option(
        "--limit",
        type=click.IntRange(1, _ROWS_MAX),
        default=_SHOWN,
        show_default=True,
        help=say(language, "help_limit"),
    )
    @click.option("--after", metavar="NEXT", help=say(language, "help_after"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def payments(
        terminal: Terminal,
        region: str | None,
        programme: str | None,
        year: int | None,
        exceptions: bool,
        limit: int,
        after: str | None,
        log: str | None,
    ) -> None:
        asked = Asked(
            parse_region(region) if region else "", programme or "", year or 0, exceptions
        )
        page = terminal.run(_payments(terminal, asked, after, limit, log))
        _show(terminal, page)
        terminal.give(page)

    return payments


async def _payments(
    terminal: Terminal, asked: Asked, after: str | None, limit: int, log: str | None
) -> PaymentPage:
    async with open_office(terminal.settings) as office:
        chosen = choose_log(list(office.logs), log)
        await catch_up(office, office.desk(chosen))
        async with current(office, chosen) as transaction:
            persons = await persons_in_several(transaction, chosen, Answering(), office.now_ms())
            return await read_payments(transaction, chosen, asked, persons, after, limit)


def _show(terminal: Terminal, page: PaymentPage) -> None:
    if not page.items:
        terminal.say("no_payments")
    else:
        columns = say(terminal.language, "payment_columns").split("|")
        terminal.table(columns, [_row(terminal.language, each) for each in page.items])
    if page.next is not None:
        terminal.say("more_payments", next=page.next)
    codes = dict.fromkeys(code for each in page.items for code in each.exceptions)
    if codes:
        terminal.show("")
        terminal.say("payment_steps")
        for code in codes:
            label = word(terminal.language, f"exception.{code}")
            terminal.show(f"  {label}: {word(terminal.language, f'exception_step.{code}')}")
    if page.totals:
        terminal.show("")
        terminal.say("payment_totals")
        columns = say(terminal.language, "payment_total_columns").split("|")
        terminal.table(columns, [_total(terminal.language, each) for each in page.totals])


def _row(language: Language, each: PaymentRow) -> tuple[str, ...]:
    return (
        each.household,
        each.programme,
        str(each.year),
        str(each.tranche),
        *(_amount(language, amount) for amount in (each.ordered, each.paid, each.received)),
        ", ".join(word(language, f"exception.{code}") for code in each.exceptions),
    )


def _total(language: Language, each: PaymentTotal) -> tuple[str, ...]:
    sums = (
        (each.ordered, each.ordered_known),
        (each.paid, each.paid_known),
        (each.received, each.received_known),
    )
    return (
        each.programme,
        str(each.year),
        str(each.tranche),
        str(each.households),
        str(each.persons),
        *(_known(language, amount, known, each.households) for amount, known in sums),
        str(each.exceptions),
    )


def _known(language: Language, amount: int, known: int, households: int) -> str:
    """A sum, and of how many it is one while some are not known."""
    if known == 0:
        return "-"
    shown = rupiah(amount, language)
    if known == households:
        return shown
    return say(language, "known_of", amount=shown, known=known, households=households)


def _amount(language: Language, amount: int | None) -> str:
    return "-" if amount is None else rupiah(amount, language)
