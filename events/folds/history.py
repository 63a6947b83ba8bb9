"""The history of a household: every entry with who, when, what it replaced and how it stands.

Before: the household's state. After: pages and exports, which add the personal parts. Nothing is
left out: what is voided, superseded or in review is shown as that.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from events.entry import Entry, Verdict
from events.entry import standing as standing_of
from events.folds.acts import ACTS, Resolved
from events.folds.claims import FILINGS, Key, canonical
from events.folds.decisions import read_decisions
from events.folds.doubts import Doubts, flags_by_entry
from events.folds.facts import Facts
from events.folds.family import named, names_itself_alone
from events.folds.household import Household
from events.folds.merge import contested, latest, standing, supersedes
from events.folds.programme import Programme
from events.ids import ActorId, DeviceId, EventId, HouseholdId, is_hex_id
from events.types import (
    Basis,
    Body,
    ConflictResolved,
    EventVoided,
    FactCorrected,
    NoteWritten,
    Value,
)

State = Literal[
    "standing",
    "superseded",
    "set_aside",
    "disputed",
    "voided",
    "in_review",
    "quarantined",
    "waiting",
    "not_counted",
]
"""How an entry stands: it holds; a later one took its place; a resolution decided against it;
another contradicts it; it was voided; the office has not released it; the office could not take it;
what it acts on has not arrived; it may not do what it says, or speaks of the future."""

NEIGHBOURS_MAX: Final = 100
"""How far around an entry is looked for what it replaced; nobody surveys a house so often."""
_END: Final = "9999-12-31"


class Replaced(Struct, frozen=True, omit_defaults=True, gc=False):
    """What an entry took the place of: an earlier one, or one value of it."""

    event: EventId
    field: str | None = None
    value: Value = None


class HistoryEntry(Struct, frozen=True):
    """One entry. `replaced_by`: what took its place, or the place of one of its values.

    `stream`: the name of the household under which it was written. `linked`: entries that notes in
    reply to it are about, such as the one that stands on another household instead.
    """

    event: EventId
    stream: HouseholdId
    type: str
    by: ActorId
    entered_by: ActorId | None
    device: DeviceId
    on: str
    at: int
    position: int | None
    received: int | None
    basis: Basis
    verdict: Verdict
    state: State
    flags: tuple[str, ...]
    replaced: tuple[Replaced, ...]
    replaced_by: tuple[EventId, ...]
    linked: tuple[EventId, ...]
    body: Body


def history(
    household: Household, programme: Programme, known_at: int | None = None
) -> tuple[HistoryEntry, ...]:
    """Every entry of a household in the canonical order, as the office knew it at a moment.

    Of a merged household: its own entries, as they count where it goes on.
    """
    if known_at is not None:
        household, programme = household.known_at(known_at), programme.known_at(known_at)
    if names_itself_alone(household, programme):
        return _history(household, programme, {})
    one = named(household, programme, _END)
    whole = _history(one.state, programme, one.flags)
    if one.alias_of is None:
        return whole
    return tuple(entry for entry in whole if entry.stream == household.id)


def _history(
    household: Household, programme: Programme, merges: Mapping[EventId, str]
) -> tuple[HistoryEntry, ...]:
    """`merges`: flags of merges that do not count."""
    resolved = household.resolved(programme)
    decisions = read_decisions(Facts(resolved.claims, programme, _END), household)
    decisions.flags.update(merges)
    flags = flags_by_entry(resolved, decisions, programme)
    readings = {
        entry.id: entry
        for kind in resolved.claims.buckets
        for entry in resolved.claims.entries(kind)
    }
    doubts = Doubts(programme, decisions.assignments, household)
    links = _links(resolved)
    seen = _Seen(resolved, readings, doubts, flags, frozenset(decisions.flags), links, {})
    entries = sorted(household.entries.values(), key=canonical)
    replaced = {entry.id: tuple(seen.replaced(entry)) for entry in entries}
    replaced_by: dict[EventId, list[EventId]] = {}
    for by, earlier in replaced.items():
        for each in earlier:
            replaced_by.setdefault(each.event, []).append(by)
    return tuple(
        seen.shown(entry, replaced[entry.id], tuple(replaced_by.get(entry.id, ())))
        for entry in entries
    )


def _links(resolved: Resolved) -> dict[EventId, list[EventId]]:
    """The entries that notes are about, by the entry they reply to."""
    links: dict[EventId, list[EventId]] = {}
    for entry in resolved.claims.of(NoteWritten).get("", ()):
        body = entry.event.body
        assert isinstance(body, NoteWritten)
        if body.reply_to is not None and body.about is not None and is_hex_id(body.about):
            links.setdefault(body.reply_to, []).append(EventId(body.about))
    return links


class _Look(NamedTuple):
    """The claims of a key that stand, and whether they contradict each other."""

    left: frozenset[EventId]
    is_open: bool


class _Seen(NamedTuple):
    """A household as its history looks at it.

    `readings` are its entries as corrected; `flags` what is to be said of them, `not_counted` the
    decisions that do not count.
    """

    resolved: Resolved
    readings: dict[EventId, Entry]
    doubts: Doubts
    flags: dict[EventId, list[str]]
    not_counted: frozenset[EventId]
    links: dict[EventId, list[EventId]]
    looks: dict[tuple[type[Body], Key], _Look]

    def shown(
        self, entry: Entry, replaced: tuple[Replaced, ...], replaced_by: tuple[EventId, ...]
    ) -> HistoryEntry:
        event = entry.event
        return HistoryEntry(
            event=entry.id,
            stream=HouseholdId(event.stream),
            type=event.body.type,
            by=event.by,
            entered_by=event.entered_by,
            device=entry.device,
            on=event.on,
            at=event.at,
            position=entry.position,
            received=entry.received,
            basis=event.basis,
            verdict=entry.verdict,
            state=self.state(entry),
            flags=self.flags_of(entry),
            replaced=replaced,
            replaced_by=replaced_by,
            linked=self.linked(entry.id),
            body=event.body,
        )

    def linked(self, entry: EventId) -> tuple[EventId, ...]:
        """What notes link to an entry, or to the act that struck it out."""
        void = self.resolved.voids.get(entry)
        found = [*self.links.get(entry, ())]
        if void is not None:
            found += self.links.get(void.id, ())
        return tuple(dict.fromkeys(found))

    def flags_of(self, entry: Entry) -> tuple[str, ...]:
        """What keeps an entry from counting, what is odd about it, and that it was returned."""
        odd = self.doubts.of(entry)
        returned = self.resolved.outcome(entry.id) == "returned"
        flags = (*self.flags.get(entry.id, ()), *odd, *(("returned",) if returned else ()))
        return tuple(dict.fromkeys(flags))

    def replaced(self, entry: Entry) -> Iterator[Replaced]:
        """What an entry that counts took the place of."""
        body = entry.event.body
        if isinstance(body, FactCorrected):
            if entry in self.resolved.corrections.get(body.target, ()):
                yield Replaced(body.replaces or body.target, body.field, body.old)
        elif isinstance(body, EventVoided):
            if self.resolved.voids.get(body.target) is entry:
                yield Replaced(body.target)
        elif isinstance(body, ConflictResolved):
            if entry in self.resolved.resolutions:
                yield from (Replaced(other) for other in body.others)
        elif body.spec.merge.kind == "register":
            yield from (Replaced(other.id) for other in self.preceding(entry))

    def preceding(self, entry: Entry) -> Sequence[Entry]:
        """The claims of a register that stood until this one."""
        kind = entry.event.body.__class__
        bucket = self.resolved.claims.of(kind).get(FILINGS[kind].key(entry), [])
        at = bisect_left(bucket, canonical(entry), key=canonical)
        earlier = [
            other
            for other in bucket[max(0, at - NEIGHBOURS_MAX) : at + NEIGHBOURS_MAX]
            if other.id != entry.id and supersedes(entry, other)
        ]
        return latest(earlier) if earlier else ()

    def state(self, entry: Entry) -> State:
        verdict = standing_of(entry.verdict)
        if verdict == "quarantined":
            return "quarantined"
        if entry.id in self.resolved.voids:
            return "voided"
        if entry.id in self.resolved.waiting:
            return "waiting"
        if entry.event.body.__class__ in ACTS:
            return "not_counted" if entry.id in self.resolved.flags else "standing"
        reading = self.readings.get(entry.id)
        if reading is None:
            return "in_review" if verdict == "review" else "not_counted"
        return self.state_among_claims(reading)

    def state_among_claims(self, entry: Entry) -> State:
        claims, kind = self.resolved.claims, entry.event.body.__class__
        if entry.id in self.not_counted:
            return "not_counted"
        if FILINGS[kind].contests == "never":
            return "standing"
        key = FILINGS[kind].key(entry)
        if (kind, key) not in self.looks:
            left = standing(claims, kind, claims.of(kind)[key])
            ids = frozenset(other.id for other in left)
            self.looks[(kind, key)] = _Look(ids, bool(contested(kind, left)))
        look = self.looks[(kind, key)]
        if entry.id not in look.left:
            return "set_aside" if entry.id in claims.dropped else "superseded"
        return "disputed" if look.is_open else "standing"
