"""The set of entries of one stream, indexed as they arrive, saved and taken up again.

Before: entries in any order, repeated or not (`events/entry.py`). After: the folds of a household
and of the programme (`household.py`, `programme.py`). Equal sets are equal states; a late entry is
filed like any other, so nothing is ever folded again for it.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final, Literal, Self, Union

import msgspec

from events.entry import ACCEPTED, Entry, standing
from events.folds.acts import ACTS, Resolved, named_by
from events.folds.claims import Claims, HeldBack, day_received, is_future
from events.folds.resolving import resolve
from events.folds.rights import Outside, Roles, nowhere
from events.ids import EventId
from events.types import EVENT_TYPES, HouseholdRegistered

SAVED_VERSION: Final = 1
"""Raised when saved states can no longer be read; they are then made again from the log."""


class StreamState:
    """Entries by id, and the claims of those that count without looking at any act.

    Two places with one id are one fact: the better place is kept in `entries`, other committed ones
    in `repeats`, because what was known at a moment may rest on them.
    """

    __slots__ = (
        "_received_day", "acts", "claims", "entries", "newest_received", "repeats", "revision",
        "set_apart", "uncommitted",
    )  # fmt: skip

    def __init__(self) -> None:
        self.entries: dict[EventId, Entry] = {}
        self.repeats: dict[EventId, tuple[Entry, ...]] = {}
        self.revision = 0
        self._clear_index()

    def _clear_index(self) -> None:
        self.claims = Claims()
        self.acts: dict[EventId, list[Entry]] = {}
        self.set_apart = 0
        self.newest_received = 0
        self._received_day = ""
        """A day on or before that of `newest_received`: what is not later than it is no future."""
        self.uncommitted = 0

    def add(self, entry: Entry) -> bool:
        """File an entry; False when it was here already and nothing changed.

        Errors: none. What may not count is kept and flagged.
        """
        entries = self.entries
        if entry.id in entries:
            return self._add_place(entries[entry.id], entry)
        entries[entry.id] = entry
        self.revision += 1
        self._file((entry,))
        return True

    def add_all(self, entries: Collection[Entry]) -> None:
        """File many entries at once, each as `add` does."""
        new = {entry.id: entry for entry in entries}
        if len(new) == len(entries) and self.entries.keys().isdisjoint(new.keys()):
            self.entries.update(new)
            self.revision += len(new)
            self._file(entries)
        else:
            for entry in entries:
                self.add(entry)

    def known_at(self, known_at_ms: int) -> Self:
        """The state as the office knew it at a moment: what it had received by then."""
        if self.uncommitted == 0 and self.newest_received <= known_at_ms:
            return self
        then = self._empty()
        for entry in self.places():
            if entry.received is not None and entry.received <= known_at_ms:
                then.add(entry)
        return then

    def before(self, position: int) -> Self:
        """The state of what the office held when it gave out a position."""
        then = self._empty()
        for entry in self.places():
            if entry.position is not None and entry.position < position:
                then.add(entry)
        return then

    def places(self) -> Iterator[Entry]:
        """Every place of every event."""
        yield from self.entries.values()
        for others in self.repeats.values():
            yield from others

    def resolve(self, roles: Roles, outside: Outside = nowhere) -> Resolved:
        """The claims as they count, every act applied."""
        if not self.acts and not self.set_apart:
            return Resolved(self.claims)
        resolved = resolve(self.entries, self.acts, roles, outside)
        resolved.claims.filed = self.claims
        return resolved

    def _empty(self) -> Self:
        """A state of the same stream that holds nothing yet."""
        raise NotImplementedError

    def _file(self, entries: Iterable[Entry]) -> None:
        plain: list[Entry] = []
        newest, day = self.newest_received, self._received_day
        for entry in entries:
            event = entry.event
            received = entry.received
            future = False
            if received is None:
                self.uncommitted += 1
            elif received < newest:
                future = event.on > day_received(received)
            else:
                newest = received
                if event.on > day:
                    day = day_received(received)
                    future = event.on > day
            if event.body.__class__ in ACTS:
                for name in named_by(event.body):
                    self.acts.setdefault(name, []).append(entry)
            elif future or (entry.verdict != ACCEPTED and standing(entry.verdict) != "accepted"):
                self.set_apart += 1
                if event.body.__class__ is HouseholdRegistered:
                    self._hold_back(entry)
            else:
                plain.append(entry)
        self.newest_received, self._received_day = newest, day
        self.claims.add_all(plain)

    def _hold_back(self, registered: Entry) -> None:
        """Keep a registration that does not count, for it may say where the household belongs."""
        if standing(registered.verdict) == "quarantined":
            return
        if self.claims.held_back is None:
            self.claims.held_back = HeldBack({}, self.acts)
        places = self.claims.held_back.registrations.setdefault(registered.id, [])
        if registered not in places:
            places.append(registered)

    def _hold_back_others(self, best: Entry, others: Iterable[Entry]) -> None:
        """As above, of a registration's other places: by one it may have been let count before."""
        if best.event.body.__class__ is HouseholdRegistered:
            for place in others:
                if standing(place.verdict) != "accepted":
                    self._hold_back(place)

    def _add_place(self, held: Entry, entry: Entry) -> bool:
        """Keep another place of an event that is here: committed ones, the best in front."""
        others = self.repeats.get(entry.id, ())
        by_place = {_preference(place): place for place in (entry, held, *others)}
        ordered = [by_place[place] for place in sorted(by_place)]
        best, *rest = [place for place in ordered if place.position is not None] or ordered[:1]
        if best is held and tuple(rest) == others:
            return False
        self.revision += 1
        self.entries[entry.id] = best
        if rest:
            self.repeats[entry.id] = tuple(rest)
        if best is not held:
            self._refile(held, best)
        self._hold_back_others(best, rest)
        return True

    def _refile(self, held: Entry, best: Entry) -> None:
        """Put a better place where the old one stands; file all again where that is not enough."""
        plain = best.verdict == held.verdict == ACCEPTED and not is_future(best)
        if plain and not is_future(held) and held.event.body.__class__ not in ACTS:
            self.claims.replace(held, best)
            self.uncommitted -= held.received is None
            self.newest_received = max(self.newest_received, best.received or 0)
            return
        self._clear_index()
        self._file(self.entries.values())
        for name, others in self.repeats.items():
            self._hold_back_others(self.entries[name], others)

    # --- saved states ----------------------------------------------------------------------------

    def save(self) -> bytes:
        """The state as bytes; equal states may differ in bytes, never in what they answer."""
        return _ENCODER.encode((SAVED_VERSION, [_saved(entry) for entry in self.places()]))

    def take_up(self, data: bytes) -> None:
        """Add what a saved state holds.

        Errors: ValueError when another release saved it; fold the entries of the log instead.
        """
        try:
            saved = _DECODER.decode(data)
        except msgspec.DecodeError as error:
            raise ValueError("this is no saved state of this release") from error
        self.add_all(saved[1])


class _SavedEntry(Entry, frozen=True, gc=False, array_like=True):
    """An entry as it is saved; read back, it is an entry like any other."""

    event: Union[tuple(EVENT_TYPES.values())]  # type: ignore[valid-type]  # noqa: UP007


def _saved(entry: Entry) -> _SavedEntry:
    if isinstance(entry, _SavedEntry):
        return entry
    return _SavedEntry(
        entry.id, entry.event, entry.device, entry.epoch, entry.sequence,
        entry.position, entry.received, entry.verdict,
    )  # fmt: skip


def _preference(entry: Entry) -> tuple[bool, bool, int, str, int, int]:
    """The order of the places of one event: committed first, accepted first, earliest first."""
    return (
        entry.position is None,
        standing(entry.verdict) != "accepted",
        entry.position or 0,
        entry.device,
        entry.epoch,
        entry.sequence,
    )


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(tuple[Literal[1], list[_SavedEntry]])
