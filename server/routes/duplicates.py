"""Who may be written down twice, for those who decide it.

A case is shown to whoever may see one of its households; of one in another region only the
kecamatan is told, so that the two koordinator find each other.
"""

from typing import Annotated, Final, get_args

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from events.errors import InputRefused
from events.ids import ActorId, EventId, HouseholdId
from events.types import REGISTRY, EntityId
from server.answers.access import ACCESS, Reader
from server.database import Transaction
from server.office import Office
from server.officers.duplicates import Basis, Case, Side
from server.officers.identities import catch_up
from server.officers.written_twice import WrittenTwice

_BASES: Final[tuple[Basis, ...]] = get_args(Basis)
_ENTITLED: Final = (*REGISTRY["households_merged"].writers, "admin")
_KECAMATAN_PARTS: Final = 3

BasisAsked = Annotated[
    str | None, QueryParameter(description="One of " + ", ".join(_BASES) + "; all when left out.")
]


class ShownSide(msgspec.Struct, frozen=True):
    """One household of a case; all but `region` is null where the reader may not see it."""

    region: str | None
    household: HouseholdId | None = None
    written_in: HouseholdId | None = None
    member: EntityId | None = None
    companion: ActorId | None = None
    enrolled: str | None = None
    event: EventId | None = None
    by: ActorId | None = None
    basis: str | None = None
    on: str | None = None
    received: int | None = None


class ShownCase(msgspec.Struct, frozen=True):
    """A case; `survivor` is the household enrolled first, null where the reader may not see it."""

    id: str
    basis: Basis
    opened: int
    age_days: int
    survivor: HouseholdId | None
    sides: tuple[ShownSide, ...]


class ShownCases(msgspec.Struct, frozen=True):
    """The open cases, the oldest first; `same_people` are suggestions only."""

    items: tuple[ShownCase, ...]
    log: str


@get(
    "/v1/duplicates",
    opt={ACCESS: "reader"},
    security=[{"token": list[str]()}],
    tags=["deciding"],
    summary="One NIK or No. KK in several households, and people who look alike",
)
async def duplicates(
    office: NamedDependency[Office],
    reader: NamedDependency[Reader],
    twice: NamedDependency[WrittenTwice],
    basis: BasisAsked = None,
) -> ShownCases:
    if reader.role not in _ENTITLED:
        raise InputRefused("not_entitled", "this role decides nothing about duplicates")
    bases = _BASES if basis is None else tuple(each for each in _BASES if each == basis)
    if not bases:
        raise InputRefused("bad_query", f"`basis` must be one of {', '.join(_BASES)}")
    await catch_up(office, office.desk(reader.log))
    cases = await twice.cases(office, reader.log, bases)
    async with office.database.read() as transaction:
        seen = await _seen(transaction, reader, cases)
    shown = tuple(
        _shown(case, seen) for case in cases if any(side.written_in in seen for side in case.sides)
    )
    return ShownCases(shown, reader.log)


async def _seen(
    transaction: Transaction, reader: Reader, cases: list[Case]
) -> frozenset[HouseholdId]:
    """The households of these cases that the reader may see: by where they were registered."""
    names = {side.written_in for case in cases for side in case.sides}
    seen = set()
    for name in names:
        row = await transaction.fetch_one("reading.region_of", reader.log, name)
        if row is not None and reader.may_see(row["region"]):
            seen.add(name)
    return frozenset(seen)


def _shown(case: Case, seen: frozenset[HouseholdId]) -> ShownCase:
    sides = tuple(_side(side, seen) for side in case.sides)
    survivor = case.survivor if case.sides[0].written_in in seen else None
    return ShownCase(case.id, case.basis, case.opened, case.age_days, survivor, sides)


def _side(side: Side, seen: frozenset[HouseholdId]) -> ShownSide:
    if side.written_in in seen:
        return ShownSide(**msgspec.structs.asdict(side))
    region = None if side.region is None else side.region.split(".")[:_KECAMATAN_PARTS]
    return ShownSide(None if region is None else ".".join(region))


HANDLERS: Final = (duplicates,)
