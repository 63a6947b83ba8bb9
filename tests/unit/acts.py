"""A report of sales, what it says now, and the acts that name it."""

from datetime import date

import pytest

from events.entry import Entry
from events.folds import Answer
from events.ids import EventId
from tests.builders import an_id
from tests.telling import Teller, Telling

DAY = date(2018, 12, 14)


def sold(quantity: int) -> list[dict[str, object]]:
    return [{"buyer": an_id("buyer a"), "quantity": quantity, "unit_price": 39_000}]


def quantity(said: Answer, month: str = "2018-11") -> int | None:
    assert said.enterprise is not None
    return {each.period: each.quantity for each in said.enterprise.months}.get(month)


def corrects(
    teller: Teller,
    target: Entry,
    new: object,
    *,
    field: str = "sales.0.quantity",
    replaces: Entry | None = None,
    by: str | None = None,
) -> Entry:
    return teller.says(
        "fact_corrected",
        "2018-12-10",
        target=target.id,
        field=field,
        old=251,
        new=new,
        replaces=None if replaces is None else replaces.id,
        by=by,
    )


def resolves(
    teller: Teller, conflict: str, kept: Entry, others: list[EventId], by: str = "kabupaten"
) -> Entry:
    return teller.says(
        "conflict_resolved",
        "2018-12-12",
        by=by,
        conflict=conflict,
        kept=kept.id,
        others=others,
    )


def flags(telling: Telling, entry: Entry) -> tuple[str, ...]:
    return telling.history()[entry.id].flags


@pytest.fixture
def second(telling: Telling) -> Teller:
    return telling.device("D2", "second")
