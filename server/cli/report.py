"""`jejak-server report`: accept a month's figures, see them as printed, and what changed since."""

from collections.abc import Sequence
from typing import Final

import click
import msgspec

from events.dates import interval
from events.errors import InputRefused
from events.regions import Regions
from events.types import RegionCode
from events.words import number, rupiah, when
from events.words import say as word
from server.cli.terminal import CommandsBelow, Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.office import open_office
from server.officers.actors import all_actors, check_region, known_actor
from server.officers.regions import known_regions
from server.officers.reports import (
    Accepted,
    Change,
    Line,
    Report,
    accept,
    accepted,
    all_accepted,
    changes,
    check_closed,
    figures_of,
    work_out,
)

_DONE: Final = 0
_DECIDE: Final = 5
_DIFFERENT: Final = 6
_LISTED_MAX: Final = 500
_MONEY: Final = frozenset(("cost", "revenue", "net", "ordered", "paid", "received"))


class Shown(msgspec.Struct, frozen=True):
    """A report as it was printed, as it is now, and the figures that differ."""

    region: str
    period: str
    accepted: Accepted | None
    now: Report
    changes: tuple[Change, ...]

    @property
    def is_revised(self) -> bool:
        """True when entries that came after closing changed a figure."""
        return bool(self.changes)


def command(language: Language) -> click.Group:
    """The group in a language."""

    @click.group("report", cls=CommandsBelow, help=say(language, "help_report"))
    @on_office(language)
    def report(terminal: Terminal) -> None:
        """Its options hold for the commands below it."""

    report.add_command(_accept_command(language))
    report.add_command(_show_command(language))
    report.add_command(_list_command(language))
    return report


