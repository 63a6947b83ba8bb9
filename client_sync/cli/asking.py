"""Asking a person for a field until what is typed can be read.

Before: the specification of a field (`events/schema.py`). After: its JSON value.
"""

import click

from client_sync.cli.terminal import Terminal
from client_sync.cli.words import say
from events.form import expected, read_text
from events.problems import Problem
from events.schema import FieldSpec
from events.words import field_label, pick


def asked_for(terminal: Terminal, name: str, spec: FieldSpec) -> object:
    """The value of one field, asked until it can be read."""
    language = terminal.language
    label = f"{field_label(language, spec.name, name)} ({pick(language, expected(spec))})"
    items: list[object] = []
    while True:
        if spec.repeated:
            more = f"{label}, {say(language, 'ask_more')}"
            text = click.prompt(more, default="", show_default=False)
            if not text:
                return items
        else:
            text = click.prompt(label)
        value = text if spec.repeated and text in spec.unknowns else read_text(spec, text)
        if isinstance(value, Problem):
            terminal.warn(value.say(language, name))
        elif not spec.repeated or value in spec.unknowns:
            return value
        else:
            items.append(value)
