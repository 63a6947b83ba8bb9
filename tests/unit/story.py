"""Nana's story folded in memory: the demo's table, with places, positions and what was seen.

Every entry becomes a real line, so ids are those of bytes. Devices hold what they pulled and what
they wrote; the office commits at once what its own device writes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec

from events.entry import Entry
from events.folds import Answer, Household, Programme, answer, fold
from events.form import Form, fill
from events.ids import ActorId, DeviceId, EventId, HouseholdId, StreamId, event_id, make_uuid7
from events.line import Line, decode_event, encode_line
from server.demo.story import (
    ACTORS,
    HOUSEHOLD,
    STARTS,
    STORY,
    CorrectionOf,
    Device,
    Entity,
    Moment,
    Sync,
    Written,
)
from server.demo.story import Entry as StoryEntry
from tests.devices import LOG

INCARNATION: Final = 1


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def entity(name: str) -> str:
    """The id of a person or thing of the story, the same in every run."""
    return make_uuid7(ms(STARTS), sha256(name.encode()).digest()[:10])


def device(name: str) -> DeviceId:
    return DeviceId(sha256(b"device " + name.encode()).hexdigest()[:32])


@dataclass
class Side:
    """What one device holds: the first `seen` positions, and its own entries not yet committed."""

    name: Device
    seen: int = 0
    sequence: int = 0
    unsent: list[Entry] = field(default_factory=list)


@dataclass
class Told:
    """The story as far as it was told."""

    committed: list[Entry] = field(default_factory=list)
    sides: dict[str, Side] = field(default_factory=dict)
    names: dict[str, EventId] = field(default_factory=dict)
    moments: dict[str, "Asked"] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What the office holds at a moment of the story, and each device's entries."""

    moment: Moment
    entries: tuple[Entry, ...]
    sides: dict[str, tuple[Entry, ...]]

    @property
    def known_at(self) -> int:
        return ms(self.moment.known_at)


def tell() -> Told:
    """Play the whole story."""
    told = Told(sides={name: Side(name) for name in ("D1", "D2", "O")})
    _register_actors(told)
    for step in STORY:
        if isinstance(step, StoryEntry):
            _write(told, step)
        elif isinstance(step, Sync):
            _sync(told, told.sides[step.device], ms(step.at))
        elif isinstance(step, Moment):
            sides = {name: tuple(_held(told, side)) for name, side in told.sides.items()}
            told.moments[step.name] = Asked(step, tuple(told.committed), sides)
    return told


def household_of(entries: Iterable[Entry]) -> Household:
    stream = entity(HOUSEHOLD.entity)
    return fold(HouseholdId(stream), (e for e in entries if e.event.stream == stream))


def programme_of(entries: Iterable[Entry]) -> Programme:
    programme = Programme(LOG)
    for entry in entries:
        if entry.event.stream == "programme":
            programme.add(entry)
    return programme


def answer_at(asked: Asked, **changed: object) -> Answer:
    """What the office answers at a moment."""
    as_of = changed.get("as_of", asked.moment.as_of)
    assert isinstance(as_of, type(asked.moment.as_of))
    return answer(household_of(asked.entries), programme_of(asked.entries), as_of, asked.known_at)


def _held(told: Told, side: Side) -> list[Entry]:
    return [*told.committed[: side.seen], *side.unsent]


def _register_actors(told: Told) -> None:
    office = told.sides["O"]
    for actor in ACTORS:
        line = Line(
            v=1,
            type="actor_registered",
            tv=1,
            stream="programme",
            on=STARTS.date().isoformat(),
            at=ms(STARTS) + office.sequence,
            seen=(INCARNATION, len(told.committed)),
            by=entity("office"),
            basis="document",
            body=msgspec.Raw(
                msgspec.json.encode(
                    {"actor": entity(actor.actor), "role": actor.role, "region": actor.region}
                )
            ),
        )
        _append(told, office, line)


def _write(told: Told, step: StoryEntry) -> None:
    side = told.sides[step.device]
    form = fill(step.type, _resolved(told, step, side))
    assert isinstance(form, Form), form
    line = Line(
        v=1,
        type=step.type,
        tv=1,
        stream=StreamId(entity(HOUSEHOLD.entity)),
        on=step.on,
        at=ms(step.recorded),
        seen=(INCARNATION, len(told.committed) if side.name == "O" else side.seen),
        by=ActorId(entity(step.by)),
        basis=step.basis,
        visit=None if step.visit is None else entity(step.visit.entity),
        body=msgspec.Raw(msgspec.json.encode(form.body)),
    )
    told.names[step.name] = _append(told, side, line)


def _append(told: Told, side: Side, line: Line) -> EventId:
    data = encode_line(line)
    event = decode_event(data)
    assert event is not None
    side.sequence += 1
    entry = Entry(event_id(data), event, device(side.name), 0, side.sequence)
    if side.name == "O":
        _commit(told, entry, line.at)
    else:
        side.unsent.append(entry)
    return entry.id


def _sync(told: Told, side: Side, at_ms: int) -> None:
    for entry in side.unsent:
        _commit(told, entry, at_ms)
    side.unsent.clear()
    side.seen = len(told.committed)


def _commit(told: Told, entry: Entry, at_ms: int) -> None:
    position = len(told.committed)
    told.committed.append(msgspec.structs.replace(entry, position=position, received=at_ms))
    told.sides["O"].seen = position + 1


def _resolved(told: Told, step: StoryEntry, side: Side) -> dict[str, object]:
    fields = {name: _value(told, value) for name, value in step.fields.items()}
    if step.type == "graduation_proposed":
        held = _held(told, side)
        as_of = step.recorded.date()
        said = answer(household_of(held), programme_of(held), as_of).readiness
        fields["indicators"] = [
            {
                "id": name,
                "verdict": indicator.verdict,
                "value": indicator.value,
                "threshold": indicator.threshold,
                "evidence": list(indicator.evidence),
            }
            for name, indicator in said.indicators.items()
        ]
    return fields


def _value(told: Told, value: object) -> object:
    if isinstance(value, Entity):
        return entity(value.entity)
    if isinstance(value, Written):
        return told.names[value.written]
    if isinstance(value, CorrectionOf):
        return f"correction:{told.names[value.target.written]}"
    if isinstance(value, list):
        return [_value(told, item) for item in value]
    if isinstance(value, dict):
        return {name: _value(told, item) for name, item in value.items()}
    return value
