"""What is asked of E1-E12: complete costs, shares, rents, workers, dates."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, cast

from events.check.draft import Draft, Rules, Setting
from events.dates import first_day
from events.problems import Problem
from events.types import (
    CostsReported,
    LicenceObtained,
    OrderReceived,
    PremisesRecorded,
    SalesReported,
    WorkforceRecorded,
)
from events.words import field_label, rupiah

COST_FIELDS: Final = ("materials", "wages", "rent", "transport", "utilities", "other")
_SHARE_MAY_DIFFER: Final = 1
"""Percent: people round."""


def _premises_recorded(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(PremisesRecorded, draft.body)
    if isinstance(body.rent, int) and body.rent > 0 and body.per is None:
        given = (rupiah(body.rent), rupiah(body.rent, "en"))
        yield Problem("rent_per", "per", values={"given": given})


def _workforce_recorded(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(WorkforceRecorded, draft.body)
    workers = (body.paid, body.unpaid_family)
    known = [count for count in workers if isinstance(count, int)]
    if isinstance(body.women, int) and len(known) == 2 and body.women > sum(known):
        yield Problem("women_more", "women", values={"given": body.women, "highest": sum(known)})


def _order_received(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(OrderReceived, draft.body)
    if body.quantity == 0:
        yield Problem("nothing_sold", "quantity", "warn")
    if body.due is not None and body.due < first_day(draft.on):
        on = (field_label("id", "on"), field_label("en", "on"))
        yield Problem("before", "due", values={"given": body.due.isoformat(), "other": on})


def _sales_reported(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(SalesReported, draft.body)
    if any(sale.quantity == 0 for sale in body.sales):
        yield Problem("nothing_sold", "quantity", "warn")
    share = _largest_share(body)
    stated = body.largest_buyer_pct
    if share is None or not isinstance(stated, int):
        return
    if abs(share - stated) > _SHARE_MAY_DIFFER:
        values = {"given": stated, "expected": share}
        yield Problem("largest_share", "largest_buyer_pct", "warn", dict(values))


def _largest_share(body: SalesReported) -> int | None:
    """The largest buyer's percent of the revenue; None where a buyer or price is not known."""
    revenue: Counter[str] = Counter()
    for sale in body.sales:
        if sale.buyer is None or not isinstance(sale.unit_price, int):
            return None
        revenue[sale.buyer] += sale.quantity * sale.unit_price
    total = revenue.total()
    # One buyer named says nothing: the others may be missing from the list, not from the market.
    return round(100 * max(revenue.values()) / total) if total and len(revenue) > 1 else None


def _costs_reported(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(CostsReported, draft.body)
    absent = [name for name in COST_FIELDS if not isinstance(getattr(body, name), int)]
    if body.complete and absent:
        choices = tuple(
            ", ".join(field_label(lang, name) for name in absent) for lang in ("id", "en")
        )
        yield Problem("costs_incomplete", "complete", values={"choices": (choices[0], choices[1])})


def _licence_obtained(draft: Draft, setting: Setting) -> Iterator[Problem]:
    body = cast(LicenceObtained, draft.body)
    if body.issued > setting.today:
        yield Problem("in_future", "issued", values={"given": body.issued.isoformat()})


RULES: Final[Rules] = {
    "premises_recorded": _premises_recorded,
    "workforce_recorded": _workforce_recorded,
    "order_received": _order_received,
    "sales_reported": _sales_reported,
    "costs_reported": _costs_reported,
    "licence_obtained": _licence_obtained,
}
