"""`jejak caseload`: how many people the households of this device are, by component and by age."""

from typing import TYPE_CHECKING

import click
import msgspec

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language

if TYPE_CHECKING:
    from events.folds.caseload import Counts


class CaseloadCounts(msgspec.Struct, frozen=True):
    """The counts of a day, and how many households are due a visit."""

    day: str
    due: int
    counts: "Counts"


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("caseload", help=say(language, "help_caseload"))
    @on_device(language)
    @click.option("--on", metavar="DAY", help=say(language, "help_on_day"))
    def caseload(terminal: Terminal, /, on: str | None) -> None:
        found = terminal.run(_read(terminal, on))
        terminal.give({"day": found.day, "due": found.due, **msgspec.structs.asdict(found.counts)})
        if not terminal.for_programs:
            _print(terminal, found)

    return caseload


async def _read(terminal: Terminal, on: str | None) -> CaseloadCounts:
    from client_sync.cli.reading import day_named, today
    from client_sync.device import open_device
    from client_sync.reading.caseload import counts

    async with open_device(terminal.setup) as device:
        day = day_named(on) if on else await today(device)
        lines = await (await device.caseload()).lines(day)
    due = sum(bool(line.card.why) for line in lines)
    return CaseloadCounts(day.isoformat(), due, counts(lines, day))


def _print(terminal: Terminal, found: CaseloadCounts) -> None:
    from events.words import choice_label
    from events.words.nouns import so_many

    language, counts = terminal.language, found.counts
    terminal.say(
        "caseload_head",
        households=so_many(language, counts.households, "household"),
        members=so_many(language, counts.members, "person"),
        pupils=so_many(language, counts.pupils, "pupil"),
        balita=so_many(language, counts.ages["balita"], "under_five"),
        due=so_many(language, found.due, "household"),
    )
    terminal.table(
        "caseload_components",
        [
            (choice_label(language, component), str(people))
            for component, people in counts.components.items()
        ],
    )
    ages = [(say(language, f"age_{group}"), str(people)) for group, people in counts.ages.items()]
    if counts.no_age:
        ages.append((say(language, "no_age"), str(counts.no_age)))
    terminal.table("caseload_ages", ages)
