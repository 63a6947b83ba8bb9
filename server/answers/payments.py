"""The disbursement ledger as people ask it: tranches with their three sides, exceptions, totals.

Before: `server/projecting/figure_rows.py` keeps the rows. After: `server/routes/totals.py` and
the command `payments`. The caller opens one reading transaction, so that a page and its totals
belong together.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple, get_args

import msgspec

from events import limits
from events.errors import InputRefused
from events.folds.payments import PaymentException
from events.folds.tranches import Side
from events.ids import HouseholdId, LogId
from events.regions import contains
from events.types import EntityId, Programme, RegionCode
from server.answers.readmodels import ReadModels
from server.database import Row, Transaction
from server.devices.scoping import span_of

PROGRAMMES: Final[tuple[Programme, ...]] = get_args(Programme)

_AFTER: Final = re.compile(r"([^/\0]+)/([a-z]+)/([0-9]{4})/([1-4])")
_SIDES: Final = msgspec.json.Decoder(tuple[Side | None, Side | None, Side | None])
_EXCEPTIONS: Final = msgspec.json.Decoder(tuple[PaymentException, ...])


Key = tuple[str, str, int, int]
"""Household, programme, year and number: what names a tranche."""
Persons = Mapping[tuple[HouseholdId, EntityId], str]
"""Members whose NIK is one in several households, by household and member: one id a person."""
RowException = PaymentException | Literal["paid_twice"]


class PaymentRow(msgspec.Struct, frozen=True):
    """A tranche of a household as decree, bank and family tell it; None where one said nothing.

    `ordered`, `paid` and `received` are rupiah; each side says who stated it, when, and in which
    events.
    """

    household: HouseholdId
    region: str | None
    programme: Programme
    year: int
    tranche: int
    ordered: int | None
    paid: int | None
    received: int | None
    payee: EntityId | None
    received_by: EntityId | None
    shortfall: str | None
    exceptions: tuple[RowException, ...]
    ordered_side: Side | None
    paid_side: Side | None
    received_side: Side | None

    @property
    def key(self) -> Key:
        """What names it, and the order it comes in."""
        return self.household, self.programme, self.year, self.tranche


class PaymentTotal(msgspec.Struct, frozen=True):
    """A tranche over all households: the sum of what is known, and of how many it is known.

    `persons` are those it reached: one who is a member of two households counts once.
    """

    programme: Programme
    year: int
    tranche: int
    households: int
    ordered_known: int
    ordered: int
    paid_known: int
    paid: int
    received_known: int
    received: int
    exceptions: int
    persons: int


class PaymentPage(msgspec.Struct, frozen=True):
    """Tranches by household, programme, year and number; totals of all pages with the first."""

    items: tuple[PaymentRow, ...]
    next: str | None
    totals: tuple[PaymentTotal, ...] | None
    size: int


class Asked(NamedTuple):
    """Which tranches: of households registered in a region, of a programme, of a year ("", 0: all).

    `only_exceptions`: those a person should look into; the totals are of all the same.
    """

    region: str = ""
    programme: str = ""
    year: int = 0
    only_exceptions: bool = False


async def read_payments(
    transaction: Transaction,
    log: LogId,
    asked: Asked,
    persons: Persons,
    after: str | None = None,
    limit: int = limits.API_PAGE_MAX,
) -> PaymentPage:
    """A page of the ledger after the `next` of the page before.

    `persons`: who is a member of several households (`server/officers/duplicates.py`). Until people
    decide, money that reached one of them in two households in one year is `paid_twice`. Errors:
    InputRefused `bad_query` for an `after` that was never a `next`.
    """
    models = await ReadModels.open(transaction, log)
    last = ("", "", 0, 0) if after is None else _read_after(after)
    begin, end = span_of(asked.region or None)
    query = "payments.exceptions" if asked.only_exceptions else "payments.page"
    rows = await transaction.fetch(
        query, log, models.live.generation, *last, begin, end, asked.programme, asked.year, limit
    )
    shared = await _shared(transaction, log, models.live.generation, persons)
    twice = paid_twice((row for row, _ in shared), persons)
    asked_of = [row for row, registered in shared if _fits(row, registered, asked)]
    found = {(row := _payment(each)).key: row for each in rows}
    if asked.only_exceptions:
        # Those that nothing but the second household makes one; there are few.
        found |= {row.key: row for row in asked_of if row.key in twice and row.key > last}
    items = tuple(_told_twice(found[key], twice) for key in sorted(found)[:limit])
    totals = None
    if after is None:
        summed = await transaction.fetch(
            "payments.totals", log, models.live.generation, begin, end, asked.programme, asked.year
        )
        totals = tuple(_total(PaymentTotal(*row), asked_of, twice, persons) for row in summed)
    following = _after(items[-1]) if len(items) == limit else None
    return PaymentPage(items, following, totals, models.live.position)


# --- one person in several households ------------------------------------------------------------


def paid_twice(rows: Iterable[PaymentRow], persons: Persons) -> frozenset[Key]:
    """The tranches whose payee got money in another household in the same year."""
    reached: dict[tuple[str, int], list[PaymentRow]] = {}
    for row in rows:
        person = _person(row, persons)
        if person is not None and _has_reached(row):
            reached.setdefault((person, row.year), []).append(row)
    return frozenset(
        row.key
        for of_one in reached.values()
        if len({row.household for row in of_one}) > 1
        for row in of_one
    )


async def _shared(
    transaction: Transaction, log: LogId, generation: int, persons: Persons
) -> list[tuple[PaymentRow, str | None]]:
    """Every tranche of the households that share a person, with where each was registered."""
    households = sorted({str(household) for household, _ in persons})
    if not households:
        return []
    rows = await transaction.fetch("payments.of_households", log, generation, households)
    return [(_payment(row), row["registered"]) for row in rows]


def _fits(row: PaymentRow, registered: str | None, asked: Asked) -> bool:
    """True for a tranche that is asked for, but for its exceptions."""
    return (
        _lies_in(registered, asked.region)
        and asked.programme in ("", row.programme)
        and asked.year in (0, row.year)
    )


def _lies_in(registered: str | None, region: str) -> bool:
    if not region:
        return True
    return registered is not None and contains(RegionCode(region), RegionCode(registered))


def _told_twice(row: PaymentRow, twice: frozenset[Key]) -> PaymentRow:
    if row.key not in twice:
        return row
    return msgspec.structs.replace(row, exceptions=("paid_twice", *row.exceptions))


def _total(
    summed: PaymentTotal, shared: Sequence[PaymentRow], twice: frozenset[Key], persons: Persons
) -> PaymentTotal:
    """A sum in which a person of several households counts once, and is an exception."""
    of_it = [
        row
        for row in shared
        if (row.programme, row.year, row.tranche) == (summed.programme, summed.year, summed.tranche)
    ]
    named = [person for row in of_it if _has_reached(row) and (person := _person(row, persons))]
    new = sum(row.key in twice and not row.exceptions for row in of_it)
    return msgspec.structs.replace(
        summed,
        exceptions=summed.exceptions + new,
        persons=summed.persons - (len(named) - len(set(named))),
    )


def _person(row: PaymentRow, persons: Persons) -> str | None:
    return None if row.payee is None else persons.get((row.household, row.payee))


def _has_reached(row: PaymentRow) -> bool:
    """True when the bank paid; where it said nothing, when the family received something."""
    return bool(row.received if row.paid is None else row.paid)


# --- rows -----------------------------------------------------------------------------------------


def _payment(row: Row) -> PaymentRow:
    household, programme, year, tranche, ordered, paid, received, payee, received_by, *rest = row
    shortfall, exceptions, sides, region, *_ = rest
    return PaymentRow(
        household, region, programme, year, tranche, ordered, paid, received, payee, received_by,
        shortfall, _EXCEPTIONS.decode(exceptions), *_SIDES.decode(sides),
    )  # fmt: skip


def _after(row: PaymentRow) -> str:
    return "/".join(map(str, row.key))


def _read_after(text: str) -> tuple[str, str, int, int]:
    match = _AFTER.fullmatch(text)
    if match is None:
        raise InputRefused("bad_query", "`after` must be the `next` of the page before")
    household, programme, year, tranche = match.groups()
    return household, programme, int(year), int(tranche)
