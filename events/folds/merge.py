"""Claims about one key settled into one fact, or into the alternatives of an open conflict.

Before: the claims of a key (`claims.py`). After: the rules read facts (`facts.py`), and people see
what is left open (`conflicts.py`). By merge class:

    natural, exclusive   one fact while what the claims state agrees; else a conflict
    register             the claim that begins after all others end; where dates overlap, the one
                         whose author knew the others; else as natural
    union, decision      every claim by itself

A field left out or `unknown` states nothing, so it contradicts nothing. No clock, device or place
chooses between two values.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar, cast

from msgspec import Struct
from msgspec.structs import fields, replace

from events.entry import Entry
from events.folds.claims import Claims, Key, canonical, knew
from events.ids import EventId
from events.types import Basis, Body

_T_co = TypeVar("_T_co", covariant=True)
_B = TypeVar("_B", bound=Body)

BASIS_SHOWN_FIRST: Final[tuple[Basis, ...]] = (
    "document",
    "observed",
    "book",
    "stated",
    "paper",
    "imported",
    "estimated",
)
"""Which claim of a conflict is shown first; it never decides which one stands."""


READINGS_MAX: Final = 64
"""Ways to read a key, or several keys together, that are tried; beyond it people decide first."""


class Fact(Struct, Generic[_T_co], frozen=True, gc=False):
    """What is held to be true `on` that date, and the events that say so."""

    value: _T_co
    on: str
    ids: tuple[EventId, ...]


def settle(claims: Claims, kind: type[_B], key: Key, day: str) -> tuple[Fact[_B], ...]:
    """What the claims of a key begun by a day come to.

    Shape: empty when there is none; one fact; several when a conflict is open, the one shown first
    in front.
    """
    bucket = claims.of(kind).get(key)
    if bucket is None or bucket[0].event.on > day:
        return ()
    if len(bucket) == 1 or (kind, key) not in claims.contestable:
        for entry in reversed(bucket):
            event = entry.event
            if event.on <= day:
                body = event.body
                assert isinstance(body, kind), "a bucket holds claims of its type"
                return (Fact(body, event.on, (entry.id,)),)
    whole = bucket[-1].event.on <= day
    if whole and (known := claims.settled.get((kind, key))) is not None:
        return cast(tuple[Fact[_B], ...], known)
    facts = cast(tuple[Fact[_B], ...], _settle(kind, standing(claims, kind, begun(bucket, day))))
    if whole:
        claims.settled[(kind, key)] = facts
    return facts


def settle_field(
    claims: Claims, kind: type[Body], key: Key, name: str, day: str
) -> tuple[Fact[object], ...]:
    """What the claims of a key begun by a day say in one field; who left it out is not heard.

    Shape: as `settle`.
    """
    bucket = claims.of(kind).get(key)
    if bucket is None or bucket[0].event.on > day:
        return ()
    if (kind, key) not in claims.contestable:
        last = last_said(bucket, name, day)
        return () if last is None else (last,)
    whole = bucket[-1].event.on <= day
    if whole and (known := claims.settled.get((kind, key, name))) is not None:
        return cast(tuple[Fact[object], ...], known)
    facts = _settle_field(name, standing(claims, kind, stating(begun(bucket, day), kind, name)))
    if whole:
        claims.settled[(kind, key, name)] = facts
    return facts


def last_said(bucket: Sequence[Entry], name: str, day: str) -> Fact[object] | None:
    """The newest answer begun by a day, of claims of which no two dates overlap."""
    unsaid = compared(bucket[0].event.body.__class__)[name]
    for entry in reversed(bucket):
        event = entry.event
        if event.on <= day:
            value = getattr(event.body, name)
            if value != unsaid:
                return Fact(value, event.on, (entry.id,))
    return None


def begun(bucket: Sequence[Entry], day: str) -> Sequence[Entry]:
    """The claims that began on or before a day."""
    if bucket[-1].event.on <= day:
        return bucket
    return [entry for entry in bucket if entry.event.on <= day]


def stating(entries: Sequence[Entry], kind: type[Body], name: str) -> Sequence[Entry]:
    """The claims that state a field, be it as unknown."""
    unsaid = compared(kind)[name]
    return [entry for entry in entries if getattr(entry.event.body, name) != unsaid]


def standing(claims: Claims, kind: type[Body], entries: Sequence[Entry]) -> Sequence[Entry]:
    """The claims that no resolution set aside and, in a register, no other one supersedes."""
    if len(entries) > 1 and claims.dropped:
        entries = _not_dropped(claims, entries)
    if len(entries) > 1 and kind.spec.merge.kind == "register":
        entries = latest(entries)
    return entries


def supersedes(later: Entry, earlier: Entry) -> bool:
    """True when, in a register, one claim takes the place of another."""
    on, other = later.event.on, earlier.event.on
    length = min(len(on), len(other))
    if on[:length] != other[:length]:
        return on[:length] > other[:length]
    return knew(later, earlier)


def contested(kind: type[Body], entries: Sequence[Entry]) -> tuple[str, ...]:
    """The fields in which claims contradict each other."""
    bodies = [entry.event.body for entry in entries]
    if all(body == bodies[0] for body in bodies[1:]):
        return ()
    return tuple(name for name in compared(kind) if _differ(kind, name, bodies))


def shown_first(entries: Iterable[Entry]) -> list[Entry]:
    """Claims as people see them: the better basis first, then the canonical order."""
    return sorted(
        entries, key=lambda entry: (BASIS_SHOWN_FIRST.index(entry.event.basis), canonical(entry))
    )


@lru_cache(maxsize=128)
def compared(kind: type[Body]) -> dict[str, object]:
    """The fields claims of a type are compared by, with what each holds when it was not asked."""
    return {field.name: field.default for field in fields(kind) if field.name != "evidence"}


def _settle(kind: type[Body], entries: Sequence[Entry]) -> tuple[Fact[Any], ...]:
    """One fact when the claims agree, one for each way they can be read when they do not."""
    if len(entries) == 1:
        return (Fact(entries[0].event.body, entries[0].event.on, (entries[0].id,)),)
    # A register holds since its newest claim; a natural fact holds since it was first true.
    on_of = max if kind.spec.merge.kind == "register" else min
    united = _united(kind, entries)
    names = contested(kind, entries)
    if not names:
        return (Fact(united, on_of(entry.event.on for entry in entries), _ids(entries)),)
    readings: list[tuple[Body, list[Entry]]] = []
    for entry in shown_first(entries):
        body = entry.event.body
        if not any(states(kind, name, getattr(body, name)) for name in names):
            continue  # it takes no side
        reading = replace(united, **{name: getattr(body, name) for name in names})
        for held, witnesses in readings:
            if held == reading:
                witnesses.append(entry)
                break
        else:
            readings.append((reading, [entry]))
            if len(readings) > READINGS_MAX:
                break
    return tuple(
        Fact(reading, on_of(entry.event.on for entry in witnesses), _ids(witnesses))
        for reading, witnesses in readings
    )


def _settle_field(name: str, entries: Sequence[Entry]) -> tuple[Fact[object], ...]:
    if not entries:
        return ()
    kind = entries[0].event.body.__class__
    sides: list[tuple[object, list[Entry]]] = []
    for entry in shown_first(entries) if len(entries) > 1 else entries:
        value = getattr(entry.event.body, name)
        for held, witnesses in sides:
            if held == value:
                witnesses.append(entry)
                break
        else:
            sides.append((value, [entry]))
            if len(sides) > READINGS_MAX:
                break
    stated = [side for side in sides if states(kind, name, side[0])]
    if not stated:
        stated = [side for side in sides if side[0] == "declined"] or sides
    return tuple(
        Fact(value, max(entry.event.on for entry in witnesses), _ids(witnesses))
        for value, witnesses in stated
    )


def _united(kind: type[Body], entries: Sequence[Entry]) -> Body:
    """The first claim, with what it leaves open filled in from the others."""
    first = entries[0].event.body
    filled: dict[str, object] = {}
    for name, unsaid in compared(kind).items():
        own = getattr(first, name)
        if states(kind, name, own):
            continue
        said = [getattr(entry.event.body, name) for entry in entries]
        better = (
            [value for value in said if states(kind, name, value)]
            or [value for value in said if value == "declined"]
            or [value for value in said if value != unsaid]
        )
        if better and better[0] != own:
            filled[name] = better[0]
    return replace(first, **filled) if filled else first


def _differ(kind: type[Body], name: str, bodies: Iterable[Body]) -> bool:
    """True when two different values are stated of a field."""
    stated = [value for body in bodies if states(kind, name, value := getattr(body, name))]
    return any(value != stated[0] for value in stated[1:])


def states(kind: type[Body], name: str, value: object) -> bool:
    """True for a value that another one can contradict."""
    if value == compared(kind)[name] or value in ("unknown", "declined"):
        return False
    # A report of some costs and a later one of all of them agree: `complete` false says only that
    # the writer did not ask for more.
    return not (name == "complete" and value is False)


def _not_dropped(claims: Claims, entries: Sequence[Entry]) -> Sequence[Entry]:
    """Without the claims set aside for one that is here; all, when they set each other aside."""
    present = {entry.id for entry in entries}
    kept = [
        entry
        for entry in entries
        if not any(by in present and by != entry.id for by in claims.dropped.get(entry.id, ()))
    ]
    return kept or entries


def latest(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The claims of a register that no other one supersedes; all, when each is superseded.

    Mostly the last in canonical order begins after all others end. Otherwise dates overlap, and
    every pair is asked: claims that supersede each other in a ring leave none standing, and then
    all are shown.
    """
    by_place: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        # Of one device's claims of one date the newest knows, and so supersedes, the others. Two
        # readings of one claim, whose corrections are a conflict, both stay.
        held = by_place.setdefault((entry.device, entry.event.on), [entry])
        if knew(entry, held[0]):
            held[:] = [entry]
        elif entry.id == held[0].id and entry is not held[0]:
            held.append(entry)
    entries = [entry for held in by_place.values() for entry in held]
    last = entries[-1]
    if all(supersedes(last, entry) for entry in entries[:-1]):
        return (last,)
    top = [
        entry
        for entry in entries
        if not any(supersedes(other, entry) for other in entries if other is not entry)
    ]
    return top or entries


def _ids(entries: Iterable[Entry]) -> tuple[EventId, ...]:
    return tuple(dict.fromkeys(entry.id for entry in sorted(entries, key=canonical)))
