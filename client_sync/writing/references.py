"""Ids as people write them: whole, by a unique beginning, or `new` for something first named here.

Before: fields as a person gave them. After: `events/form.py` reads them as they will be written.
What is looked through is what this device holds: ids in the lines of the household and of the
programme, its households, its events.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from client_sync.ports import Chance
from client_sync.refusals import DeviceRefused
from client_sync.storage.journal_reading import Reading
from events.ids import PROGRAMME, HouseholdId, StreamId, is_hex_id, is_uuid7, make_uuid7
from events.schema import FIRST_NAMED, FieldSpec

NEW: Final = ("new", "baru")
"""What stands for an id that is to be made."""

_UUID: Final = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_PREFIX: Final = re.compile(r"[0-9a-f][0-9a-f-]{2,35}")
_SHOWN_MAX: Final = 5


class Named(msgspec.Struct, frozen=True):
    """Fields with whole ids, and those of them that were made just now, by their field."""

    fields: dict[str, object]
    made: dict[str, str]


class References:
    """Looks ids up in one snapshot of the journal."""

    def __init__(self, reading: Reading, chance: Chance, now_ms: int) -> None:
        self._reading = reading
        self._chance = chance
        self._now_ms = now_ms
        self._entities: dict[StreamId, frozenset[str]] = {}

    async def make(self) -> str:
        """A new id."""
        return make_uuid7(self._now_ms, await self._chance.draw(10))

    async def household(self, text: str) -> HouseholdId:
        """The household a text names; a whole id may be of one that is not held.

        Errors: DeviceRefused when none, or several, begin so.
        """
        if is_uuid7(text):
            return HouseholdId(text)
        found = await self._reading.streams_like(prefix_of(text))
        return HouseholdId(one_of(text, [stream for stream in found if is_uuid7(stream)]))

    async def event(self, text: str) -> str:
        """The event a text names; a whole id may be of one that is not held."""
        if is_hex_id(text):
            return text
        return one_of(text, {row.id for row in await self._reading.events_like(prefix_of(text))})

    async def entity(self, text: str, stream: StreamId) -> str:
        """The member, enterprise, order, actor … a text names."""
        if is_uuid7(text):
            return text
        prefix = prefix_of(text)
        known = await self._known(stream) | await self._known(PROGRAMME)
        found = {id_ for id_ in known if id_.startswith(prefix)}
        return one_of(text, found or await self._reading.streams_like(prefix))

    async def named(
        self,
        kind: str,
        specs: Iterable[FieldSpec],
        given: Mapping[str, object],
        stream: StreamId,
    ) -> Named:
        """The fields with every id whole; those an entry of this type first names are made."""
        by_name = {spec.name: spec for spec in specs}
        fields: dict[str, object] = {}
        made: dict[str, str] = {}
        for name in FIRST_NAMED.get(kind, ()):
            if given.get(name) is None:
                made[name] = fields[name] = await self.make()
        for name, value in given.items():
            if isinstance(value, str) and value in NEW and by_name[name].kind == "uuid":
                made[name] = fields[name] = await self.make()
            else:
                fields[name] = await self._value(by_name.get(name), value, stream)
        return Named(fields, made)

    async def _value(self, spec: FieldSpec | None, value: object, stream: StreamId) -> object:
        if isinstance(value, list | tuple):
            return [await self._value(spec, item, stream) for item in value]
        if spec is not None and spec.kind == "part" and isinstance(value, dict):
            parts = {part.name: part for part in spec.part}
            return {
                name: await self._value(parts.get(name), item, stream)
                for name, item in value.items()
            }
        if spec is None or not isinstance(value, str) or value in spec.unknowns:
            return value
        if spec.kind == "uuid":
            return await self.entity(value, stream)
        if spec.kind == "event" or (spec.kind == "about" and not is_uuid7(value)):
            return await self.event(value)
        return value

    async def _known(self, stream: StreamId) -> frozenset[str]:
        """Every id that a line of the stream names."""
        if stream not in self._entities:
            rows = await self._reading.rows(stream)
            self._entities[stream] = frozenset(
                found.decode() for row in rows for found in _UUID.findall(row.line)
            )
        return self._entities[stream]


def prefix_of(text: str) -> str:
    """The beginning of an id as it was typed. Errors: DeviceRefused for what is none."""
    text = text.strip().lower()
    if _PREFIX.fullmatch(text) is None:
        raise DeviceRefused("bad_prefix", given=repr(text[:60]))
    return text


def one_of(text: str, found: Iterable[str]) -> str:
    """The one id that a text means. Errors: DeviceRefused for none, or several."""
    ids = sorted(set(found))
    if len(ids) == 1:
        return ids[0]
    if not ids:
        raise DeviceRefused("unknown_id", given=text)
    raise DeviceRefused("ambiguous_id", given=text, choices=", ".join(ids[:_SHOWN_MAX]))
