"""Writing one entry for whoever sits there: a person is asked about what is late or doubtful.

Before: an entry as it was given. After: its outcome, as `client_sync/writing/record.py` has it.
"""

from typing import get_args

import click
import msgspec

from client_sync.cli.reading import household_named
from client_sync.cli.record_outcome import sentences
from client_sync.cli.terminal import Terminal
from client_sync.cli.words import say
from client_sync.device import Device, open_device
from client_sync.writing.record import Doubtful, Outcome, Recorder, Refused, SameAgain
from client_sync.writing.references import NEW
from events.dates import rfc3339
from events.form import NewEntry
from events.types import Late


async def write_entry(terminal: Terminal, entry: NewEntry) -> Outcome:
    """Write an entry on the terminal's device."""
    async with open_device(terminal.setup) as device:
        return await write_as_asked(terminal, device, entry)


async def write_as_asked(terminal: Terminal, device: Device, entry: NewEntry) -> Outcome:
    """Write an entry; its household may be named by what it is called."""
    if entry.household is not None and entry.household not in NEW:
        household = await household_named(device, entry.household)
        entry = msgspec.structs.replace(entry, household=household)
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
