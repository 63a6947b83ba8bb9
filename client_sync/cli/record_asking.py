"""What a person still has to say of an entry: what is missing, a paper form, or nothing new.

Before: the options that were given. After: the whole of an entry, in `Said`.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from client_sync.cli.asking import asked_for
from client_sync.cli.reading import household_named, today
from client_sync.cli.terminal import Terminal
from client_sync.cli.words import say
from client_sync.reading.people import NOBODY, Household, household_known
from client_sync.reading.values import field_value
from client_sync.writing.references import NEW
from client_sync.writing.same import same_as_last
from events.dates import last_day
from events.echo import echo_of_date
from events.form import asked
from events.paper import form_fields
from events.schema import FIRST_NAMED, fields_of
from events.types import REGISTRY
from events.words import field_label, parse_when, when

if TYPE_CHECKING:
    from client_sync.device import Device
    from events.folds.latest import LastTime


class Said:
    """An entry while it grows."""

    def __init__(self, fields: dict[str, object], envelope: dict[str, Any]) -> None:
        self.fields = fields
        self.envelope = envelope
        self.is_paper = False

    def day(self, today: date) -> date:
        """The last day the entry speaks of, not after today."""
        on = self.envelope.get("on")
        try:
            return today if on is None else min(last_day(on), today)
        except ValueError:
            return today


async def ask(terminal: Terminal, device: "Device", name: str, said: Said) -> None:
    """Ask for what is missing; of a paper form for every field, in its printed order."""
    household = await _household(terminal, device, name, said)
    if said.is_paper and name in _with_form():
        _ask_date(terminal, name, said)
        for number, spec in enumerate(form_fields(name), 1):
            if spec.name not in said.fields:
                value = asked_for(terminal, name, spec, household, number=number)
                if value is not None:
                    said.fields[spec.name] = value
        return
    for spec in asked(name, said.fields):
        if spec.name not in FIRST_NAMED.get(name, ()) and name != "graduation_proposed":
            said.fields[spec.name] = asked_for(terminal, name, spec, household)


def _with_form() -> tuple[str, ...]:
    from events.paper import forms

    return forms()


async def _household(terminal: Terminal, device: "Device", name: str, said: Said) -> Household:
    """Whom the entry is about, asked for when it is not given; what may be chosen there."""
    is_of_household = "household" in REGISTRY[name].streams and name != "household_registered"
    if not is_of_household or "stream" in said.envelope:
        return NOBODY
    if "household" not in said.envelope:
        said.envelope["household"] = click.prompt(say(terminal.language, "ask_household"))
    if said.envelope["household"] in NEW:
        return NOBODY
    stream = await household_named(device, said.envelope["household"])
    said.envelope["household"] = stream
    day = said.day(await today(device))
    ring = await device.ring()
    async with device.journal.reading() as reading:
        if await reading.stream(stream) is None:
            return NOBODY  # a whole id may be of a household that is not here yet
        return await household_known(reading, device.view, ring, stream, day, terminal.language)


def _ask_date(terminal: Terminal, name: str, said: Said) -> None:
    """The date that stands on the form."""
    language = terminal.language
    while "on" not in said.envelope:
        text = click.prompt(say(language, "ask_form_date"))
        on = parse_when(text)
        if on is None:
            terminal.warn(say(language, "bad_form_date"))
            continue
        echo = echo_of_date(language, name, "on", text)
        if echo is None or click.confirm(say(language, "ask_read", read=echo)):
            said.envelope["on"] = on


# --- nothing has changed --------------------------------------------------------------------------


async def copy_last_time(terminal: Terminal, device: "Device", name: str, said: Said) -> bool:
    """Take over what was said last, fields that were given over it; False when it is not so.

    Errors: DeviceRefused when nothing was said yet.
    """
    if "household" not in said.envelope:
        said.envelope["household"] = click.prompt(say(terminal.language, "ask_household"))
    stream = await household_named(device, said.envelope["household"])
    said.envelope["household"] = stream
    day = said.day(await today(device))
    ring = await device.ring()
    async with device.journal.reading() as reading:
        found = await same_as_last(reading, device.view, stream, name, said.fields, day)
        known = await household_known(reading, device.view, ring, stream, day, terminal.language)
    _show_copied(terminal, name, found, said.fields, known)
    said.fields = found.fields | said.fields
    return not terminal.is_asking or click.confirm(say(terminal.language, "ask_still_so"))


def _show_copied(
    terminal: Terminal,
    name: str,
    found: "LastTime",
    given: Mapping[str, object],
    known: Household,
) -> None:
    language = terminal.language
    terminal.say("copied_head", when=when(found.on, language))
    for spec in fields_of(name):
        if spec.name in found.fields and spec.name not in given:
            value = field_value(language, spec, found.fields[spec.name], known)
            terminal.say("copied", field=field_label(language, spec.name, name), value=value)
    for field in found.contested:
        if field not in given:
            terminal.say("not_copied", field=field_label(language, field, name))
