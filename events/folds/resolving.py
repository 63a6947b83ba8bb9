"""What corrections, voids, reviews and resolutions make of the entries they name.

Before: all entries of a stream and the acts by the id they name. After: the claims as they count
today (`claims.py`), which the rules read. An act counts from the moment it is known, wherever it
sorts; while what it names is absent it waits, and shows that it waits.

    fact_corrected      the newest of a chain counts; two ends of a chain are a conflict
    event_voided        by the author or a coordinator; the event counts no more, but stays visible
    conflict_resolved   the claims it decided against give way to the one it kept
    entry_reviewed      an entry in review counts once accepted

An act by somebody who may not do it does not count; it is flagged. So is a coordinator's over what
others stated of a household of another region (`reach.py`).
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product
from typing import Final, TypeVar

from msgspec.structs import replace

from events.dates import interval
from events.entry import Entry, standing
from events.errors import InputRefused
from events.folds.acts import ACTS, OpenCorrection, Outcome, Resolved, is_personal, named_by
from events.folds.claims import FILINGS, Claims, canonical, is_future, knew
from events.folds.renaming import renamed_members, with_renamed
from events.folds.rights import SUPERVISORS, Outside, Roles, missing_right, nowhere, people
from events.ids import ActorId, DeviceId, EventId
from events.paths import ON, with_value
from events.types import (
    Body,
    ConflictResolved,
    EntryReviewed,
    EventVoided,
    FactCorrected,
    Role,
    Value,
)

READINGS_MAX: Final = 16
"""Ways to read one entry while corrections of it conflict; the conflicts show all of them."""

_A = TypeVar("_A", bound=Body)


def resolve(
    entries: Mapping[EventId, Entry],
    acts: Mapping[EventId, list[Entry]],
    roles: Roles,
    outside: Outside = nowhere,
) -> Resolved:
    """The claims of all entries once every act on them is applied."""
    judge = _Judge(entries, acts, roles, outside)
    resolved = judge.resolved
    resolutions = [
        entry
        for entry in sorted(entries.values(), key=canonical)
        if isinstance(entry.event.body, ConflictResolved) and judge.counts(entry.id)
    ]
    resolved.resolutions = _newest_by_conflict(resolutions)
    resolved.claims.set_aside(resolved.resolutions)
    read: list[tuple[Entry, Entry]] = []
    for entry in entries.values():
        if entry.event.body.__class__ in ACTS:
            if any(name not in entries for name in named_by(entry.event.body)):
                resolved.waiting.append(entry.id)
        elif judge.counts(entry.id):
            for reading in judge.readings(entry):
                if is_future(reading):
                    judge.flag(entry.id, "future_date")
                else:
                    read.append((entry, reading))
    renamed = renamed_members(read)
    for _, reading in read:
        resolved.claims.add(with_renamed(reading, renamed) if renamed else reading)
    resolved.open_corrections.sort(key=lambda item: (item.target.id, item.path))
    resolved.waiting.sort()
    return resolved


def _newest_by_conflict(resolutions: Iterable[Entry]) -> list[Entry]:
    """The resolutions that no later one of the same conflict replaced knowingly."""
    by_conflict: dict[str, dict[DeviceId, Entry]] = {}
    for entry in resolutions:
        body = entry.event.body
        assert isinstance(body, ConflictResolved)
        newest = by_conflict.setdefault(body.conflict, {})
        held = newest.get(entry.device)
        if held is None or knew(entry, held):
            newest[entry.device] = entry
    return [
        entry
        for newest in by_conflict.values()
        for entry in newest.values()
        if not any(knew(other, entry) for other in newest.values() if other is not entry)
    ]


class _Judge:
    """Says which entries count, and how they read. An act is judged before what it acts on."""

    def __init__(
        self,
        entries: Mapping[EventId, Entry],
        acts: Mapping[EventId, list[Entry]],
        roles: Roles,
        outside: Outside,
    ) -> None:
        self.entries = entries
        self.acts = acts
        self.roles = roles
        self.outside = outside
        self.resolved = Resolved(Claims())
        self._judged: dict[EventId, bool] = {}

    def flag(self, entry: EventId, flag: str) -> None:
        """Say once what is to be said of an entry."""
        flags = self.resolved.flags.setdefault(entry, [])
        if flag not in flags:
            flags.append(flag)

    def counts(self, entry_id: EventId) -> bool:
        """True unless an entry is voided, in review, or an act its author may not do.

        A loop instead of recursion: voids of voids may be as deep as a hostile device likes. An
        act cannot name a later one, since ids are hashes; a ring of made-up ids counts for nothing.
        """
        stack, opened = [entry_id], {entry_id}
        while stack:
            top = stack[-1]
            if top not in self._judged:
                waits = [
                    act.id
                    for act in self.acts.get(top, ())
                    if act.id not in self._judged
                    and act.id not in opened
                    and isinstance(act.event.body, EventVoided | EntryReviewed)
                ]
                if waits:
                    opened.update(waits)
                    stack.extend(waits)
                    continue
                self._judged[top] = self._judge(self.entries[top])
            stack.pop()
        return self._judged[entry_id]

    def readings(self, entry: Entry) -> list[Entry]:
        """An entry as corrected; several while corrections of it conflict."""
        chains = self._chains(entry)
        if not chains:
            return [entry]
        paths: list[tuple[str, list[Value]]] = []
        for path, chain in sorted(chains.items()):
            ends = self._ends(entry.id, chain)
            values: list[Value] = []
            for _, body in ends:
                if body.new not in values and len(values) <= READINGS_MAX:
                    values.append(body.new)
            if len(values) > 1:
                self.resolved.open_corrections.append(
                    OpenCorrection(entry, path, tuple(act for act, _ in ends))
                )
                if _key_of(_corrected(entry, path, values[0])) != _key_of(entry):
                    continue  # nobody knows yet what it is about: it stays where it was written
            paths.append((path, values))
        readings = []
        for combination in islice(product(*(values for _, values in paths)), READINGS_MAX):
            reading = entry
            for (path, _), value in zip(paths, combination, strict=True):
                reading = _corrected(reading, path, value)
            readings.append(reading)
        return readings

    def _chains(self, entry: Entry) -> dict[str, list[tuple[Entry, FactCorrected]]]:
        """The corrections of an entry that count and fit, by the field they correct."""
        chains: dict[str, list[tuple[Entry, FactCorrected]]] = {}
        for act in self.acts.get(entry.id, ()):
            if isinstance(act.event.body, FactCorrected):
                self.counts(act.id)
        for act, body in self._on(entry.id, FactCorrected):
            self.resolved.corrections.setdefault(entry.id, []).append(act)
            if is_personal(entry.event.body, body.field):
                continue
            try:
                _corrected(entry, body.field, body.new)
            except (InputRefused, ValueError):
                self.flag(act.id, "correction_unfit")
                continue
            chains.setdefault(body.field, []).append((act, body))
        return chains

    def _ends(
        self, target: EventId, chain: list[tuple[Entry, FactCorrected]]
    ) -> list[tuple[Entry, FactCorrected]]:
        """The corrections that no other replaced and no resolution decided against."""
        replaced = {body.replaces for _, body in chain}
        ends = [link for link in chain if link[0].id not in replaced] or chain
        present = {target, *(act.id for act, _ in ends)}
        dropped = self.resolved.claims.dropped
        return [
            link
            for link in ends
            if not any(kept in present for kept in dropped.get(link[0].id, ()))
        ] or ends

    def _on(self, target: EventId, kind: type[_A]) -> Iterator[tuple[Entry, _A]]:
        """The acts of a kind on an entry that count, in canonical order."""
        for act in sorted(self.acts.get(target, ()), key=canonical):
            body = act.event.body
            if isinstance(body, kind) and self._judged.get(act.id, False):
                yield act, body

    def _judge(self, entry: Entry) -> bool:
        state = standing(entry.verdict)
        if entry.id in self.acts:
            reviewed = self._reviewed(entry)
            if reviewed:
                self.resolved.reviews[entry.id] = reviewed
        if state == "quarantined" or (
            state == "review" and self.resolved.outcome(entry.id) != "accepted"
        ):
            return False
        for void, _ in self._on(entry.id, EventVoided):
            if self._may_void(void, entry):
                self.resolved.voids[entry.id] = void
                return False
        return entry.event.body.__class__ not in ACTS or self._may_act(entry)

    def _reviewed(self, entry: Entry) -> frozenset[Outcome]:
        """What the reviews say that no later one replaced; both, while two of them differ."""
        reviews = list(self._on(entry.id, EntryReviewed))
        return frozenset(
            body.outcome
            for act, body in reviews
            if not any(knew(other, act) for other, _ in reviews)
        )

    def _may_void(self, void: Entry, entry: Entry) -> bool:
        event, own = void.event, (entry.event.by, entry.event.entered_by)
        # Who types it may not borrow the right of the one it is typed for.
        typed_by = event.entered_by or event.by
        others = [] if event.by == entry.event.by else [event.by]
        others += [] if typed_by in own else [typed_by]
        flag = "role_not_allowed"
        if all(self._supervises(actor, event.on) for actor in others):
            outside = self.outside(void, others)
            if outside is None:
                return True
            flag = outside
        self.flag(void.id, flag)
        return False

    def _supervises(self, actor: ActorId, on: str) -> bool:
        return not self.roles(actor, on).isdisjoint(SUPERVISORS)

    def _may_act(self, act: Entry) -> bool:
        # A date still to come would borrow a role that its author does not hold yet.
        future = "future_date" if is_future(act) else None
        flag = future or missing_right(act, self._allowed(act), self.roles) or self._outside(act)
        if flag is not None:
            self.flag(act.id, flag)
        return flag is None

    def _allowed(self, act: Entry) -> Iterable[Role]:
        """The roles that may do an act: who may write a fact may correct it."""
        body = act.event.body
        if isinstance(body, FactCorrected) and body.target in self.entries:
            return self.entries[body.target].event.body.spec.writers
        if isinstance(body, ConflictResolved):
            return (*SUPERVISORS, "pendamping") if self._is_among_own(act) else SUPERVISORS
        return body.spec.writers

    def _outside(self, act: Entry) -> str | None:
        """The flag of a review, or a resolution among what others stated, from another region."""
        body = act.event.body
        is_of_others = isinstance(body, ConflictResolved) and not self._is_among_own(act)
        if is_of_others or isinstance(body, EntryReviewed):
            return self.outside(act, people(act))
        return None

    def _is_among_own(self, resolution: Entry) -> bool:
        """True when all that a resolution names was stated by its author, who typed it too."""
        by = resolution.event.by
        named = [self.entries.get(name) for name in named_by(resolution.event.body)]
        return resolution.event.entered_by in (None, by) and all(
            entry is not None and entry.event.by == by for entry in named
        )


def _corrected(entry: Entry, path: str, value: Value) -> Entry:
    """Errors: InputRefused or ValueError when the value does not fit there."""
    event = entry.event
    if path == ON:
        if not isinstance(value, str):
            raise InputRefused("bad_value", "`on` is a day, month or year")
        interval(value)
        return replace(entry, event=replace(event, on=value))
    return replace(entry, event=replace(event, body=with_value(event.body, path, value)))


def _key_of(entry: Entry) -> object:
    return FILINGS[entry.event.body.__class__].key(entry)
