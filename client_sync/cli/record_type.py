"""`jejak record TYPE`: one entry, its fields as options made from the type's own fields.

At a terminal it asks for what is missing and about what is doubtful; for a program it never asks.
Before: `cli/record.py` was given a type's name. After: `client_sync/record.py` writes.
"""

from collections.abc import Iterator
from typing import Any, Final, get_args

import click
import msgspec

from client_sync.cli.asking import asked_for
from client_sync.cli.record_outcome import sentences, tell
from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.device import open_device
from client_sync.drafting import NewEntry
from client_sync.record import Doubtful, Outcome, Recorder, Refused, SameAgain
from client_sync.references import FIRST_NAMED
from client_sync.refusals import DeviceRefused, Language
from events.dates import rfc3339
from events.form import asked, expected, read_option
from events.problems import Problem
from events.schema import FieldSpec, fields_of
from events.types import REGISTRY, Basis, Late
from events.words import choice_label, field_label, pick, type_label

_ENVELOPE: Final = (
    "household", "stream", "on", "basis", "visit", "late", "by", "entered_by", "yes",
)  # fmt: skip
_TAKEN: Final = (*_ENVELOPE, "fields", "data", "lang", "json")


def type_command(language: Language, name: str) -> click.Command:
    """The command of one type."""
    specs = {_option_name(spec): spec for spec in fields_of(name)}

    @on_device(language)
    def write(terminal: Terminal, /, **given: Any) -> int:
        fields = _fields(name, specs, given)
        if isinstance(fields, list):
            return tell(terminal, name, Refused(name, tuple(fields)))
        envelope = {key: given[key] for key in _ENVELOPE if given.get(key) is not None}
        if terminal.is_asking:
            fields, envelope = _ask_for_missing(terminal, name, fields, envelope)
        entry = NewEntry(type=name, fields=fields, **envelope)
        return tell(terminal, name, terminal.run(write_entry(terminal, entry)))

    made = click.command(name, help=type_label(language, name))(write)
    options = [_field_option(language, name, key, spec) for key, spec in specs.items()]
    made.params += [*options, *_envelope_options(language)]
    return made


async def write_entry(terminal: Terminal, entry: NewEntry) -> Outcome:
    """Write an entry; at a terminal the person is asked about what is doubtful."""
    async with open_device(terminal.setup) as device:
        recorder = await device.recorder()
        if not terminal.is_asking:
            return await recorder.record(entry)
        return await _write_asking(terminal, recorder, entry)


async def _write_asking(terminal: Terminal, recorder: Recorder, entry: NewEntry) -> Outcome:
    """Write an entry, asking the person about what is late, doubtful, or there already."""
    language = terminal.language
    outcome = await recorder.record(entry, ask=True)
    if isinstance(outcome, Refused) and [p.code for p in outcome.problems] == ["late_missing"]:
        terminal.warn("\n".join(sentences(language, entry.type, outcome)))
        reason = click.prompt(
            say(language, "ask_late"), type=click.Choice(get_args(Late)), show_choices=False
        )
        entry = msgspec.structs.replace(entry, late=reason)
        outcome = await recorder.record(entry, ask=True)
    if isinstance(outcome, Doubtful):
        terminal.warn("\n".join(sentences(language, entry.type, outcome)))
        if not click.confirm(say(language, "ask_anyway")):
            return outcome
        outcome = await recorder.record(entry)
    if isinstance(outcome, SameAgain):
        time = rfc3339(outcome.at)[11:16]
        if not click.confirm(say(language, "ask_same", time=time)):
            return outcome
        outcome = await recorder.record(msgspec.structs.replace(entry, yes=True))
    return outcome


# --- fields --------------------------------------------------------------------------------------


def _fields(
    name: str, specs: dict[str, FieldSpec], given: dict[str, Any]
) -> dict[str, object] | list[Problem]:
    """The fields as JSON values: those of `--fields`, and over them those of options."""
    fields: dict[str, object] = {}
    if given["fields"] is not None:
        try:
            fields = msgspec.json.decode(given["fields"], type=dict[str, object])
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
            raise DeviceRefused("not_json", given="--fields", reason=error) from error
    problems: list[Problem] = []
    for key, spec in specs.items():
        if texts := given[key]:
            value = read_option(spec, texts)
            if isinstance(value, Problem):
                problems.append(value)
            else:
                fields[spec.name] = value
    return problems or fields


def _ask_for_missing(
    terminal: Terminal, name: str, fields: dict[str, object], envelope: dict[str, Any]
) -> tuple[dict[str, object], dict[str, Any]]:
    """What a person still has to say; ids of what the entry first names are made, not asked."""
    is_of_household = "household" in REGISTRY[name].streams and name != "household_registered"
    if is_of_household and not envelope.keys() & {"household", "stream"}:
        household = click.prompt(say(terminal.language, "ask_household"))
        envelope = envelope | {"household": household}
    for spec in asked(name, fields):
        if spec.name not in FIRST_NAMED.get(name, ()) and name != "graduation_proposed":
            fields = fields | {spec.name: asked_for(terminal, name, spec)}
    return fields, envelope


# --- options -------------------------------------------------------------------------------------


def _option_name(spec: FieldSpec) -> str:
    """The name of a field's option; one that the envelope has too is told from it."""
    return f"field_{spec.name}" if spec.name in _TAKEN else spec.name


def _field_option(language: Language, name: str, key: str, spec: FieldSpec) -> click.Option:
    label = f"{field_label(language, spec.name, name)}: {pick(language, expected(spec))}"
    mark = f" {say(language, 'required')}" if spec.required else ""
    names = dict.fromkeys((f"--{key.replace('_', '-')}", f"--{key}"))
    return click.Option([*names, key], multiple=True, help=label + mark)


def _envelope_options(language: Language) -> Iterator[click.Option]:
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
    yield click.Option(["--visit"], metavar="ID", help=say(language, "help_visit"))
    yield click.Option(["--late"], metavar="WORD", help=f"{say(language, 'help_late')} {reasons}")
    yield click.Option(["--by"], metavar="ACTOR", help=say(language, "help_by"))
    yield click.Option(["--entered-by"], metavar="ACTOR", help=say(language, "help_entered_by"))
    yield click.Option(["--yes"], is_flag=True, default=None, help=say(language, "help_yes"))
