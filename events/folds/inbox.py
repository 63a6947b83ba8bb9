"""What of a household waits for a person at the office, besides conflicts and proposals.

    review      an entry the office holds back, or one with a flag, until a coordinator has looked
    late        an entry written long after it was true, for a while
    statement   the family asks, objects or complains, until it is answered
    note        words for the coordinator that say they are open, until a reply says they are done

Before: what an answer is made of (`answer.py`). After: the office's lists. What looks odd is its
author's first: it waits for the office only once the author has written about it, or a week passed.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct

from events import limits
from events.entry import ACCEPTED, Entry, Verdict, standing, verdict_code
from events.folds.acts import ACTS, Resolved
from events.folds.answer import Looked
from events.folds.claims import begin_of_day, day_received
from events.folds.doubts import Doubts, flags_by_entry
from events.folds.facts import Facts
from events.folds.months import end_of
from events.folds.voices import Voices, still_open, unanswered
from events.ids import ActorId, DeviceId, EventId
from events.limits import DAY_MS
from events.types import Basis, FamilyStatement, NoteWritten

Kind = Literal["review", "late", "statement", "note"]

_NO_REASON: Final = "no_reason"
_LATE_AFTER: Final = timedelta(days=limits.LATE_AFTER_DAYS)
_LATE_SHOWN: Final = timedelta(days=limits.LATE_SHOWN_DAYS)
_LATE_SHOWN_FIRST: Final = date.min + _LATE_SHOWN
"""An answer may be asked as of any day there is."""


class InboxItem(Struct, frozen=True, gc=False):
    """One entry that waits. `since`: from when on it is the office's matter, None before it came.

    `codes`: of a review the office's reason and the flags, of a late entry why it is late, of a
    statement its stance, of a note whom it is for. `replies` are what was written about it.
    """

    kind: Kind
    event: EventId
    type: str
    on: str
    at: int
    received: int | None
    since: int | None
    by: ActorId
    entered_by: ActorId | None
    device: DeviceId
    basis: Basis
    verdict: Verdict
    codes: tuple[str, ...]
    about: str | None
    replies: tuple[EventId, ...]


def inbox(looked: Looked) -> tuple[InboxItem, ...]:
    """What waits as of the day a household was looked at, by kind and event."""
    facts = looked.facts
    voices = Voices.of(facts)
    found = [
        *_reviews(looked, voices),
        *_late(looked),
        *_statements(facts, voices),
        *_notes(facts, voices),
    ]
    return tuple(sorted(found, key=lambda item: (item.kind, item.event)))


# --- entries to look at ---------------------------------------------------------------------------


def _reviews(looked: Looked, voices: Voices) -> Iterator[InboxItem]:
    flags = flags_by_entry(looked.resolved, looked.decisions, looked.programme)
    doubts = Doubts(looked.programme, looked.decisions.assignments, looked.household)
    for name in {*doubts.asked, *flags}:
        entry = looked.household.entries.get(name)
        if entry is None:
            continue  # a flag of another name of the household
        codes = tuple(flags.get(name, ()))
        if entry.verdict != ACCEPTED:
            state = standing(entry.verdict)
            if state == "quarantined":
                continue
            if state == "review":
                codes = (verdict_code(entry.verdict) or "review", *codes)
        codes += doubts.of(entry)
        if codes and _is_undecided(entry, looked.resolved):
            replies = voices.about(entry.id)
            since = _office_since(entry, replies)
            yield _item("review", entry, since, tuple(dict.fromkeys(codes)), None, replies)


def _is_undecided(entry: Entry, resolved: Resolved) -> bool:
    return entry.id not in resolved.voids and resolved.outcome(entry.id) is None


def _office_since(entry: Entry, replies: Sequence[Entry]) -> int | None:
    """When it became the office's to look at: its author has a week to say why."""
    received = entry.received
    if received is None or standing(entry.verdict) == "review":
        return received
    told = [
        reply.received
        for reply in replies
        if reply.event.by == entry.event.by and reply.received is not None
    ]
    return min((*told, received + limits.AUTHOR_FIRST_DAYS * DAY_MS))


def _late(looked: Looked) -> Iterator[InboxItem]:
    day = date.fromisoformat(looked.facts.day)
    shown_from = begin_of_day(max(day, _LATE_SHOWN_FIRST) - _LATE_SHOWN)
    for entry in looked.household.arrivals().since(shown_from):
        event, received = entry.event, entry.received
        assert received is not None, "what has arrived was received"
        if event.basis == "imported" or event.body.__class__ in ACTS:
            continue
        came = day_received(received)
        if event.on[:7] == came[:7] or entry.id in looked.resolved.voids:
            continue
        if date.fromisoformat(came) - date.fromisoformat(end_of(event.on)) > _LATE_AFTER:
            yield _item("late", entry, received, (event.late or _NO_REASON,), None, ())


# --- words ----------------------------------------------------------------------------------------


def _statements(facts: Facts, voices: Voices) -> Iterator[InboxItem]:
    for entry in unanswered(facts, voices):
        body = entry.event.body
        assert isinstance(body, FamilyStatement)
        replies = voices.about(entry.id)
        yield _item("statement", entry, entry.received, (body.stance,), body.about, replies)


def _notes(facts: Facts, voices: Voices) -> Iterator[InboxItem]:
    for entry in still_open(facts, voices):
        body = entry.event.body
        assert isinstance(body, NoteWritten)
        if body.for_ != "companion":
            codes = (body.for_,) if body.for_ else ()
            replies = voices.about(entry.id)
            yield _item("note", entry, entry.received, codes, body.about, replies)


def _item(
    kind: Kind,
    entry: Entry,
    since: int | None,
    codes: tuple[str, ...],
    about: str | None,
    replies: Sequence[Entry],
) -> InboxItem:
    event = entry.event
    return InboxItem(
        kind=kind,
        event=entry.id,
        type=event.body.type,
        on=event.on,
        at=event.at,
        received=entry.received,
        since=since,
        by=event.by,
        entered_by=event.entered_by,
        device=entry.device,
        basis=event.basis,
        verdict=entry.verdict,
        codes=codes,
        about=about,
        replies=tuple(reply.id for reply in replies),
    )
