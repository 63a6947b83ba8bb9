"""What one household adds to the figures of its region, and what is said of it before."""

from datetime import date

from events.folds.answer import answer_of, look
from events.folds.payments import disbursements
from events.folds.rollup import Contribution, Figures, contribution
from tests.builders import an_id
from tests.telling import Teller, Telling

DAY = date(2019, 5, 10)


def contributed(telling: Telling, as_of: date = DAY) -> Contribution | None:
    """What Nana's household adds, as the office has it."""
    looked = look(telling.household(), telling.programme(), as_of.isoformat())
    money = disbursements(looked.facts, looked.decisions)
    return contribution(looked, answer_of(looked, as_of), money)


def figures(telling: Telling, as_of: date = DAY) -> Figures:
    found = contributed(telling, as_of)
    assert found is not None
    return found.figures


def enrolled(teller: Teller, **fields: object) -> None:
    teller.says("household_registered", "2016-07-11")
    teller.says("programme_enrolled", "2016-07-11", **fields)  # type: ignore[arg-type]


def sold(teller: Teller, *months: str, costs: int = 100_000) -> None:
    """Sales of 390,000 a month with all costs known."""
    sale = {"buyer": an_id("buyer a"), "quantity": 10, "unit_price": 39_000}
    others = dict.fromkeys(("wages", "rent", "transport", "utilities", "other"), 0)
    for month in months:
        teller.says("sales_reported", month, sales=[sale], largest_buyer_pct=60)
        teller.says("costs_reported", month, materials=costs, **others)  # type: ignore[arg-type]
