"""Asking a person for a field until what is typed can be read.

Before: the specification of a field (`events/schema.py`), and what its household has to choose
from. After: its JSON value. An amount or a date in everyday words is read back at once.
"""

from typing import Any, Final

import click

from client_sync.cli.terminal import Terminal
from client_sync.cli.words import say
from client_sync.reading.people import NOBODY, Household, chosen
from client_sync.writing.references import NEW
from events.echo import echoes
from events.form import expected, missing, read_option, read_text
from events.problems import Problem
from events.schema import FieldSpec
from events.words import choice_label, field_label, pick

_MAY_BE_EMPTY: Final[dict[str, Any]] = {"default": "", "show_default": False}


def asked_for(
    terminal: Terminal,
    name: str,
    spec: FieldSpec,
    household: Household = NOBODY,
    *,
    number: int | None = None,
) -> object | None:
    """The value of one field. `number` is its number on paper, where it may also be left empty.

    Shape: None only for a field that was left empty on paper.
    """
    if spec.kind == "part":
        return _rows(terminal, name, spec, household, number)
    label = _label(terminal, name, spec, household, number)
    if spec.repeated:
        return _many(terminal, name, spec, label, number)
    is_optional = number is not None and not spec.required
    while True:
        text = click.prompt(label, **(_MAY_BE_EMPTY if number is not None else {}))
        if not text.strip():
            if is_optional:
                return None
            terminal.warn(missing(spec).say(terminal.language, name))
            continue
        value = _one(terminal, name, spec, household, text, number)
        if value is not None:
            return value


def _label(
    terminal: Terminal, name: str, spec: FieldSpec, household: Household, number: int | None
) -> str:
    """The question; what may be chosen is listed above it."""
    language, known = terminal.language, household.of(spec.name)
    for at, each in enumerate(known, 1):
        terminal.show(f"  {at}  {each.label}")
    if number is not None and spec.kind == "choice":
        for at, choice in enumerate(spec.choices, 1):
            terminal.show(f"  {at}  {choice_label(language, choice, spec.name)} ({choice})")
    words = say(language, "number_or_name") if known else pick(language, expected(spec))
    label = f"{field_label(language, spec.name, name)} ({words})"
    return label if number is None else f"{number}. {label}"


def _many(
    terminal: Terminal, name: str, spec: FieldSpec, label: str, number: int | None
) -> object | None:
    """A list, one item a line until an empty one."""
    items: list[object] = []
    while text := click.prompt(f"{label}, {say(terminal.language, 'ask_more')}", **_MAY_BE_EMPTY):
        if text in (*spec.unknowns, "[]"):
            return read_option(spec, [text])
        value = _one(terminal, name, spec, NOBODY, text, number)
        if value is not None:
            items.append(value)
    return None if number is not None and not items and not spec.required else items


def _rows(
    terminal: Terminal, name: str, spec: FieldSpec, household: Household, number: int | None
) -> object | None:
    """A list of parts: of each row its fields one by one, or all in one text as options have it."""
    language = terminal.language
    label = f"{field_label(language, spec.name, name)} ({pick(language, expected(spec))})"
    head = label if number is None else f"{number}. {label}"
    rows: list[object] = []
    while text := click.prompt(
        f"{head}, {say(language, 'ask_row', number=len(rows) + 1)}", **_MAY_BE_EMPTY
    ):
        if text in (*spec.unknowns, "[]"):
            return read_option(spec, [text])
        if "=" not in text:
            rows.append(_row(terminal, name, spec, household))
            continue
        value = _one(terminal, name, spec, household, text, None)
        if value is not None:
            rows.append(value)
    return None if number is not None and not rows and not spec.required else rows


def _row(terminal: Terminal, name: str, spec: FieldSpec, household: Household) -> dict[str, object]:
    row = {
        part.name: asked_for(terminal, name, part, household, number=at)
        for at, part in enumerate(spec.part, 1)
    }
    return {key: value for key, value in row.items() if value is not None}


def _one(
    terminal: Terminal,
    name: str,
    spec: FieldSpec,
    household: Household,
    text: str,
    number: int | None,
) -> object | None:
    """The value of one text; None, and said why, when it cannot be read or was not meant."""
    known = household.of(spec.name)
    if known and (meant := chosen(known, text)) is not None:
        return meant
    value = read_text(spec, text if number is None else _choice_of(spec, text))
    if isinstance(value, Problem):
        terminal.warn(value.say(terminal.language, name))
        return None
    if spec.kind == "uuid" and text in NEW:
        return text
    said = echoes(terminal.language, name, {spec: [text]}, {spec.name: value})
    if said and not click.confirm(say(terminal.language, "ask_read", read="; ".join(said))):
        return None
    return value


def _choice_of(spec: FieldSpec, text: str) -> str:
    """The code of a choice named by its number; a choice that is a number itself is meant first."""
    choices = [str(choice) for choice in spec.choices]
    if spec.kind != "choice" or text in choices or not (text.isascii() and text.isdecimal()):
        return text
    return choices[int(text) - 1] if 1 <= int(text) <= len(choices) else text
