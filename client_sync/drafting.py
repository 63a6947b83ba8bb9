"""From what a person said to a draft that may be written: ids whole, fields read, checks passed.

Before: an entry from the command line or a file. After: `record.py` seals, chains and keeps it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from client_sync.journal import Profile, Reading, Tip
from client_sync.references import NEW, References
from client_sync.refusals import DeviceRefused
from client_sync.view import View, entry_of_row
from events.check import Draft, Setting, may_write, problems
from events.errors import InputRefused
from events.folds import answer
from events.form import fill
from events.ids import OFFICE, PROGRAMME, ActorId, StreamId
from events.paths import ON, value_at
from events.problems import Problem, refused
from events.regions import Regions
from events.schema import fields_of
from events.types import REGISTRY, Basis, EntityId, Event, EventType

DEFAULT_BASIS: Final[Basis] = "stated"
"""The weakest honest claim: the family said so."""
_EVIDENCE_MAX: Final = 100
"""As many events as one indicator of a proposal may name."""


class NewEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry as a person or a file gives it; also the form of a line of `jejak record --from`.

    `fields` holds plain and personal fields together. `on` is today when absent, `basis` `stated`,
    `by` the holder of this device. An id may be a unique beginning, or `new`. `yes` writes it
    although the same was written just before.
    """

    type: str
    fields: dict[str, object] = {}
    household: str | None = None
    stream: str | None = None
    on: str | None = None
    basis: Basis | None = None
    visit: str | None = None
    late: str | None = None
    by: str | None = None
    entered_by: str | None = None
    yes: bool = False


class Drafted(msgspec.Struct, frozen=True):
    """A draft that nothing refuses, the ids made for it, and what its writer should look at."""

    draft: Draft
    tip: Tip
    made: dict[str, str]
    warnings: tuple[Problem, ...]


class Desk(msgspec.Struct, frozen=True):
    """Where drafts are made: who sits there, what it can look up, what day it is."""

    profile: Profile
    reading: Reading
    references: References
    view: View
    regions: Regions | None
    today: date


async def drafted(desk: Desk, entry: NewEntry) -> Drafted | list[Problem]:
    """The draft of an entry, or what keeps it from being written.

    Errors: DeviceRefused for an id that names nothing, or several things, on this device.
    """
    spec = REGISTRY.get(entry.type)
    if spec is None:
        found = fill(entry.type, entry.fields)
        assert isinstance(found, list)
        return found
    stream, made = await _stream(desk, entry, spec)
    tip = await desk.reading.tip(stream)
    named = await desk.references.named(entry.type, fields_of(entry.type), entry.fields, stream)
    made |= named.made
    target = await _target(desk, spec, named.fields)
    fields = named.fields
    if entry.type == "fact_corrected" and target is not None:
        fields = _with_old_value(fields, target)
    elif entry.type == "graduation_proposed":
        fields = await _with_indicators(desk, entry, stream, tip, fields)
    form = fill(entry.type, fields, target.type if target is not None else None)
    if isinstance(form, list):
        return form
    visit = await _visit(desk, entry, stream)
    if visit is not None and _is_made(entry.type, entry.visit):
        made["visit"] = visit
    by = await _actor(desk, entry.by) or desk.profile.actor
    typed_by = None if by == desk.profile.actor else desk.profile.actor
    draft = Draft(
        body=form.body,
        personal=form.personal,
        stream=stream,
        on=entry.on or desk.today.isoformat(),
        basis=entry.basis or DEFAULT_BASIS,
        by=by,
        entered_by=await _actor(desk, entry.entered_by) or typed_by,
        visit=visit,
        late=entry.late,
    )
    found = problems(draft, await _setting(desk, draft, tip, target, "visit" in made))
    return found if refused(found) else Drafted(draft, tip, made, tuple(found))


async def _stream(desk: Desk, entry: NewEntry, spec: EventType) -> tuple[StreamId, dict[str, str]]:
    """Where the entry goes, and the id of a household that is new."""
    if spec.streams == (OFFICE,):
        raise DeviceRefused("office_only", type=spec.name)
    if spec.streams == (PROGRAMME,) or entry.stream == PROGRAMME:
        return PROGRAMME, {}
    named = entry.household or entry.stream
    if named is not None and named not in NEW:
        return StreamId(await desk.references.household(named)), {}
    if spec.name != "household_registered":
        raise DeviceRefused("household_missing")
    household = await desk.references.make()
    return StreamId(household), {"household": household}


