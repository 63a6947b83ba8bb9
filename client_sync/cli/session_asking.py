"""A sheet at a terminal: who was not there, why somebody got less, and is it all right so.

Before: a sheet and the marks given so far. After: the marks a person confirmed.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, get_args

import click
import msgspec

from client_sync.cli.session_shown import echo, show_sheet
from client_sync.cli.terminal import Terminal
from client_sync.cli.words import say
from client_sync.refusals import DeviceRefused
from client_sync.writing.marking import marks_of, typed
from client_sync.writing.sheets import Mark, Plan, Sheet
from events.form import expected, read_text
from events.problems import Problem
from events.schema import fields_of
from events.types import Late
from events.words import field_label, pick

if TYPE_CHECKING:
    from client_sync.writing.record import NoneRecorded


def confirmed_marks(
    terminal: Terminal, plan: Plan, sheet: Sheet, marks: Mapping[int, Mark]
) -> dict[int, Mark] | None:
    """The marks as a person confirmed them; None when nothing is to be written."""
    language = terminal.language
    marks = dict(marks)
    show_sheet(terminal, plan, sheet, marks)
    question = say(language, f"ask_absent_{'some' if plan.full is not None else 'all'}")
    while text := click.prompt(question, default="", show_default=False):
        try:
            marks |= marks_of(sheet, typed(text), by_number=True)
        except DeviceRefused as error:
            terminal.warn(error.say(language))
    if plan.kind == "payday":
        marks = _with_reasons(terminal, plan, sheet, marks)
    echo(terminal, plan, sheet, marks)
    return marks if click.confirm(say(language, "ask_right")) else None


def late_reason(terminal: Terminal, outcome: "NoneRecorded") -> str | None:
    """Why the sheet comes late, asked when nothing but that stands in its way."""
    from client_sync.writing.record import Refused

    codes = {
        problem.code
        for _, refusal in outcome.refusals
        for problem in (refusal.problems if isinstance(refusal, Refused) else ())
    }
    if not terminal.is_asking or codes != {"late_missing"}:
        return None
    reason: str = click.prompt(
        say(terminal.language, "ask_late"), type=click.Choice(get_args(Late))
    )
    return reason


def _with_reasons(
    terminal: Terminal, plan: Plan, sheet: Sheet, marks: dict[int, Mark]
) -> dict[int, Mark]:
    """The marks of a pay day, each shortfall with its reason."""
    (spec,) = (each for each in fields_of("assistance_received") if each.name == "shortfall_reason")
    language = terminal.language
    label = f"{field_label(language, spec.name)} ({pick(language, expected(spec))})"
    for number, mark in marks.items():
        if mark.skip or mark.reason is not None:
            continue
        name = sheet.seats[number - 1].name
        while True:
            text = click.prompt(f"{number} {name}: {label}", default="", show_default=False)
            value = read_text(spec, text) if text else None
            if not isinstance(value, Problem):
                break
            terminal.warn(value.say(language, "assistance_received"))
        marks[number] = msgspec.structs.replace(mark, reason=value)
    return marks
