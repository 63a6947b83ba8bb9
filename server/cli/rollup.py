"""`jejak-server rollup`: figures of regions, cohorts or companions, added up from households."""

from typing import Final

import click

from events.ids import LogId
from events.regions import parse_region
from events.words import number, rupiah
from events.words import say as word
from server.answers.rollup import GROUPINGS, By, Group, RolledUp, add_up, level_below, read_groups
from server.cli.current import current
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.database import Transaction
from server.office import Office, open_office
from server.officers.actors import all_actors
from server.officers.regions import known_regions

_UNMET_SHOWN: Final = 3


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("rollup", help=say(language, "help_rollup"))
    @click.argument("region", required=False)
    @click.option("--by", type=click.Choice(GROUPINGS), help=say(language, "help_rollup_by"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def rollup(terminal: Terminal, region: str | None, by: By | None, log: str | None) -> None:
        where = parse_region(region) if region else ""
        rolled, named = terminal.run(_rollup(terminal, where, by or level_below(where), log))
        _show(terminal, rolled, named)
        terminal.give(rolled)

    return rollup


async def _rollup(
    terminal: Terminal, region: str, by: By, log: str | None
) -> tuple[RolledUp, dict[str, str]]:
    """The figures over all logs, or of one; and what the groups are called."""
    groups: list[Group] = []
    names: dict[str, str] = {}
    async with open_office(terminal.settings) as office:
        logs = list(office.logs)
        for chosen in logs if log is None else [choose_log(logs, log)]:
            async with current(office, chosen) as transaction:
                groups += await read_groups(transaction, chosen, region, by)
                if not terminal.for_programs:
                    names |= await _names(office, chosen, by, transaction)
    return add_up(region, by, groups), names


async def _names(office: Office, log: LogId, by: By, transaction: Transaction) -> dict[str, str]:
    """What regions and companions of a log are called; cohorts are years."""
    if by == "companion":
        actors = await all_actors(office, office.desk(log), transaction)
        return {actor.id: actor.name for actor in actors if actor.name}
    if by == "cohort":
        return {}
    regions = await known_regions(transaction, log)
    return {code: f"{code} {name}" for code, name in regions.names.items()}


def _show(terminal: Terminal, rolled: RolledUp, names: dict[str, str]) -> None:
    language = terminal.language
    if not rolled.groups:
        terminal.say("no_households")
        return
    by = say(language, f"by_{rolled.by}")
    rows = [(names.get(group.key) or _key(language, group), group) for group in rolled.groups]
    if len(rows) > 1:
        rows.append((say(language, "total_row"), rolled.total))
    columns = say(language, "rollup_columns", by=by).split("|")
    terminal.table(columns, [_funnel(language, name, group) for name, group in rows])
    terminal.show("")
    columns = say(language, "rollup_caseload_columns", by=by).split("|")
    terminal.table(columns, [_caseload(language, name, group) for name, group in rows])
    companions = [group for group in rolled.groups if group.key]
    if rolled.by == "companion" and companions:
        accompanied = sum(group.figures.accompanied for group in companions)
        terminal.say("mean_caseload", mean=number(round(accompanied / len(companions)), language))


def _key(language: Language, group: Group) -> str:
    return group.key or say(language, "unknown_key")


def _funnel(language: Language, name: str, group: Group) -> tuple[str, ...]:
    each = group.figures
    not_asked = each.year_passed - each.held - each.not_held
    counts = (
        each.households, each.enrolled, each.with_enterprise, each.stable, each.ready,
        each.proposed, each.graduated,
    )  # fmt: skip
    unmet = list(group.not_met.items())[:_UNMET_SHOWN]
    return (
        name,
        *(number(count, language) for count in counts),
        f"{each.held}/{each.not_held}/{not_asked}",
        number(each.exited, language),
        _and_unknown(language, number(each.jobs, language), each.jobs_unknown),
        ", ".join(f"{_indicator(language, code)} ({count})" for code, count in unmet),
    )


def _caseload(language: Language, name: str, group: Group) -> tuple[str, ...]:
    each = group.figures
    return (
        name,
        number(each.accompanied, language),
        f"{each.pupils_open}/{each.pupils_of_age}",
        f"{each.balita_open}/{each.balita_of_age}",
        number(each.age_unknown, language),
        number(each.ready_not_proposed, language),
        _and_unknown(language, rupiah(each.cost, language), each.cost_unknown),
    )


def _and_unknown(language: Language, count: str, unknown: int) -> str:
    return count if not unknown else say(language, "and_unknown", count=count, unknown=unknown)


def _indicator(language: Language, code: str) -> str:
    """An indicator of the shipped rules by its words, one of the office's own by its code."""
    try:
        return word(language, f"indicator.{code}")
    except KeyError:
        return code
