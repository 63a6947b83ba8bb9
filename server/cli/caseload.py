"""`jejak-server caseload`: who accompanies how many families, how far from the mean and 200."""

import click

from events.words import number
from server.answers.inboxes import Balance
from server.cli.desks import open_desk, open_lists
from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say
from server.officers.actors import check_region


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("caseload", help=say(language, "help_caseload"))
    @click.option("--region", metavar="CODE", help=say(language, "help_region"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def caseload(terminal: Terminal, region: str | None, log: str | None) -> None:
        terminal.give(terminal.run(_read(terminal, region, log)))

    return caseload


async def _read(terminal: Terminal, region: str | None, log: str | None) -> Balance:
    async with (
        open_desk(terminal, log) as (office, desk),
        open_lists(terminal, office, desk) as lists,
    ):
        found = await lists.inboxes.balance("" if region is None else check_region(desk, region))
        language = terminal.language
        rows = [
            (lists.names.actor(row.companion), str(row.households),
             f"{row.households - found.mean:+}", f"{row.households - found.planned:+}",
             str(row.due), str(row.members), f"{row.pupils_open} ({row.pupils_of_age})",
             f"{row.balita_open} ({row.balita_of_age})")
            for row in found.items
        ]  # fmt: skip
        terminal.table(say(language, "caseload_columns").split("|"), rows)
        terminal.say(
            "caseload_total",
            companions=len(found.items),
            households=number(sum(row.households for row in found.items), language),
            mean=found.mean,
            planned=found.planned,
            unassigned=found.unassigned,
        )
        return found
