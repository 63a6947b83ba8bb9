"""`jejak-server project`, `rebuild`, `verify`: keep the read models, make them anew, check them.

All three may run beside a serving office, and be stopped at any moment.
"""

import os
from collections.abc import Callable, Sequence
from typing import Final

import click

from events.words.nouns import so_many
from server.cli.terminal import OnStep, Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.keeping.marks import known_roots, read_marks
from server.log import head
from server.office import open_office
from server.projecting.comparing import Difference
from server.projecting.generations import Abandoned
from server.projecting.projector import project as project_log
from server.projecting.rebuilding import OnProgress, Rebuilt
from server.projecting.rebuilding import rebuild as rebuild_log
from server.projecting.units import Parked
from server.projecting.verify import Verified
from server.projecting.verify import verify as verify_log

_DONE: Final = 0
_DIFFERENT: Final = 6
_SHOWN_MAX: Final = 20


def project(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("project", help=say(language, "help_project"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def project_command(terminal: Terminal, log: str | None) -> None:
        position, parked = terminal.run(_project(terminal, log))
        terminal.say("projected", position=position)
        if parked:
            terminal.say("parked", count=parked)
        terminal.give({"position": position, "parked": parked})

    return project_command


def rebuild(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("rebuild", help=say(language, "help_rebuild"))
    @_processes_option(language)
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def rebuild_command(terminal: Terminal, processes: int, log: str | None) -> int:
        with terminal.progress() as step:
            done = terminal.run(_rebuild(terminal, processes, log, step))
        terminal.say(
            "rebuilt",
            generation=done.generation,
            households=done.households,
            events=done.events,
            seconds=round(done.build_s, 1),
            flip_ms=round(done.flip_ms, 1),
        )
        _show(terminal, done.parked, done.difference_count, done.differences)
        terminal.give(done)
        return _DIFFERENT if done.difference_count else _DONE

    return rebuild_command


def verify(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("verify", help=say(language, "help_verify"))
    @_processes_option(language)
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def verify_command(terminal: Terminal, processes: int, log: str | None) -> int:
        with terminal.progress() as step:
            found = terminal.run(_verify(terminal, processes, log, step))
        _show(terminal, found.parked, found.difference_count, found.differences)
        if found.outdated:
            terminal.say("outdated")
        if found.is_sound:
            terminal.say(
                "sound",
                positions=so_many(language, found.positions, "position"),
                devices=so_many(language, found.devices, "device"),
                households=so_many(language, found.households, "household"),
                compared=found.compared,
            )
        terminal.give(found)
        return _DONE if found.is_sound else _DIFFERENT

    return verify_command


async def _project(terminal: Terminal, log: str | None) -> tuple[int, int]:
    async with open_office(terminal.settings) as office:
        chosen = choose_log(list(office.logs), log)
        url = terminal.settings.database
        done = await project_log(office.database, url, chosen, office.now_ms)
        return done.position, len(done.parked)


async def _rebuild(terminal: Terminal, processes: int, log: str | None, step: OnStep) -> Rebuilt:
    moved = _moving(step)
    async with open_office(terminal.settings, step) as office:
        chosen = choose_log(list(office.logs), log)
        url = terminal.settings.database
        try:
            return await rebuild_log(office.database, url, chosen, office.now_ms, processes, moved)
        except Abandoned as error:
            raise click.ClickException(say(terminal.language, "abandoned")) from error


async def _verify(terminal: Terminal, processes: int, log: str | None, step: OnStep) -> Verified:
    moved = _moving(step)
    async with open_office(terminal.settings, step) as office:
        chosen = choose_log(list(office.logs), log)
        url = terminal.settings.database
        async with office.database.read() as transaction:
            incarnation = (await head(transaction, chosen)).incarnation
        known = known_roots(read_marks(terminal.settings.data), chosen, incarnation)
        return await verify_log(
            office.database, url, chosen, office.now_ms, processes, moved, known
        )


def _processes_option(
    language: Language,
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return click.option(
        "--processes",
        type=click.IntRange(0, 64),
        default=min(os.cpu_count() or 1, 8),
        show_default=True,
        help=say(language, "help_processes"),
    )


def _moving(step: OnStep) -> OnProgress:
    return lambda progress: step(progress.events, progress.events_total)


def _show(
    terminal: Terminal,
    parked: Sequence[Parked],
    count: int,
    differences: Sequence[Difference],
) -> None:
    for one in parked[:_SHOWN_MAX]:
        terminal.say("parked_one", household=one.household, position=one.position, error=one.error)
    if count:
        terminal.say("different", differences=so_many(terminal.language, count, "difference"))
    for difference in differences[:_SHOWN_MAX]:
        terminal.say(
            "difference",
            table=difference.table,
            row=difference.key,
            household=difference.household or "-",
            column=difference.column,
            stored=difference.stored,
            expected=difference.expected,
        )
