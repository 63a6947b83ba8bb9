"""`jejak-server trainings`: which trainings led to enterprises, and which of them live on."""

from typing import get_args

import click

from events.regions import parse_region
from events.words import when
from server.answers.trainings import By, Training, Trainings, read_trainings
from server.cli.current import current
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.office import open_office


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("trainings", help=say(language, "help_trainings"))
    @click.option("--region", metavar="CODE", help=say(language, "help_in_region"))
    @click.option("--topic", metavar="TOPIC", help=say(language, "help_topic"))
    @click.option(
        "--by",
        type=click.Choice(get_args(By)),
        default="month",
        show_default=True,
        help=say(language, "help_training_by"),
    )
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def trainings(
        terminal: Terminal, region: str | None, topic: str | None, by: By, log: str | None
    ) -> None:
        where = parse_region(region) if region else ""
        found = terminal.run(_trainings(terminal, where, topic or "", by, log))
        if found.items:
            columns = say(language, "training_columns").split("|")
            terminal.table(columns, [_row(language, each) for each in found.items])
            terminal.say("trainings_compare")
        else:
            terminal.say("no_trainings")
        terminal.give(found)

    return trainings


async def _trainings(
    terminal: Terminal, region: str, topic: str, by: By, log: str | None
) -> Trainings:
    async with open_office(terminal.settings) as office:
        chosen = choose_log(list(office.logs), log)
        async with current(office, chosen) as transaction:
            return await read_trainings(transaction, chosen, region=region, topic=topic, by=by)


def _row(language: Language, each: Training) -> tuple[str, ...]:
    counts = (each.sessions, each.households, each.started, each.named)
    return (
        each.topic or say(language, "unknown_key"),
        "" if each.month is None else when(each.month, language),
        *map(str, counts),
        f"{each.alive}/{each.paused}/{each.closed}",
        str(each.unknown),
        str(each.not_due),
    )
