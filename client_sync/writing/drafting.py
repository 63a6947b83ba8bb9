"""From what a person said to a draft that may be written: ids whole, fields read, checks passed.

Before: an entry from the command line or a file. After: `record.py` seals, chains and keeps it.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from client_sync.refusals import DeviceRefused
from client_sync.storage.held import Tip
from client_sync.writing.completing import Desk, completed, target_of
from client_sync.writing.references import NEW
from events.check import Draft, Setting, may_write, problems
from events.check.held import asks_how_it_stands, asks_what_is_held, held_problems
from events.check.household import Held
from events.form import NewEntry, fill
from events.ids import OFFICE, PROGRAMME, ActorId, StreamId
from events.problems import Problem, refused
from events.schema import fields_of
from events.types import REGISTRY, Basis, EntityId, Event, EventType, SurveyAnswered

DEFAULT_BASIS: Final[Basis] = "stated"
"""The weakest honest claim: the family said so."""
_BEGINS: Final = "household_registered"
"""What is written of a household of which nothing is here; of one that was handed over, nothing."""


class Drafted(msgspec.Struct, frozen=True):
    """A draft that nothing refuses, the ids made for it, and what its writer should look at."""

    draft: Draft
    tip: Tip
    made: dict[str, str]
    warnings: tuple[Problem, ...]


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
    if spec.merge.kind == "decision" and await _is_incomplete(desk, stream):
        raise DeviceRefused("household_incomplete", given=stream)
    tip = await desk.reading.tip(stream)
    if not tip.changes and stream != PROGRAMME and spec.name != _BEGINS:
        raise DeviceRefused("no_such_household", given=stream)
    named = await desk.references.named(entry.type, fields_of(entry.type), entry.fields, stream)
    made |= named.made
    target = await target_of(desk, spec, named.fields)
    fields = await completed(desk, entry.type, entry.on, tip, named.fields, target)
    acted_on = None if target is None else target.event
    form = fill(entry.type, fields, None if acted_on is None else acted_on.type)
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
    setting = await _setting(desk, draft, tip, acted_on, is_new_visit="visit" in made)
    found = problems(draft, setting)
    if not refused(found) and asks_what_is_held(draft.body):
        found += await _in_household(desk, draft, tip, made)
    return found if refused(found) else Drafted(draft, tip, made, tuple(found))


async def _in_household(
    desk: Desk, draft: Draft, tip: Tip, made: Mapping[str, str]
) -> list[Problem]:
    """What is wrong or odd with a draft, by what this device holds of its household."""
    programme = await desk.view.programme(desk.reading, tip.programme)
    held = Held(None, programme, desk.today.isoformat(), frozenset(made.values()))
    if draft.stream == PROGRAMME:
        return held_problems(draft, held)
    if not asks_how_it_stands(draft.body):
        # What is named is nearly always in the household's own stream, which is at hand.
        own = await desk.view.stream(desk.reading, draft.stream, tip.changes)
        if not held_problems(draft, held._replace(household=own)):
            return []
    household = await desk.view.household(desk.reading, draft.stream, tip.changes)
    return held_problems(draft, held._replace(household=household))


async def _stream(desk: Desk, entry: NewEntry, spec: EventType) -> tuple[StreamId, dict[str, str]]:
    """Where the entry goes, and the id of a household that is new."""
    if spec.streams == (OFFICE,):
        raise DeviceRefused("office_only", type=spec.name)
    if spec.streams == (PROGRAMME,) or entry.stream == PROGRAMME:
        return PROGRAMME, {}
    named = entry.household or entry.stream
    if named is not None and named not in NEW:
        return StreamId(await desk.references.household(named)), {}
    if spec.name != _BEGINS:
        raise DeviceRefused("household_missing")
    household = await desk.references.make()
    return StreamId(household), {"household": household}


async def _is_incomplete(desk: Desk, stream: StreamId) -> bool:
    """True while some of the household's history is still to come: nobody decides on a part."""
    held = await desk.reading.stream(stream)
    return held is not None and held.incomplete


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
    desk: Desk, draft: Draft, tip: Tip, target: Event | None, *, is_new_visit: bool
) -> Setting:
    programme = await desk.view.programme(desk.reading, tip.programme)
    held = set(programme.roles(draft.by, draft.on))
    if draft.by == desk.profile.actor or not held:
        # The office judges an unknown actor; the device asks what its holder may write.
        held.add(desk.profile.role)
    able = sorted(role for role in held if may_write(draft.body.spec, role))
    return Setting(
        log=desk.profile.log,
        today=desk.today,
        role=able[0] if able else min(held),
        regions=desk.regions,
        late_told=frozenset() if is_new_visit else await _late_told(desk, draft, tip),
        target=target,
        survey=programme.survey(body.survey, body.survey_version)
        if isinstance(body := draft.body, SurveyAnswered)
        else None,
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
