"""One person written down under two ids: what was said of the one is said of the other.

A person registered in two households has two ids, and folds know no names. Once the households are
one, a correction of `member` in the `member_added` of one id says whose it truly is; everything
that names the old id, also what comes later from a device that knows no better, is then read as of
the new one.

Before: entries as corrected (`resolving.py`). After: claims are filed under the person.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import asdict, replace

from events.entry import Entry
from events.types import Body, EntityId, MemberAdded

Renamed = Mapping[str, EntityId]


def renamed_members(read: Iterable[tuple[Entry, Entry]]) -> Renamed:
    """Old ids and the ids that stand for them, from entries as written and as they read.

    An id that corrections lead to two others, or back to itself, keeps its name.
    """
    said: dict[str, set[EntityId]] = {}
    for written, reading in read:
        before, after = written.event.body, reading.event.body
        if not (isinstance(before, MemberAdded) and isinstance(after, MemberAdded)):
            continue
        if before.member != after.member:
            said.setdefault(before.member, set()).add(after.member)
    steps = {old: next(iter(new)) for old, new in said.items() if len(new) == 1}
    ends = {old: _end(old, steps) for old in steps}
    return {old: end for old, end in ends.items() if end is not None}


def with_renamed(entry: Entry, renamed: Renamed) -> Entry:
    """The entry with every id that has another one in its place."""
    body = _renamed(entry.event.body, renamed)
    assert isinstance(body, Body)
    if body is entry.event.body:
        return entry
    return replace(entry, event=replace(entry.event, body=body))


def _end(old: str, steps: Mapping[str, EntityId]) -> EntityId | None:
    end = steps[old]
    for _ in steps:
        if end not in steps:
            return end
        end = steps[end]
    return None


def _renamed(value: object, renamed: Renamed) -> object:
    """The same object where nothing in it has another name."""
    if isinstance(value, str):
        return renamed.get(value, value)
    if isinstance(value, tuple):
        items = tuple(_renamed(item, renamed) for item in value)
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    if isinstance(value, Struct):
        fields = asdict(value)
        changed = {
            name: new
            for name, field in fields.items()
            if (new := _renamed(field, renamed)) is not field
        }
        return replace(value, **changed) if changed else value
    return value
