"""What an officer types, read, checked and written as an act of the office's own device.

The form of an entry is the one `jejak record --from` takes. What a device would refuse is refused
here too; what a device may not write at all (decisions, resolutions, figures) is written here.
Before: `server/cli/record.py`. After: `server/intake/office_device.py`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

import msgspec

from events.check import Draft, Setting, may_write, problems
from events.check.held import asks_what_is_held, held_problems
from events.check.household import Held
from events.dates import day_of_ms
from events.entry import entry_of
from events.errors import InputRefused
from events.folds import Programme
from events.form import NewEntry, fill
from events.ids import OFFICE, PROGRAMME, ActorId, HouseholdId, StreamId, is_uuid7, make_uuid7
from events.problems import Problem, refused
from events.schema import fields_of
from events.types import (
    REGISTRY,
    Basis,
    Body,
    EntityId,
    Event,
    EventType,
    SurveyAnswered,
    SurveyDefined,
)
from server.answers.answering import gathered
from server.database import Transaction
from server.exchange.assigning import settle
from server.intake.office_device import Act, Written
from server.log import find_event, head
from server.office import Desk, Office
from server.officers.actors import Actor, known_actor
from server.officers.regions import known_regions
from server.projecting.folding import read_programme

NEW: Final = ("new", "baru")
DEFAULT_BASIS: Final[Basis] = "document"


class Recorded(NamedTuple):
    """Where the act stands, and the ids made for it by the field that names them."""

    written: Written
    stream: StreamId
    made: dict[str, str]


class Drafted(NamedTuple):
    """An act that may be written, and the ids made for it by the field that names them."""

    act: Act
    made: dict[str, str]


async def record(office: Office, desk: Desk, entry: NewEntry) -> Recorded | list[Problem]:
    """Write an entry, or say what keeps it from being written.

    Errors: InputRefused for an actor, household or event that is not there.
    """
    drafted = await draft_act(office, desk, entry)
    if isinstance(drafted, list):
        return drafted
    act, made = drafted
    written = await desk.device.append(act)
    await settle(desk.device)
    return Recorded(written, act.stream, made)


async def draft_act(office: Office, desk: Desk, entry: NewEntry) -> Drafted | list[Problem]:
    """The act an entry becomes, or what keeps it from being written.

    Errors: as `record`.
    """
    spec = REGISTRY.get(entry.type)
    if spec is None:
        found = fill(entry.type, entry.fields)
        assert isinstance(found, list), "a type that is unknown cannot be filled"
        return found
    by = await _actor(office, desk, entry.by)
    fields, made = await _named(office, desk, spec, entry.fields)
    stream = _stream(spec, entry)
    target = await _target(office, desk, spec, fields)
    form = fill(entry.type, fields, None if target is None else target.type)
    if isinstance(form, list):
        return form
    now_ms = office.now_ms()
    draft = Draft(
        body=form.body,
        personal=form.personal,
        stream=stream,
        on=entry.on or day_of_ms(now_ms).isoformat(),
        basis=entry.basis or DEFAULT_BASIS,
        by=by.id,
        entered_by=None if entry.entered_by is None else ActorId(entry.entered_by),
        visit=None if entry.visit is None else EntityId(entry.visit),
        late=entry.late,
    )
    async with office.database.read() as transaction:
        regions = await known_regions(transaction, desk.log)
        survey = await _survey(transaction, desk, form.body)
    role = next((role for role in by.roles if may_write(spec, role)), by.role)
    setting = Setting(
        log=desk.log,
        today=day_of_ms(now_ms),
        role=role,
        regions=regions,
        target=target,
        survey=survey,
    )
    found = refused(problems(draft, setting))
    if not found and asks_what_is_held(draft.body):
        async with office.database.read() as transaction:
            held = await _held(transaction, desk, draft, setting.today, made)
        found = refused(held_problems(draft, held))
    if found:
        return found
    return Drafted(act_of(draft), made)


async def _held(
    transaction: Transaction, desk: Desk, draft: Draft, today: date, made: Mapping[str, str]
) -> Held:
    """What the office holds of the household a draft is about: all there is."""
    programme = await programme_of(transaction, desk)
    household = None
    if draft.stream != PROGRAMME:
        household = await gathered(transaction, desk.log, HouseholdId(draft.stream), programme)
    return Held(household, programme, today.isoformat(), frozenset(made.values()))


async def _survey(transaction: Transaction, desk: Desk, body: Body) -> SurveyDefined | None:
    """The question set that answers are given to; None for anything else, or one not known."""
    if not isinstance(body, SurveyAnswered):
        return None
    programme = await programme_of(transaction, desk)
    return programme.survey(body.survey, body.survey_version)


async def programme_of(transaction: Transaction, desk: Desk) -> Programme:
    """The programme stream as it is now."""
    size = (await head(transaction, desk.log)).size
    return (await read_programme(transaction, desk.log, size)).before(size)


def act_of(draft: Draft) -> Act:
    """A draft that was found good, as the office's device writes it."""
    personal = msgspec.convert(dict(draft.personal), draft.body.spec.personal_type)
    return Act(
        body=draft.body,
        by=draft.by,
        stream=draft.stream,
        on=draft.on,
        basis=draft.basis,
        personal=personal if draft.personal else None,
        entered_by=draft.entered_by,
        visit=draft.visit,
        late=draft.late,
    )


