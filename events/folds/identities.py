"""Which entries say what a person's numbers and name are today; the words themselves no fold reads.

A NIK, a No. KK and a name rest encrypted beside the line, so what a fold can tell is which event's
personal part holds the one that counts: the verified number before the one first written, a
correction in the place of what it corrects. Before: a household looked at (`answer.py`). After: the
office compares keyed hashes of those numbers between households (`server/officers/duplicates.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from events.entry import Entry
from events.folds.acts import Resolved
from events.folds.answer import Looked
from events.folds.claims import Key
from events.folds.merge import begun, standing
from events.ids import EventId, HouseholdId
from events.types import (
    Body,
    EntityId,
    FactCorrected,
    HeadChanged,
    IdentityVerified,
    MemberAdded,
)

Kind = Literal["nik", "kk", "name"]

HELD_IN: Final[dict[str, tuple[tuple[str, Kind | None], ...]]] = {
    "member_added": (("nik", "nik"), ("name", "name")),
    "identity_verified": (("number", None),),
    "head_changed": (("new_no_kk", "kk"),),
}
"""By type, the personal fields that hold them; None: the body says which kind of number it is."""


class Stated(NamedTuple):
    """What holds a member's number or name today: several events while people disagree.

    `household`: the stream that states it, one of the household's names.
    """

    member: EntityId
    kind: Kind
    household: HouseholdId
    events: tuple[EventId, ...]


def identities(looked: Looked) -> list[Stated]:
    """The numbers and names of everybody who is a member on the day looked at."""
    facts, resolved = looked.facts, looked.resolved
    found: list[Stated] = []
    for member in facts.members_on(facts.day):
        added = _standing(looked, MemberAdded, member.id)
        verified = _standing(looked, IdentityVerified, (member.id, "nik"))
        found += _stated(resolved, member.id, "nik", verified or added)
        found += _stated(resolved, member.id, "name", added)
        cards = _standing(looked, IdentityVerified, (member.id, "kk"))
        found += _stated(resolved, member.id, "kk", [*cards, *_of_new_head(looked, member.id)])
    return found


def _standing(looked: Looked, kind: type[Body], key: Key) -> Sequence[Entry]:
    claims = looked.resolved.claims
    bucket = claims.of(kind).get(key)
    return () if bucket is None else standing(claims, kind, begun(bucket, looked.facts.day))


def _of_new_head(looked: Looked, member: EntityId) -> Iterator[Entry]:
    """The changes of head that name a member, each with the number of the new family card."""
    for entry in looked.resolved.claims.entries(HeadChanged):
        body = entry.event.body
        assert isinstance(body, HeadChanged)
        if body.new_head == member and entry.event.on <= looked.facts.day:
            yield entry


def _stated(
    resolved: Resolved, member: EntityId, kind: Kind, entries: Iterable[Entry]
) -> Iterator[Stated]:
    """Stream by stream, the events that hold the value that counts."""
    by_stream: dict[HouseholdId, list[EventId]] = {}
    for entry in entries:
        field = next(
            field for field, held in HELD_IN[entry.event.type] if held == kind or held is None
        )
        held = by_stream.setdefault(HouseholdId(entry.event.stream), [])
        held += _ends(resolved, entry, field)
    for household, events in by_stream.items():
        yield Stated(member, kind, household, tuple(events))


def _ends(resolved: Resolved, entry: Entry, field: str) -> list[EventId]:
    """The corrections of a field that no other replaced; without any, the entry itself."""
    chain: dict[EventId, EventId | None] = {}
    for correction in resolved.corrections.get(entry.id, ()):
        body = correction.event.body
        if isinstance(body, FactCorrected) and body.field == field:
            chain[correction.id] = body.replaces
    return [name for name in chain if name not in chain.values()] or [entry.id]
