"""What is reported of an enterprise, month by month, and what the fold says of it."""

from datetime import date

from events.folds import Enterprise
from tests.builders import an_id
from tests.telling import Teller, Telling

DAY = date(2019, 5, 10)
MONTHS = ("2018-11", "2018-12", "2019-01", "2019-02", "2019-03", "2019-04")


def sold(
    teller: Teller, month: str, quantity: int = 100, price: object = 1_000, **fields: object
) -> None:
    sale = {"buyer": an_id("buyer a"), "quantity": quantity, "unit_price": price}
    fields = {"sales": [sale], "largest_buyer_pct": 60, **fields}
    teller.says("sales_reported", month, **fields)  # type: ignore[arg-type]


def spent(teller: Teller, month: str, materials: int = 0, basis: str = "book") -> None:
    others = dict.fromkeys(("wages", "rent", "transport", "utilities", "other"), 0)
    teller.says("costs_reported", month, basis=basis, materials=materials, **others)  # type: ignore[arg-type]


def enterprise(telling: Telling, as_of: date = DAY) -> Enterprise:
    said = telling.answer(as_of, *telling.unsent)
    assert said.enterprise is not None
    return said.enterprise
