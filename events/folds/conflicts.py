"""Open conflicts: what people must decide, with every claim and what its author knew.

Before: settled claims (`merge.py`), corrections (`acts.py`) and the readiness that waits for people
to decide. After: the answer, the inbox of the coordinator. Only keys that more than one claim
speaks of are looked at.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from events.entry import Entry
from events.folds.acts import OpenCorrection, Resolved
from events.folds.claims import FIELDWISE, FILINGS, Claims, Key, key_text, knew
from events.folds.merge import begun, contested, shown_first, standing, states, stating
from events.folds.readiness import Readiness
from events.ids import ActorId, DeviceId, EventId
from events.types import Basis, Body, FactCorrected, Value

CLAIMS_SHOWN_MAX: Final = 100
"""Claims of one conflict that are shown; whoever decides among more decides on these first."""


class Claim(Struct, frozen=True, gc=False):
    """One side of a conflict. `known_to_author`: the other claims its author knew when writing."""

    event: EventId
    value: Value
    actor: ActorId
    device: DeviceId
    on: str
    at: int
    received: int | None
    basis: Basis
    known_to_author: tuple[EventId, ...]


class Conflict(Struct, frozen=True, gc=False):
    """Claims of one field that cannot all be true.

    `key` is what a resolution names; `field` a path as corrections name it. Claims: the one shown
    first in front. `since`: when the office learned that they differ, None before it knows both.
    `indicators` are those that wait for a decision.
    """

    key: str
    field: str
    claims: tuple[Claim, ...]
    since: int | None = None
    indicators: tuple[str, ...] = ()


def open_conflicts(resolved: Resolved, readiness: Readiness, day: str) -> tuple[Conflict, ...]:
    """The conflicts open as of a day, by key and field; readiness as of that day."""
    found = sorted(_found(resolved, day), key=lambda conflict: (conflict.key, conflict.field))
    if not found:
        return ()
    waiting = _waiting(readiness)
    keys = {_name_of(each): _key_of(each.target) for each in resolved.open_corrections}
    return tuple(
        replace(
            conflict,
            since=_since(conflict.claims),
            indicators=waiting.get(keys.get(conflict.key, conflict.key), ()),
        )
        for conflict in found
    )


def _waiting(readiness: Readiness) -> dict[str, tuple[str, ...]]:
    """The indicators that a decision on a key would change, by key."""
    waiting: dict[str, tuple[str, ...]] = {}
    for name, indicator in (*readiness.indicators.items(), *readiness.options.items()):
        for need in indicator.what_would_change_it:
            if need.code == "resolve" and need.about is not None:
                waiting[need.about] = (*waiting.get(need.about, ()), name)
    return waiting


def _since(claims: Sequence[Claim]) -> int | None:
    """When the office had received the first claim that differs from those before it."""
    known = sorted(
        ((claim.received, claim) for claim in claims if claim.received is not None),
        key=lambda item: item[0],
    )
    return next((at for at, claim in known if claim.value != known[0][1].value), None)


def _name_of(correction: OpenCorrection) -> str:
    """What a resolution calls corrections of one entry that did not know each other."""
    return f"correction:{correction.target.id}"


def _key_of(entry: Entry) -> str:
    kind = entry.event.body.__class__
    return key_text(kind, FILINGS[kind].key(entry))


def _found(resolved: Resolved, day: str) -> list[Conflict]:
    claims = resolved.claims
    found = [
        conflict for kind, key in claims.contestable for conflict in _of_key(claims, kind, key, day)
    ]
    for correction in resolved.open_corrections:
        if correction.target.event.on <= day:
            sides = [(end, _corrected_to(end)) for end in correction.ends[:CLAIMS_SHOWN_MAX]]
            found.append(Conflict(_name_of(correction), correction.path, _claims(sides)))
    return found


def _of_key(claims: Claims, kind: type[Body], key: Key, day: str) -> Iterator[Conflict]:
    entries = begun(claims.of(kind)[key], day)
    if kind in FIELDWISE:
        for name in FIELDWISE[kind]:
            stated = standing(claims, kind, stating(entries, kind, name))
            if name in contested(kind, stated):
                yield from _of_field(kind, key, name, stated)
    else:
        entries = standing(claims, kind, entries)
        for name in contested(kind, entries):
            yield from _of_field(kind, key, name, entries)


def _of_field(
    kind: type[Body], key: Key, name: str, entries: Sequence[Entry]
) -> Iterator[Conflict]:
    taking_sides = [
        entry
        for entry in shown_first(entries)
        if states(kind, name, getattr(entry.event.body, name))
    ][:CLAIMS_SHOWN_MAX]
    if len({entry.id for entry in taking_sides}) < 2:
        return  # one event, read in two ways: its corrections are the conflict
    values = [msgspec.to_builtins(getattr(entry.event.body, name)) for entry in taking_sides]
    for path, at_path in _paths(name, values):
        sides = list(zip(taking_sides, cast(Sequence[Value], at_path), strict=True))
        yield Conflict(key_text(kind, key), path, _claims(sides))


def _paths(path: str, values: Sequence[object]) -> Iterator[tuple[str, Sequence[object]]]:
    """The smallest parts in which values differ, each with its path."""
    first = values[0]
    if isinstance(first, tuple) and all(
        isinstance(value, tuple) and len(value) == len(first) > 0 for value in values
    ):
        steps: Iterable[int | str] = range(len(first))
    elif all(isinstance(value, dict) for value in values):
        steps = sorted({step for value in values for step in cast(dict[str, object], value)})
    else:
        yield path, values
        return
    for step in steps:
        parts = [_part(value, step) for value in values]
        if any(part != parts[0] for part in parts):
            yield from _paths(f"{path}.{step}", parts)


def _part(value: object, step: int | str) -> object:
    if isinstance(value, tuple) and isinstance(step, int):
        return value[step]
    assert isinstance(value, dict)
    return value.get(step)


def _corrected_to(entry: Entry) -> Value:
    body = entry.event.body
    assert isinstance(body, FactCorrected)
    return body.new


def _claims(sides: Sequence[tuple[Entry, Value]]) -> tuple[Claim, ...]:
    return tuple(
        Claim(
            event=entry.id,
            value=value,
            actor=entry.event.by,
            device=entry.device,
            on=entry.event.on,
            at=entry.event.at,
            received=entry.received,
            basis=entry.event.basis,
            known_to_author=tuple(
                dict.fromkeys(
                    other.id for other, _ in sides if other.id != entry.id and knew(entry, other)
                )
            ),
        )
        for entry, value in sides
    )
