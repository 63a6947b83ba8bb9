"""What a device fills in itself, because it holds it: old values, what is replaced, indicators.

A correction states the value it found and names the correction it replaces; a proposal carries a
frozen copy of what the fold said. Nobody should have to copy those by hand. Before: fields with
whole ids. After: `drafting.py` has them read and checked.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from client_sync.reading.view import View, entry_of_row
from client_sync.storage.held import Profile, Tip
from client_sync.storage.journal_reading import Reading
from client_sync.writing.references import References
from events.entry import Entry
from events.errors import InputRefused
from events.folds import answer
from events.ids import PROGRAMME, EventId
from events.paths import ON, value_at
from events.regions import Regions
from events.types import Event, EventType, FactCorrected

_EVIDENCE_MAX: Final = 100
"""As many events as one indicator of a proposal may name."""


class Desk(msgspec.Struct, frozen=True):
    """Where drafts are made: who sits there, what can be looked up there, what day it is."""

    profile: Profile
    reading: Reading
    references: References
    view: View
    regions: Regions | None
    today: date


class Target(msgspec.Struct, frozen=True):
    """What an act names: the event as it reads now, and the corrections that made it so."""

    event: Event
    corrections: tuple[Entry, ...] = ()


async def target_of(desk: Desk, spec: EventType, fields: Mapping[str, object]) -> Target | None:
    """The event a correction, void or review acts on; None when it is not held."""
    named = fields.get("target")
    if spec.merge.kind != "act" or not isinstance(named, str):
        return None
    for row in await desk.reading.events_like(named):
        entry = entry_of_row(row)
        if entry is None:
            continue
        if row.stream == PROGRAMME:
            return Target(entry.event)
        tip = await desk.reading.tip(row.stream)
        household = await desk.view.household(desk.reading, row.stream, tip.changes)
        resolved = household.resolved(await desk.view.programme(desk.reading, tip.programme))
        readings = resolved.claims.entries(type(entry.event.body))
        now = next((reading.event for reading in readings if reading.id == entry.id), entry.event)
        return Target(now, tuple(resolved.corrections.get(entry.id, ())))
    return None


async def completed(
    desk: Desk,
    kind: str,
    on: str | None,
    tip: Tip,
    fields: dict[str, object],
    target: Target | None,
) -> dict[str, object]:
    """The fields with what was not given and this device knows."""
    if kind == "fact_corrected" and target is not None:
        return _with_what_it_corrects(fields, target)
    if kind == "graduation_proposed" and "indicators" not in fields:
        return await _with_indicators(desk, on, tip, fields)
    return fields


def _with_what_it_corrects(fields: dict[str, object], target: Target) -> dict[str, object]:
    """The value found, and the one correction of this field that stands so far."""
    path = fields.get("field")
    if not isinstance(path, str):
        return fields
    filled = dict(fields)
    if "replaces" not in fields and (earlier := _newest_of(target.corrections, path)):
        filled["replaces"] = earlier
    if "old" not in fields:
        try:
            filled["old"] = target.event.on if path == ON else value_at(target.event.body, path)
        except InputRefused:
            return fields  # the checks say what is wrong with the path
    return filled


def _newest_of(corrections: tuple[Entry, ...], path: str) -> EventId | None:
    """The correction of a field that no other replaces; None when there is none, or two."""
    of_field: dict[EventId, EventId | None] = {}
    for entry in corrections:
        body = entry.event.body
        if isinstance(body, FactCorrected) and body.field == path:
            of_field[entry.id] = body.replaces
    ends = [name for name in of_field if name not in of_field.values()]
    return ends[0] if len(ends) == 1 else None


async def _with_indicators(
    desk: Desk, on: str | None, tip: Tip, fields: dict[str, object]
) -> dict[str, object]:
    """The frozen copy of what the fold says as of the proposal's day."""
    try:
        as_of = date.fromisoformat(str(fields.get("as_of") or on or desk.today))
    except ValueError:
        return fields  # the form says how to write a day
    household = await desk.view.household(desk.reading, tip.stream, tip.changes)
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
