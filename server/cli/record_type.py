"""`jejak-server record TYPE`: one act, its fields as options made from the type's own fields.

Before: `server/cli/record.py` was given a type's name. After: `server/officers/acting.py` checks
and writes.
"""

from collections.abc import Iterator
from typing import Any, Final

import click
import msgspec

from events.form import NewEntry, expected, read_option
from events.problems import Problem
from events.schema import FieldSpec, fields_of
from events.words import field_label, pick, type_label
from events.words.json_faults import json_fault
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Detailed, Language, Spoken, say
from server.office import Desk, Office, open_office
from server.officers.acting import Recorded
from server.officers.acting import record as record_act

_ENVELOPE: Final = ("by", "household", "stream", "on", "basis", "visit", "late", "entered_by")
_TAKEN: Final = (*_ENVELOPE, "fields", "log", "data", "database", "lang", "json")


class EntryRefused(Spoken):
    """An entry was not written; each of its problems says how to mend it."""

    def __init__(self, language: Language, type_name: str, problems: list[Problem]) -> None:
        self.problems: list[dict[str, str | None]] = [
            {"code": found.code, "field": found.field, "sentence": found.say(language, type_name)}
            for found in problems
        ]
        super().__init__(
            problems[0].code, "\n".join(found.say(language, type_name) for found in problems)
        )


def type_command(language: Language, name: str) -> click.Command:
    specs = {_option_name(spec): spec for spec in fields_of(name)}

    @on_office(language)
    def write(terminal: Terminal, /, **given: Any) -> None:
        fields = _fields(language, name, specs, given)
        envelope = {key: given[key] for key in _ENVELOPE if given.get(key) is not None}
        entry = NewEntry(type=name, fields=fields, **envelope)
        tell(terminal, name, terminal.run(_record_one(terminal, entry, given["log"])))

    options = [_field_option(language, name, key, spec) for key, spec in specs.items()]
    made = click.command(name, help=type_label(language, name))(write)
    made.params += [*options, *_envelope_options(language)]
    return made


def _fields(
    language: Language, name: str, specs: dict[str, FieldSpec], given: dict[str, Any]
) -> dict[str, object]:
    """The fields as JSON values: those of `--fields`, and over them those of options."""
    fields: dict[str, object] = {}
    if given["fields"] is not None:
        try:
            fields = msgspec.json.decode(given["fields"], type=dict[str, object])
        except (msgspec.DecodeError, UnicodeEncodeError) as error:
            raise Detailed("bad_fields", "--fields is no JSON object", json_fault(error)) from error
    problems: list[Problem] = []
    for key, spec in specs.items():
        texts: tuple[str, ...] = given[key]
        if not texts:
            continue
        value = read_option(spec, texts)
        if isinstance(value, Problem):
            problems.append(value)
        else:
            fields[spec.name] = value
    if problems:
        raise EntryRefused(language, name, problems)
    return fields


def _option_name(spec: FieldSpec) -> str:
    """The name of a field's option; one that the envelope has too is told from it."""
    return f"field_{spec.name}" if spec.name in _TAKEN else spec.name


def _field_option(language: Language, name: str, key: str, spec: FieldSpec) -> click.Option:
    label = f"{field_label(language, spec.name, name)}: {pick(language, expected(spec))}"
    mark = " *" if spec.required else ""
    return click.Option([f"--{key.replace('_', '-')}", key], multiple=True, help=label + mark)


def _envelope_options(language: Language) -> Iterator[click.Option]:
    yield click.Option(["--fields"], metavar="JSON", help=say(language, "help_fields"))
    yield click.Option(["--by"], metavar="ACTOR", help=say(language, "help_by"))
    yield click.Option(["--household"], metavar="ID", help=say(language, "help_stream"))
    yield click.Option(["--stream"], hidden=True)
    yield click.Option(["--on"], metavar="DATE", help=say(language, "help_on"))
    yield click.Option(["--basis"], help=say(language, "help_basis"))
    yield click.Option(["--visit"], metavar="ID", hidden=True)
    yield click.Option(["--late"], help=say(language, "help_late"))
    yield click.Option(["--entered-by"], metavar="ACTOR", hidden=True)
    yield click.Option(["--log"], metavar="PP.KK", help=say(language, "help_log"))


async def _record_one(terminal: Terminal, entry: NewEntry, log: str | None) -> Recorded:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        return await record_entry(terminal.language, office, desk, entry)


async def record_entry(language: Language, office: Office, desk: Desk, entry: NewEntry) -> Recorded:
    outcome = await record_act(office, desk, entry)
    if isinstance(outcome, list):
        raise EntryRefused(language, entry.type, outcome)
    return outcome


def tell(terminal: Terminal, name: str, recorded: Recorded) -> None:
    """Print where an act stands."""
    written = recorded.written
    terminal.say(
        "recorded",
        position=written.position,
        type=type_label(terminal.language, name),
        id=written.id,
    )
    terminal.give(
        {
            "outcome": "recorded",
            "event": written.id,
            "position": written.position,
            "received": written.received,
            "stream": recorded.stream,
            "type": name,
            "made": recorded.made,
        }
    )
