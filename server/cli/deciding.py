"""How a command writes what an officer decided: one act at once, many only after they were shown.

    one act      written, unless it would not count: then nothing is, and the reason is said
    many acts    shown first (exit 5); written with --yes; all or none

Before: the command made an entry for each. After: `server/officers/deciding.py` tries and writes
them.
"""

from collections.abc import Callable, Sequence
from typing import Final, ParamSpec, TypeVar

import click

from events.form import NewEntry
from events.problems import Problem
from events.words import type_label
from server.cli.desks import A_PERSON_MUST_DECIDE, DONE, REFUSED
from server.cli.terminal import Terminal
from server.cli.words import SENTENCES, Language, say
from server.intake.office_device import Act
from server.office import Desk, Office
from server.officers.deciding import Decided, Refused, try_all, write_all

P = ParamSpec("P")
T = TypeVar("T")

_SHOWN_MAX: Final = 20


def act_options(language: Language) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """The options of every command that decides."""
    options = (
        click.option("--by", metavar="ACTOR", required=True, help=say(language, "help_by")),
        click.option("--dry-run", is_flag=True, help=say(language, "help_dry_run")),
        click.option("--yes", is_flag=True, help=say(language, "help_yes")),
        click.option("--log", metavar="PP.KK", help=say(language, "help_log")),
    )

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


class Asked:
    """How an officer wants acts to be handled."""

    def __init__(self, dry_run: bool, yes: bool) -> None:
        self.dry_run = dry_run
        self.yes = yes

    def only_shown(self, count: int) -> bool:
        """True when so many acts are shown and not written."""
        return self.dry_run or (count > 1 and not self.yes)


async def decide_all(
    terminal: Terminal, office: Office, desk: Desk, entries: Sequence[NewEntry], asked: Asked
) -> int:
    """Try these entries, and write them when all of them count and that is asked for.

    Errors: InputRefused for an actor, household or event that is not there.
    """
    tried = await try_all(office, desk, entries)
    if tried.refused:
        _tell_refused(terminal, tried.refused, len(tried.acts))
        return REFUSED
    if asked.only_shown(len(tried.acts)):
        _tell_planned(terminal, tried.acts, asked)
        return DONE if asked.dry_run else A_PERSON_MUST_DECIDE
    _tell_written(terminal, tried.acts, await write_all(desk, tried.acts))
    return DONE


def _tell_refused(terminal: Terminal, refused: Sequence[Refused], others: int) -> None:
    language = terminal.language
    answers = []
    for each in refused:
        sentences = [
            *(problem.say(language, each.entry.type) for problem in each.problems),
            *(would_not_count(language, flag) for flag in each.flags),
        ]
        answers.append(
            {
                "household": each.entry.household,
                "codes": [*(_code(problem) for problem in each.problems), *each.flags],
                "sentences": sentences,
            }
        )
        for sentence in sentences[:_SHOWN_MAX]:
            terminal.complain(
                say(language, "refused_act", household=each.entry.household, sentence=sentence)
            )
    terminal.complain(say(language, "others_right" if others else "nothing_written", others=others))
    terminal.give({"outcome": "refused", "refused": answers})


def _code(problem: Problem) -> str:
    return problem.code


def would_not_count(language: Language, flag: str) -> str:
    """Why an act would not count, and what to do instead."""
    key = f"not_counted_{flag}"
    if key in SENTENCES:
        return say(language, key)
    from events.words import say as say_word

    return say(language, "not_counted", flag=say_word(language, f"flag.{flag}"))


def _tell_planned(terminal: Terminal, acts: Sequence[Act], asked: Asked) -> None:
    for act in acts[:_SHOWN_MAX]:
        terminal.say(
            "would_write", household=act.stream, type=type_label(terminal.language, act.body.type)
        )
    if len(acts) > _SHOWN_MAX:
        terminal.say("and_more", count=len(acts) - _SHOWN_MAX)
    terminal.say("dry_run_done" if asked.dry_run else "say_yes", count=len(acts))
    planned = [{"household": act.stream, "type": act.body.type} for act in acts]
    terminal.give({"outcome": "planned", "acts": planned})


def _tell_written(terminal: Terminal, acts: Sequence[Act], decided: Sequence[Decided]) -> None:
    answers = []
    for act, each in zip(acts, decided, strict=True):
        answers.append(
            {
                "household": each.household,
                "type": act.body.type,
                "event": each.written.id,
                "position": each.written.position,
                "received": each.written.received,
            }
        )
    for answer in answers[:_SHOWN_MAX]:
        terminal.say(
            "recorded",
            position=answer["position"],
            type=type_label(terminal.language, str(answer["type"])),
            id=answer["event"],
        )
    if len(answers) > _SHOWN_MAX:
        terminal.say("and_more", count=len(answers) - _SHOWN_MAX)
    terminal.give({"outcome": "written", "acts": answers})
