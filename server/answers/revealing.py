"""Opening a family's personal fields for a person who may see them: an event first, then the words.

The event is durable before anything is opened, so nobody reads a name without a trace. Numbers of
identity are shown by their last four digits only. Before: a reader's request with a purpose. After:
the fields beside the entries they belong to, or of a fact as it was corrected (`said_of`).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from events.dates import day_of_ms
from events.entry import Entry
from events.folds.answer import Looked
from events.ids import OFFICE, ActorId, EventId, HouseholdId, StreamId
from events.personal import open_personal, unwrap_key
from events.schema import fields_of
from events.types import REGISTRY, FactCorrected, PersonalRevealed
from server.database import Row, Transaction
from server.intake.office_device import Act
from server.office import Desk, Office

Purpose = Literal["service", "correction", "complaint", "audit", "legal_request", "repair"]
Fields = dict[str, object]

OF_A_MEMBER: Final = ("name", "known_as", "nik", "birth_date")
"""What a member is called and known by."""

_SHOWN: Final = 4
_SIXTEEN_DIGITS: Final = re.compile(r"[0-9]{16}")


async def reveal(
    office: Office, desk: Desk, household: HouseholdId, by: ActorId, purpose: Purpose
) -> Mapping[int, Fields]:
    """The personal fields of a household's events, by position; what cannot be opened is absent."""
    return (await reveal_all(office, desk, [household], by, purpose))[household]


async def reveal_all(
    office: Office, desk: Desk, households: Sequence[HouseholdId], by: ActorId, purpose: Purpose
) -> dict[HouseholdId, Mapping[int, Fields]]:
    """The same of several households: an event each, and all of them before anything is opened."""
    on = day_of_ms(office.now_ms()).isoformat()
    acts = [
        Act(body=PersonalRevealed(household=name, purpose=purpose), by=by, stream=OFFICE, on=on)
        for name in households
    ]
    await desk.device.append_all(acts)
    found: dict[HouseholdId, Mapping[int, Fields]] = {}
    async with office.database.read() as transaction:
        for name in households:
            rows = await transaction.fetch("reading.parts", desk.log, name)
            types = {row["position"]: row["type"] for row in rows}
            opened = _opened(office, desk, StreamId(name), rows)
            found[name] = {at: _masked(types[at], fields) for at, fields in opened.items()}
    return found


async def opened_parts(
    office: Office, desk: Desk, transaction: Transaction, household: HouseholdId
) -> dict[int, Fields]:
    """The personal fields of a stream's events as they were written, by position.

    For acts of the office that carry them on, sealed again; nobody is shown any of them.
    """
    rows = await transaction.fetch("reading.parts", desk.log, household)
    return _opened(office, desk, StreamId(household), rows)


def said_of(looked: Looked, ids: Sequence[EventId], opened: Mapping[int, Fields]) -> Fields:
    """The personal fields of the entries behind a fact, as corrected; the newest that says one."""
    said: Fields = {}
    for name in ids:
        entry = looked.household.entries.get(name)
        if entry is not None:
            said |= _fields(entry, opened)
            for correction in looked.resolved.corrections.get(name, ()):
                _correct(said, correction, opened)
    return said


def _opened(office: Office, desk: Desk, stream: StreamId, rows: Sequence[Row]) -> dict[int, Fields]:
    opened = ((row["position"], _open(office, desk, stream, row)) for row in rows)
    return {position: fields for position, fields in opened if fields}


def _open(office: Office, desk: Desk, stream: StreamId, row: Row) -> Fields | None:
    key = unwrap_key(row["wrapped"], office.keys.master_key, desk.log, stream, row["key"])
    return None if key is None else open_personal(row["part"], key, desk.log, stream)


def _fields(entry: Entry, opened: Mapping[int, Fields]) -> Fields:
    return {} if entry.position is None else opened.get(entry.position, {})


def _correct(said: Fields, correction: Entry, opened: Mapping[int, Fields]) -> None:
    """Put the new value of a personal field, or of one word in it, in the place of the old."""
    body, new = correction.event.body, _fields(correction, opened).get("new")
    assert isinstance(body, FactCorrected), "corrections are filed as such"
    name, _, step = body.field.partition(".")
    held = said.get(name)
    if new is None:
        return
    if not step:
        said[name] = new
    elif isinstance(held, dict):
        said[name] = held | {step: new}


def _masked(type_name: str | None, fields: Fields) -> Fields:
    """The fields with every number of identity cut down, also one inside other words."""
    known = fields_of(type_name) if type_name in REGISTRY else ()
    numbers = {spec.name for spec in known if spec.kind == "nik"}
    return {
        name: _last_digits(str(value)) if name in numbers else _cut_down(value)
        for name, value in fields.items()
    }


def _cut_down(value: object) -> object:
    if isinstance(value, dict):
        return {name: _cut_down(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cut_down(item) for item in value]
    if not isinstance(value, str):
        return value
    return _SIXTEEN_DIGITS.sub(lambda found: _last_digits(found[0]), value)


def _last_digits(text: str) -> str:
    return "*" * max(len(text) - _SHOWN, 0) + text[-_SHOWN:]