def _accept_command(language: Language) -> click.Command:
    @click.command("accept", help=say(language, "help_report_accept"))
    @click.argument("region")
    @click.argument("period", metavar="YYYY-MM")
    @click.option("--by", required=True, metavar="ACTOR", help=say(language, "help_by"))
    @click.option("--again", is_flag=True, help=say(language, "help_report_again"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def accept_command(
        terminal: Terminal, region: str, period: str, by: str, again: bool, log: str | None
    ) -> int:
        return terminal.run(_accept(terminal, region, _month(period), by, again, log))

    return accept_command


def _show_command(language: Language) -> click.Command:
    @click.command("show", help=say(language, "help_report_show"))
    @click.argument("region")
    @click.argument("period", metavar="YYYY-MM")
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def show_command(terminal: Terminal, region: str, period: str, log: str | None) -> int:
        return terminal.run(_show(terminal, region, _month(period), log))

    return show_command


def _list_command(language: Language) -> click.Command:
    @click.command("list", help=say(language, "help_report_list"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def list_command(terminal: Terminal, log: str | None) -> None:
        found, names = terminal.run(_list(terminal, log))
        terminal.table(
            say(language, "report_columns").split("|"),
            [
                (
                    each.region, when(each.period, language), names.get(each.by, each.by),
                    str(each.position), each.digest[:16],
                )
                for each in found
            ],
        )  # fmt: skip
        terminal.give(found)

    return list_command


# --- doing it -------------------------------------------------------------------------------------


async def _accept(
    terminal: Terminal, region: str, period: str, by: str, again: bool, log: str | None
) -> int:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        check_region(desk, region)
        check_closed(period, office.now_ms())
        who = await known_actor(office, desk, by)
        async with office.database.read() as transaction:
            before = await accepted(transaction, desk.log, region, period)
            with terminal.progress() as step:
                report = await work_out(transaction, desk.log, region, period, step)
        if not report.lines:
            raise InputRefused("empty_report", f"no household lived in {region} in {period}")
        if before is not None and before.digest == report.digest():
            terminal.say("report_same", region=region, period=when(period, terminal.language))
            terminal.give(before)
            return _DONE
        if before is not None and not again:
            terminal.say("report_revised", region=region, period=when(period, terminal.language))
            _tell_changes(terminal, changes(before.lines, report.lines))
            terminal.say("report_again")
            return _DECIDE
        written = await accept(office, desk, report, who)
        _tell_figures(terminal, report.lines)
        terminal.say(
            "report_accepted",
            region=region,
            period=when(period, terminal.language),
            position=written.position,
            digest=report.digest()[:16],
        )
        terminal.give({"event": written.id, "position": written.position, "report": report})
        return _DONE


async def _show(terminal: Terminal, region: str, period: str, log: str | None) -> int:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        check_region(desk, region)
        async with office.database.read() as transaction:
            printed = await accepted(transaction, desk.log, region, period)
            with terminal.progress() as step:
                now = await work_out(transaction, desk.log, region, period, step)
            regions = await known_regions(transaction, desk.log)
    differ = () if printed is None else tuple(changes(printed.lines, now.lines))
    shown = Shown(region, period, printed, now, differ)
    terminal.give({**msgspec.structs.asdict(shown), "revised": shown.is_revised})
    _print(terminal, shown, regions)
    return _DONE if printed is None or printed.is_whole() else _DIFFERENT


async def _list(terminal: Terminal, log: str | None) -> tuple[list[Accepted], dict[str, str]]:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        async with office.database.read() as transaction:
            found = await all_accepted(transaction, desk.log, _LISTED_MAX)
            actors = await all_actors(office, desk, transaction)
    return found, {actor.id: actor.name for actor in actors if actor.name}


# --- showing it -----------------------------------------------------------------------------------


def _print(terminal: Terminal, shown: Shown, regions: Regions) -> None:
    """The figures as printed, or as they would be; then what changed since."""
    language, printed = terminal.language, shown.accepted
    month = when(shown.period, language)
    lines = shown.now.lines if printed is None else printed.lines
    if not lines:
        terminal.say("no_households")
        return
    heading = "report_draft" if printed is None else "report_printed"
    terminal.say(heading, region=regions.label(RegionCode(shown.region), language), period=month)
    _tell_figures(terminal, lines)
    if shown.now.left_out:
        terminal.say("report_left_out", count=shown.now.left_out)
    if printed is None:
        terminal.say("report_accept_next", region=shown.region, period=shown.period)
        return
    if not printed.is_whole():
        terminal.say("report_damaged", position=printed.position)
    if shown.changes:
        terminal.show("")
        terminal.say("report_revised", region=shown.region, period=month)
        _tell_changes(terminal, shown.changes)
        if shown.now.fold_version != printed.fold_version:
            terminal.say("report_newer_rules")


def _tell_figures(terminal: Terminal, lines: Sequence[Line]) -> None:
    language = terminal.language
    columns = say(language, "report_figure_columns").split("|")
    terminal.table(columns, [_figure(language, name, value) for name, value in _sums(lines)])


def _tell_changes(terminal: Terminal, found: Sequence[Change]) -> None:
    language = terminal.language
    rows = [
        (
            each.region,
            word(language, f"count.{each.figure}"),
            _value(language, each.figure, each.printed),
            _value(language, each.figure, each.now),
        )
        for each in found
    ]
    terminal.table(say(language, "report_change_columns").split("|"), rows)


def _sums(lines: Sequence[Line]) -> list[tuple[str, int]]:
    """Every figure of the region, those of all its places added."""
    sums: dict[str, int] = {}
    for line in lines:
        for name, value in figures_of(line).items():
            sums[name] = sums.get(name, 0) + value
    return list(sums.items())


def _figure(language: Language, name: str, value: int) -> tuple[str, str]:
    return word(language, f"count.{name}"), _value(language, name, value)


def _value(language: Language, name: str, value: int) -> str:
    return rupiah(value, language) if name in _MONEY else number(value, language)


def _month(text: str) -> str:
    """Errors: InputRefused `bad_period` for a text that is no month."""
    if len(text) == len("2019-01"):
        try:
            interval(text)
        except ValueError:
            pass
        else:
            return text
    raise InputRefused("bad_period", f"{text!r} is no month: write it like 2019-01")