async def _target(desk: Desk, spec: EventType, fields: Mapping[str, object]) -> Event | None:
    """The event a correction or void acts on, as it reads now; None when it is not held."""
    named = fields.get("target")
    if spec.merge.kind != "act" or not isinstance(named, str):
        return None
    for row in await desk.reading.events_like(named):
        entry = entry_of_row(row)
        if entry is None:
            continue
        tip = await desk.reading.tip(row.stream)
        household = await desk.view.household(desk.reading, row.stream, tip.changes)
        programme = await desk.view.programme(desk.reading, tip.programme)
        claims = household.resolved(programme).claims
        readings = [e for e in claims.entries(type(entry.event.body)) if e.id == entry.id]
        return (readings or [entry])[0].event
    return None


def _with_old_value(fields: dict[str, object], target: Event) -> dict[str, object]:
    """The fields of a correction with the value its target has now, when that was not given."""
    path = fields.get("field")
    if "old" in fields or not isinstance(path, str):
        return fields
    try:
        old: object = target.on if path == ON else value_at(target.body, path)
    except InputRefused:
        return fields  # the checks say what is wrong with the path
    return fields | {"old": old}


async def _with_indicators(
    desk: Desk, entry: NewEntry, stream: StreamId, tip: Tip, fields: dict[str, object]
) -> dict[str, object]:
    """The fields of a proposal with the frozen copy of what the fold says as of its day."""
    if "indicators" in fields:
        return fields
    try:
        as_of = date.fromisoformat(str(fields.get("as_of") or entry.on or desk.today))
    except ValueError:
        return fields  # the form says how to write a day
    household = await desk.view.household(desk.reading, stream, tip.changes)
    programme = await desk.view.programme(desk.reading, tip.programme)
    readiness = answer(household, programme, as_of).readiness
    copies: list[object] = [
        {
            "id": name,
            "verdict": indicator.verdict,
            "value": indicator.value,
            "threshold": indicator.threshold,
            "evidence": indicator.evidence[:_EVIDENCE_MAX],
        }
        for name, indicator in readiness.indicators.items()
    ]
    stated = {"as_of": as_of.isoformat(), "rule_set": readiness.rule_set, "indicators": copies}
    return stated | fields


def _is_made(kind: str, visit: str | None) -> bool:
    """True for an entry whose visit gets a new id: a visit itself, or whoever asks for one."""
    return visit in NEW or (visit is None and kind == "household_visited")


async def _visit(desk: Desk, entry: NewEntry, stream: StreamId) -> EntityId | None:
    if _is_made(entry.type, entry.visit):
        return EntityId(await desk.references.make())
    if entry.visit is None:
        return None
    return EntityId(await desk.references.entity(entry.visit, stream))


async def _actor(desk: Desk, text: str | None) -> ActorId | None:
    return None if text is None else ActorId(await desk.references.entity(text, PROGRAMME))


async def _setting(
    desk: Desk, draft: Draft, tip: Tip, target: Event | None, is_new_visit: bool
) -> Setting:
    programme = await desk.view.programme(desk.reading, tip.programme)
    held = set(programme.roles(draft.by, draft.on))
    if draft.by == desk.profile.actor or not held:
        # The office judges an unknown actor; the device asks what its holder may write.
        held.add(desk.profile.role)
    able = sorted(role for role in held if may_write(draft.body.spec, role))
    return Setting(
        today=desk.today,
        role=able[0] if able else min(held),
        regions=desk.regions,
        late_told=frozenset() if is_new_visit else await _late_told(desk, draft, tip),
        target=target,
    )


async def _late_told(desk: Desk, draft: Draft, tip: Tip) -> frozenset[EntityId]:
    """The entry's visit, if an entry of it already said why it comes late."""
    if draft.visit is None or draft.late is not None:
        return frozenset()
    household = await desk.view.household(desk.reading, draft.stream, tip.changes)
    told = any(
        entry.event.visit == draft.visit and entry.event.late is not None
        for entry in household.entries.values()
    )
    return frozenset((draft.visit,)) if told else frozenset()
