"""What is said of the money of a tranche: ordered, paid, received, and what does not fit."""

from datetime import date

import pytest

from events.entry import Entry
from events.folds.answer import look
from events.folds.payments import Disbursement, PaymentException, disbursements
from tests.builders import an_id
from tests.telling import Teller, Telling

DAY = date(2019, 12, 31)
NANA = an_id("nana")


@pytest.fixture
def office(telling: Telling) -> Teller:
    return telling.device("O2", "operator")


def ledger(telling: Telling, as_of: date = DAY) -> tuple[Disbursement, ...]:
    """The household's tranches as the office has them."""
    looked = look(telling.household(), telling.programme(), as_of.isoformat())
    return disbursements(looked.facts, looked.decisions)


def exceptions(telling: Telling, as_of: date = DAY) -> tuple[PaymentException, ...]:
    """What does not fit in the only tranche there is."""
    (only,) = ledger(telling, as_of)
    return only.exceptions


def ordered(teller: Teller, on: str = "2019-04-01", **fields: object) -> Entry:
    fields = {"year": 2019, "amount": 1_000_000, **fields}
    return teller.says("payment_ordered", on, **fields)  # type: ignore[arg-type]


def paid(teller: Teller, on: str = "2019-04-10", **fields: object) -> Entry:
    fields = {"year": 2019, "amount": 1_000_000, "paid_on": None, **fields}
    return teller.says("payment_reported", on, **fields)  # type: ignore[arg-type]


def received(teller: Teller, on: str = "2019-04-20", **fields: object) -> Entry:
    fields = {"year": 2019, "amount": 1_000_000, **fields}
    return teller.says("assistance_received", on, **fields)  # type: ignore[arg-type]


def settled(telling: Telling, *tellers: Teller) -> None:
    for teller in tellers:
        teller.syncs()
