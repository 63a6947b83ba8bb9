"""Who may be written down twice: one NIK or No. KK in two households, and people who look alike.

    equal keyed hashes (`identities.py`)  ->  the households that hold them, folded as of today
        ->  a case while members of different households state one number

Only what stands counts: a number that was corrected or voided, a member who left, and two names of
one household make no case, so deciding closes it by itself. Equal names, birth years and desa only
suggest. Before: a reader or a command asks. After: people merge (`merging.py`), correct, or leave
both; until they do, payments count the person once (`persons_in_several`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final, Literal, NamedTuple

import msgspec

from events import limits
from events.dates import day_of_ms
from events.entry import Entry
from events.folds.answer import Looked, look
from events.folds.companions import companion_on
from events.folds.identities import Kind, identities
from events.ids import ActorId, EventId, HouseholdId, LogId
from events.limits import DAY_MS
from events.types import Body, EntityId, HouseholdRegistered, ProgrammeEnrolled
from server.answers.answering import Answering
from server.database import Row, Transaction

Basis = Literal["same_nik", "same_kk", "same_people"]

_BASES: Final[tuple[tuple[Kind, Basis], ...]] = (
    ("nik", "same_nik"),
    ("kk", "same_kk"),
    ("name", "same_people"),
)


class Side(msgspec.Struct, frozen=True):
    """One household of a case: who of it, who stated the number last, when, and how it is known.

    `household` is the name that counts, `written_in` the one under which it was written. `enrolled`
    is the day of its first enrolment. `received` in ms since 1970 UTC.
    """

    household: HouseholdId
    written_in: HouseholdId
    member: EntityId
    region: str | None
    companion: ActorId | None
    enrolled: str | None
    event: EventId
    by: ActorId
    basis: str
    on: str
    received: int | None


class Case(msgspec.Struct, frozen=True):
    """One person, or one family card, in several households; `same_people` is a suggestion only.

    `opened` (ms since 1970 UTC): when the office learned of the second. `survivor`: the household
    enrolled first, in which the others would go on. Sides: in the order of enrolment.
    """

    id: str
    basis: Basis
    opened: int
    age_days: int
    survivor: HouseholdId
    sides: tuple[Side, ...]


class Person(NamedTuple):
    """One NIK that is a member of several households: where, under which ids; `id` tells persons
    apart and nothing else."""

    id: str
    places: tuple[tuple[HouseholdId, EntityId], ...]


class _Group(NamedTuple):
    """Entries that hold one number, or one name with one birth year in one desa."""

    basis: Basis
    mac: str
    rows: Sequence[Row]


class Duplicates:
    """Looks for cases within one reading transaction; each household is folded once."""

    def __init__(
        self, transaction: Transaction, log: LogId, answering: Answering, now_ms: int
    ) -> None:
        self._transaction = transaction
        self._log = log
        self._answering = answering
        self._now_ms = now_ms
        self._day = day_of_ms(now_ms).isoformat()
        self._seen: dict[str, dict[tuple[Kind, EventId], Side]] = {}

    async def cases(self, bases: Collection[Basis]) -> list[Case]:
        """The open cases, the oldest first; at most so many groups of each kind are looked at."""
        found: dict[str, Case] = {}
        for kind, basis in _BASES:
            if basis in bases:
                for group in await self._groups(kind, basis):
                    case = await self._case(kind, group)
                    # Who shares a NIK shares a name, and often a card: one case is enough.
                    if case is not None and case.id not in found:
                        found[case.id] = case
        return sorted(found.values(), key=lambda case: (case.opened, case.id))

    async def persons(self) -> list[Person]:
        """Persons who are a member of several households today, by NIK."""
        found = []
        for group in await self._groups("nik", "same_nik"):
            sides = await self._sides("nik", group)
            if len({side.household for side in sides}) > 1:
                places = {(side.household, side.member) for side in sides}
                name = sha256(b"jejak.person.v1\0" + group.mac.encode()).hexdigest()[:32]
                found.append(Person(name, tuple(sorted(places))))
        return sorted(found)

    # --- groups ----------------------------------------------------------------------------------

    async def _groups(self, kind: Kind, basis: Basis) -> list[_Group]:
        most = limits.DUPLICATE_GROUPS_MAX
        if kind == "name":
            shared = await self._transaction.fetch("identities.alike", self._log, most)
        else:
            shared = await self._transaction.fetch("identities.shared", self._log, kind, most)
        macs = sorted({row[0] for row in shared})
        rows = await self._transaction.fetch("identities.holding", self._log, kind, macs)
        groups: dict[tuple[object, ...], list[Row]] = {}
        for row in rows:
            place = (row["birth_year"], row["region"]) if kind == "name" else ()
            groups.setdefault((row["mac"], *place), []).append(row)
        return [
            _Group(basis, str(key[0]), members)
            for key, members in groups.items()
            if len({row["household"] for row in members}) > 1
        ]

    async def _case(self, kind: Kind, group: _Group) -> Case | None:
        sides = await self._sides(kind, group)
        households = sorted({side.household for side in sides})
        if len(households) < 2:
            return None
        first = [
            min(side.received or 0 for side in sides if side.household == name)
            for name in households
        ]
        opened = sorted(first)[1]
        return Case(
            id=sha256("\0".join(["jejak.case.v1", *households]).encode()).hexdigest()[:16],
            basis=group.basis,
            opened=opened,
            age_days=max(0, (self._now_ms - opened) // DAY_MS),
            survivor=sides[0].household,
            sides=sides,
        )

    async def _sides(self, kind: Kind, group: _Group) -> tuple[Side, ...]:
        """What stands of a group, by enrolment, then by when the office learned of it."""
        sides = []
        for row in group.rows:
            seen = await self._of(HouseholdId(row["household"]))
            side = seen.get((kind, EventId(row["event"])))
            if side is not None and side not in sides:
                sides.append(side)
        return tuple(sorted(sides, key=_earlier))

    # --- households ------------------------------------------------------------------------------

    async def _of(self, household: HouseholdId) -> Mapping[tuple[Kind, EventId], Side]:
        """What stands in one stream today, by the event that holds it."""
        if household not in self._seen:
            found = await self._answering.gathered(self._transaction, self._log, household)
            try:
                looked = look(*found, self._day)
                self._seen[household] = dict(_sides_of(looked, household))
            except Exception:
                # It is parked; its own numbers can be judged once it is mended.
                self._seen[household] = {}
        return self._seen[household]


def enrolled_on(looked: Looked) -> tuple[bool, str, str]:
    """The order in which one of two households goes on: the one enrolled first, else registered."""
    kinds: tuple[type[Body], ...] = (ProgrammeEnrolled, HouseholdRegistered)
    for rank, kind in enumerate(kinds):
        days = [entry.event.on for entry in looked.facts.claims.entries(kind)]
        if days:
            return bool(rank), min(days), looked.household.id
    return True, "9", looked.household.id


async def persons_in_several(
    transaction: Transaction, log: LogId, answering: Answering, now_ms: int
) -> dict[tuple[HouseholdId, EntityId], str]:
    """Who is a member of several households: (household, member) to one id for each person.

    A report that counts people, or money to people, counts each id once.
    """
    found = await Duplicates(transaction, log, answering, now_ms).persons()
    return {place: person.id for person in found for place in person.places}


def _sides_of(
    looked: Looked, household: HouseholdId
) -> Iterable[tuple[tuple[Kind, EventId], Side]]:
    enrolments = looked.facts.claims.entries(ProgrammeEnrolled)
    enrolled = min((entry.event.on for entry in enrolments), default=None)
    for stated in identities(looked):
        if stated.household != household:
            continue
        for name in stated.events:
            entry = looked.household.entries[name]
            yield (stated.kind, name), _side(looked, household, stated.member, enrolled, entry)


def _side(
    looked: Looked,
    household: HouseholdId,
    member: EntityId,
    enrolled: str | None,
    entry: Entry,
) -> Side:
    return Side(
        household=looked.household.id,
        written_in=household,
        member=member,
        region=looked.facts.region() or None,
        companion=companion_on(looked.decisions.assignments, looked.facts.day),
        enrolled=enrolled,
        event=entry.id,
        by=entry.event.by,
        basis=entry.event.basis,
        on=entry.event.on,
        received=entry.received,
    )


def _earlier(side: Side) -> tuple[bool, str, int, str, str]:
    """The order in which one would go on in the other: the earlier enrolment first."""
    return (
        side.enrolled is None, side.enrolled or "", side.received or 0, side.household,
        side.member,
    )  # fmt: skip
