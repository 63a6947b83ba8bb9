"""A household's facts as of a day, read by the rules; where claims conflict, under one reading.

Before: settled claims (`merge.py`). After: `enterprise.py`, `checks/`, `status.py`. Reading a key
that an open conflict rests on is remembered: `under_each_claim` then evaluates the same rule under
every reading of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from math import prod
from typing import Generic, NamedTuple, TypeVar, cast

from msgspec import Struct

from events.folds.claims import Claims, Key
from events.folds.merge import READINGS_MAX, Fact, last_said, settle, settle_field
from events.folds.months import end_of, is_open
from events.folds.parameters import Parameter
from events.folds.programme import Programme
from events.folds.splits import Split, Splits, read_splits
from events.types import (
    AddressChanged,
    Body,
    ComponentRecorded,
    EntityId,
    HouseholdRegistered,
    MemberAdded,
    MemberDied,
    MemberLeft,
    RegionCode,
)

_B = TypeVar("_B", bound=Body)
Gone = Fact[MemberLeft] | Fact[MemberDied] | Fact[Split]
_T = TypeVar("_T")

Contested = tuple[type[Body], Key, str]
"""A type, a key and a field ("" for all of them) with an open conflict."""
Choices = Mapping[Contested, int]


class Member(Struct, frozen=True, gc=False):
    """Somebody who belongs, or belonged, to the household."""

    id: EntityId
    added: Fact[MemberAdded]
    gone: Gone | None

    def present(self, day: str) -> bool:
        """True when the household had this member at the end of that day."""
        return self.added.on <= day and (self.gone is None or self.gone.on > day)


class Facts:
    """What is held to be true as of `day`, when open conflicts are decided as in `choices`."""

    def __init__(
        self, claims: Claims, programme: Programme, day: str, choices: Choices | None = None
    ) -> None:
        self.claims = claims
        self.programme = programme
        self.day = day
        self.choices = choices or {}
        self.contested: dict[Contested, int] = {}
        """What was read although a conflict about it is open, and how many readings it has."""
        self.memo: dict[object, object] = {}
        """What enterprise and rules worked out once for this day and these choices."""
        self._members: list[Member] | None = None
        self._present: dict[str, list[Member]] = {}
        self._whole_since: str | None = None
        self._components: list[Fact[ComponentRecorded]] | None = None
        self._regions: dict[str, RegionCode] = {}
        self._splits: Splits | None = None

    def under(self, choices: Choices) -> "Facts":
        """The same facts, open conflicts decided otherwise."""
        return Facts(self.claims, self.programme, self.day, choices)

    def one(self, kind: type[_B], key: Key) -> Fact[_B] | None:
        """The fact under a key; None when nobody stated it by this day."""
        # Rules read some forty keys a household, and nearly all hold one claim.
        buckets = self.claims.buckets.get(kind)
        bucket = None if buckets is None else buckets.get(key)
        if bucket is None:
            return None
        if len(bucket) == 1:
            entry = bucket[0]
            event = entry.event
            if event.on > self.day:
                return None
            body = event.body
            assert isinstance(body, kind), "a bucket holds claims of its type"
            return Fact(body, event.on, (entry.id,))
        facts = settle(self.claims, kind, key, self.day)
        if len(facts) == 1:
            return facts[0]
        return facts[self._choice((kind, key, ""), len(facts))] if facts else None

    def said(
        self, kind: type[Body], key: Key, name: str, day: str | None = None
    ) -> Fact[object] | None:
        """What a survey says in one field by this day, or by an earlier one."""
        claims = self.claims
        buckets = claims.buckets.get(kind)
        bucket = None if buckets is None else buckets.get(key)
        if bucket is None:
            return None
        if (kind, key) not in claims.contestable:
            return last_said(bucket, name, day or self.day)
        facts = settle_field(claims, kind, key, name, day or self.day)
        if len(facts) == 1:
            return facts[0]
        return facts[self._choice((kind, key, name), len(facts))] if facts else None

    def all(self, kind: type[_B]) -> Iterator[tuple[Key, Fact[_B]]]:
        """The facts of a type by key, in the order of their keys; mostly none."""
        buckets = self.claims.buckets.get(kind)
        return iter(()) if buckets is None else self._all(kind, _sorted(buckets))

    def _all(self, kind: type[_B], keys: Iterable[Key]) -> Iterator[tuple[Key, Fact[_B]]]:
        for key in keys:
            fact = self.one(kind, key)
            if fact is not None:
                yield key, fact

    def every(self, kind: type[_B]) -> list[Fact[_B]]:
        """All that was stated of a type without a key by this day, in canonical order."""
        return [
            Fact(cast(_B, entry.event.body), entry.event.on, (entry.id,))
            for entry in self.claims.of(kind).get("", ())
            if entry.event.on <= self.day
        ]

    def _choice(self, contested: Contested, readings: int) -> int:
        self.contested[contested] = max(readings, self.contested.get(contested, 0))
        return min(self.choices.get(contested, 0), readings - 1)

    # --- who belongs, and where they live --------------------------------------------------------

    def members(self) -> list[Member]:
        """Everybody who was ever a member by this day, by id."""
        if self._members is None:
            self._members = [
                Member(added.value.member, added, self._gone(key))
                for key, added in self.all(MemberAdded)
            ]
            if all(member.gone is None for member in self._members):
                self._whole_since = max((each.added.on for each in self._members), default="")
        return self._members

    def _gone(self, member: Key) -> Gone | None:
        left = self.one(MemberLeft, member)
        gone = self.one(MemberDied, member) if left is None else left
        if gone is not None:
            return gone
        for split in self.splits().into:
            if member in split.members:
                return Fact(split, split.on, (split.event,))
        return None

    def splits(self) -> Splits:
        """How this household became two, or came of another one."""
        if self._splits is None:
            self._splits = read_splits(self.claims, self.programme, self.day)
        return self._splits

    def members_on(self, day: str) -> list[Member]:
        """The members present at the end of a day, this one or an earlier one."""
        present = self._present.get(day)
        if present is None:
            members = self.members()
            if self._whole_since is not None and self._whole_since <= day:
                present = members  # as mostly: all were added before, and nobody has gone
            else:
                present = [member for member in members if member.present(day)]
            self._present[day] = present
        return present

    def region(self, day: str | None = None) -> RegionCode:
        """The code of the place they lived in by a day, this one or an earlier one.

        Empty while nobody stated it; a retired code is read as the one in its place on this day.
        """
        by = day or self.day
        known = self._regions.get(by)
        if known is None:
            moved = self.said(AddressChanged, "", "region", by)
            registered = self.one(HouseholdRegistered, "")
            if moved is not None:
                stated = RegionCode(str(moved.value))
            else:
                stated = RegionCode("") if registered is None else registered.value.region
            known = self._regions[by] = self.programme.region_on(stated, self.day)
        return known

    def components(self) -> list[Fact[ComponentRecorded]]:
        """The components that are open on this day, of members who are present."""
        if self._components is None:
            present = {member.id for member in self.members_on(self.day)}
            self._components = [
                fact
                for _, fact in self.all(ComponentRecorded)
                if fact.value.member in present
                and is_open(fact.value.starts, fact.value.ends, self.day)
            ]
        return self._components

    def figure(self, name: str, month: str) -> Parameter | None:
        """The figure that holds in a month, for the region the household then lived in."""
        by = self.day
        if AddressChanged in self.claims.buckets:
            by = min(by, end_of(month))
        return self.programme.parameter(name, self._regions.get(by) or self.region(by), month)


class Readings(NamedTuple, Generic[_T]):
    """What a rule comes to under every reading of the conflicts it rests on.

    Shape: one result when it rests on none; no result beyond `READINGS_MAX`.
    """

    results: list[_T]
    rests_on: tuple[Contested, ...]


def under_each_claim(facts: Facts, evaluate: Callable[[Facts], _T]) -> Readings[_T]:
    """Evaluate a rule under every reading of the open conflicts it rests on."""
    if not facts.claims.contestable:
        return Readings([evaluate(facts)], ())
    fresh = facts.under({})
    results = [evaluate(fresh)]
    names: tuple[Contested, ...] = ()
    while len(fresh.contested) > len(names):
        names = tuple(fresh.contested)
        counts = [fresh.contested[name] for name in names]
        if prod(counts) > READINGS_MAX:
            return Readings([], names)
        results = []
        for combination in product(*map(range, counts)):
            reading = facts.under(dict(zip(names, combination, strict=True)))
            results.append(evaluate(reading))
            # Another reading may lead the rule to another conflict: then all are tried again.
            fresh.contested.update(reading.contested)
    return Readings(results, names)


def _sorted(buckets: Mapping[Key, object]) -> list[Key]:
    """Keys in one order on every side; those of one type are all text or all tuples alike."""
    return list(buckets) if len(buckets) < 2 else sorted(buckets)
