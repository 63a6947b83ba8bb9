"""The options of `jejak record TYPE`: made from the type's own fields, and read.

Before: the registry of types. After: fields as JSON values, the envelope, and what was read of
amounts and dates in everyday words.
"""

from collections.abc import Iterator
from typing import Any, Final, get_args

import click
import msgspec
from msgspec import Struct

from client_sync.cli.words import say
from client_sync.refusals import DeviceRefused, Language
from client_sync.writing.same import SAME_TYPES
from events.echo import echo_of_date, echoes
from events.form import expected, read_option
from events.problems import Problem
from events.schema import FieldSpec, fields_of
from events.types import Basis, Late
from events.words import choice_label, field_label, parse_when, pick
from events.words.json_faults import json_fault

_ENVELOPE: Final = (
    "household", "stream", "on", "basis", "visit", "late", "by", "entered_by", "yes",
)  # fmt: skip
_TAKEN: Final = (*_ENVELOPE, "fields", "data", "lang", "json", "same", "paper")


class Given(Struct, frozen=True):
    """What was given: fields, envelope, and what was read of everyday words, to be confirmed."""

    fields: dict[str, object]
    envelope: dict[str, Any]
    read: tuple[str, ...]


def read_options(language: Language, name: str, given: dict[str, Any]) -> Given | list[Problem]:
    """The fields as JSON values: those of `--fields`, and over them those of options."""
    fields = _json_fields(given["fields"])
    specs = {_option_name(spec): spec for spec in fields_of(name)}
    texts = {spec: given[key] for key, spec in specs.items() if given[key]}
    problems: list[Problem] = []
    for spec, typed in texts.items():
        value = read_option(spec, typed)
        if isinstance(value, Problem):
            problems.append(value)
        else:
            fields[spec.name] = value
    if problems:
        return problems
    envelope = {key: given[key] for key in _ENVELOPE if given.get(key) is not None}
    read = echoes(language, name, texts, fields)
    if "on" in envelope:
        said = echo_of_date(language, name, "on", envelope["on"])
        envelope["on"] = parse_when(envelope["on"]) or envelope["on"]
        read = read if said is None else (said, *read)
    return Given(fields, envelope, read)


def _json_fields(text: str | None) -> dict[str, object]:
    if text is None:
        return {}
    try:
        return msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise DeviceRefused("not_json", given="--fields", reason=json_fault(error)) from error


def options_of(language: Language, name: str) -> list[click.Parameter]:
    """One option a field, and those of every entry."""
    fields = [_field_option(language, name, _option_name(spec), spec) for spec in fields_of(name)]
    return [*fields, *_envelope_options(language, name)]


def _option_name(spec: FieldSpec) -> str:
    """The name of a field's option; one that the envelope has too is told from it."""
    return f"field_{spec.name}" if spec.name in _TAKEN else spec.name


def _field_option(language: Language, name: str, key: str, spec: FieldSpec) -> click.Option:
    label = f"{field_label(language, spec.name, name)}: {pick(language, expected(spec))}"
    mark = f" {say(language, 'required')}" if spec.required else ""
    names = dict.fromkeys((f"--{key.replace('_', '-')}", f"--{key}"))
    return click.Option([*names, key], multiple=True, help=label + mark)


def _envelope_options(language: Language, name: str) -> Iterator[click.Option]:
    bases = ", ".join(f"{word} ({choice_label(language, word)})" for word in get_args(Basis))
    reasons = ", ".join(get_args(Late))
    yield click.Option(["--fields"], metavar="JSON", help=say(language, "help_fields"))
    yield click.Option(["--household"], metavar="ID", help=say(language, "help_household"))
    yield click.Option(["--stream"], metavar="NAME", help=say(language, "help_stream"))
    yield click.Option(["--on"], metavar="DATE", help=say(language, "help_on"))
    yield click.Option(
        ["--basis"],
        type=click.Choice(get_args(Basis)),
        metavar="WORD",
        help=f"{say(language, 'help_basis')} {bases}",
    )
    if name in SAME_TYPES:
        yield click.Option(["--same"], is_flag=True, help=say(language, "help_same"))
    yield click.Option(["--paper"], is_flag=True, help=say(language, "help_paper"))
    yield click.Option(["--visit"], metavar="ID", help=say(language, "help_visit"))
    yield click.Option(["--late"], metavar="WORD", help=f"{say(language, 'help_late')} {reasons}")
    yield click.Option(["--by"], metavar="ACTOR", help=say(language, "help_by"))
    yield click.Option(["--entered-by"], metavar="ACTOR", help=say(language, "help_entered_by"))
    yield click.Option(["--yes"], is_flag=True, default=None, help=say(language, "help_yes"))
