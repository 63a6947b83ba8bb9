"""The disbursement ledger as people ask it: tranches with their three sides, exceptions, totals.

Before: `figure_rows.py` keeps the rows. After: `server/routes/totals.py` and the command
`payments`. The caller opens one reading transaction, so that a page and its totals belong together.
"""

import re
from typing import Final, NamedTuple, get_args

import msgspec

from events import limits
from events.errors import InputRefused
from events.folds.payments import PaymentException
from events.folds.tranches import Side
from events.ids import HouseholdId, LogId
from events.types import EntityId, Programme
from server.database import Row, Transaction
from server.readmodels import ReadModels
from server.scoping import span_of

PROGRAMMES: Final[tuple[Programme, ...]] = get_args(Programme)

_AFTER: Final = re.compile(r"([^/\0]+)/([a-z]+)/([0-9]{4})/([1-4])")
_SIDES: Final = msgspec.json.Decoder(tuple[Side | None, Side | None, Side | None])
_EXCEPTIONS: Final = msgspec.json.Decoder(tuple[PaymentException, ...])


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
    exceptions: tuple[PaymentException, ...]
    ordered_side: Side | None
    paid_side: Side | None
    received_side: Side | None


class PaymentTotal(msgspec.Struct, frozen=True):
    """A tranche over all households: the sum of what is known, and of how many it is known."""

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
    after: str | None = None,
    limit: int = limits.API_PAGE_MAX,
) -> PaymentPage:
    """A page of the ledger after the `next` of the page before.

    Errors: InputRefused `bad_query` for an `after` that was never a `next`.
    """
    models = await ReadModels.open(transaction, log)
    last = ("", "", 0, 0) if after is None else _read_after(after)
    begin, end = span_of(asked.region or None)
    query = "payments.exceptions" if asked.only_exceptions else "payments.page"
    rows = await transaction.fetch(
        query, log, models.live.generation, *last, begin, end, asked.programme, asked.year, limit
    )
    totals = None
    if after is None:
        found = await transaction.fetch(
            "payments.totals", log, models.live.generation, begin, end, asked.programme, asked.year
        )
        totals = tuple(PaymentTotal(*row) for row in found)
    items = tuple(_payment(row) for row in rows)
    following = _after(items[-1]) if len(items) == limit else None
    return PaymentPage(items, following, totals, models.live.position)


def _payment(row: Row) -> PaymentRow:
    household, programme, year, tranche, ordered, paid, received, payee, received_by, *rest = row
    shortfall, exceptions, sides, region = rest
    return PaymentRow(
        household, region, programme, year, tranche, ordered, paid, received, payee, received_by,
        shortfall, _EXCEPTIONS.decode(exceptions), *_SIDES.decode(sides),
    )  # fmt: skip


def _after(row: PaymentRow) -> str:
    return f"{row.household}/{row.programme}/{row.year}/{row.tranche}"


def _read_after(text: str) -> tuple[str, str, int, int]:
    match = _AFTER.fullmatch(text)
    if match is None:
        raise InputRefused("bad_query", "`after` must be the `next` of the page before")
    household, programme, year, tranche = match.groups()
    return household, programme, int(year), int(tranche)