async def _actor(office: Office, desk: Desk, text: str | None) -> Actor:
    if text is None:
        raise InputRefused("missing_by", "say whose statement it is: --by ACTOR")
    return await known_actor(office, desk, text)


def _stream(spec: EventType, entry: NewEntry) -> StreamId:
    """Where the entry goes: a type of one stream goes there, any other names its household."""
    if spec.streams == ("office",):
        return OFFICE
    if spec.streams == ("programme",) or entry.stream == PROGRAMME:
        return PROGRAMME
    household = entry.household or entry.stream
    if household is None or not is_uuid7(household):
        raise InputRefused("missing_household", "name the household by its whole id: --household")
    return StreamId(household)


async def _named(
    office: Office, desk: Desk, spec: EventType, given: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, str]]:
    """The fields with ids made whole, and those that were made."""
    fields, made = dict(given), dict[str, str]()
    for field in fields_of(spec.name):
        text = fields.get(field.name)
        if not isinstance(text, str):
            continue
        if field.kind == "uuid" and text in NEW:
            fields[field.name] = made[field.name] = make_uuid7(office.now_ms(), office.draw(10))
        elif field.kind == "event" or (field.kind == "about" and not is_uuid7(text)):
            fields[field.name] = await _event_id(office, desk, text)
    return fields, made


async def _event_id(office: Office, desk: Desk, prefix: str) -> str:
    async with office.database.read() as transaction:
        rows = await find_event(transaction, desk.log, prefix)
    ids = {row["id"] for row in rows}
    if len(ids) > 1:
        raise InputRefused("ambiguous", f"{len(ids)} entries begin with {prefix}: write more of it")
    if not ids:
        raise InputRefused("unknown_event", f"no entry begins with {prefix}")
    return str(ids.pop())


async def _target(
    office: Office, desk: Desk, spec: EventType, fields: Mapping[str, object]
) -> Event | None:
    """The event a correction or void acts on, as it was written; None when it is not here."""
    named = fields.get("target")
    if spec.merge.kind != "act" or not isinstance(named, str):
        return None
    async with office.database.read() as transaction:
        rows = await find_event(transaction, desk.log, named)
    for row in rows:
        if row["line"] is not None and not row["verdict"].startswith("quarantined"):
            entry = entry_of(row["line"], row["device"], row["epoch"], row["sequence"])
            return None if entry is None else entry.event
    return None
