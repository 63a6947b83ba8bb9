"""The money of a tranche: three words side by side, and each thing that does not fit in them."""

from datetime import date

import pytest

from events import limits
from events.folds.payments import Disbursement
from events.folds.tranches import Side
from tests.builders import an_actor
from tests.telling import Teller, Telling
from tests.unit.payments import NANA, exceptions, ledger, ordered, paid, received, settled
from tests.unit.payments import office as office


def test_the_three_words_of_a_tranche_stand_side_by_side_with_who_said_them(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    zaenal.says("member_added", "2016")
    order = ordered(office)
    payment = paid(office, paid_on="2019-04-09")
    receipt = received(zaenal, received_by=NANA)
    settled(telling, office, zaenal)

    operator, companion = (an_actor("operator"),), (an_actor("zaenal"),)
    assert ledger(telling) == (
        Disbursement(
            programme="jamsosratu",
            year=2019,
            tranche=1,
            ordered=Side(1_000_000, None, "2019-04-01", operator, (order.id,)),
            paid=Side(1_000_000, "paid", "2019-04-10", operator, (payment.id,)),
            received=Side(1_000_000, "full", "2019-04-20", companion, (receipt.id,)),
            payee=NANA,
            received_by=NANA,
            shortfall=None,
            exceptions=(),
        ),
    )


def test_what_nobody_said_is_unknown_and_no_exception(telling: Telling, zaenal: Teller) -> None:
    received(zaenal)
    zaenal.syncs()

    (only,) = ledger(telling)
    assert (only.ordered, only.paid, only.exceptions) == (None, None, ())


def test_a_household_without_money_has_no_ledger(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("household_visited", "2019-04-01")
    zaenal.syncs()

    assert ledger(telling) == ()


def test_what_happened_after_the_day_is_not_in_it(telling: Telling, office: Teller) -> None:
    ordered(office)
    paid(office)
    office.syncs()

    assert ledger(telling, date(2019, 3, 31)) == ()
    (only,) = ledger(telling, date(2019, 4, 9))
    assert (only.ordered is not None, only.paid) == (True, None)


def test_several_lists_of_a_tranche_are_added_and_named(telling: Telling, office: Teller) -> None:
    ordered(office)
    ordered(office, list_no="463/SK-13/2019", amount=250_000)
    office.syncs()

    (only,) = ledger(telling, date(2019, 4, 30))
    assert only.ordered is not None
    assert only.ordered.amount == 1_250_000
    assert only.exceptions == ("ordered_twice",)


def test_a_payment_that_failed_and_was_made_later_counts_once(
    telling: Telling, office: Teller
) -> None:
    ordered(office)
    paid(office, "2019-04-10", status="failed")
    office.syncs()
    assert exceptions(telling, date(2019, 4, 30)) == ("not_paid",)

    paid(office, "2019-05-10")
    office.syncs()
    (only,) = ledger(telling, date(2019, 5, 31))
    assert only.paid is not None
    assert (only.paid.amount, only.paid.state, only.exceptions) == (1_000_000, "paid", ())


@pytest.mark.parametrize(
    ("paid_amount", "received_fields", "found"),
    [
        (1_000_000, {}, ()),
        (900_000, {"amount": 900_000}, ("paid_differs",)),
        (1_000_000, {"amount": 950_000}, ("received_differs",)),
        (
            1_000_000,
            {"amount": 950_000, "status": "partial", "shortfall_reason": "deduction"},
            ("received_partly", "received_differs"),
        ),
        (1_000_000, {"amount": 0, "status": "not_received"}, ("paid_not_received",)),
        (None, {"amount": 0, "status": "not_received"}, ("ordered_not_received",)),
        (None, {"amount": 750_000}, ("received_differs",)),
        (
            1_000_000,
            {"status": "not_received", "shortfall_reason": "card_held_by_other"},
            ("paid_not_received", "card_held_by_other"),
        ),
    ],
)
def test_amounts_that_differ_are_named_by_where_they_differ(
    telling: Telling,
    zaenal: Teller,
    office: Teller,
    paid_amount: int | None,
    received_fields: dict[str, object],
    found: tuple[str, ...],
) -> None:
    ordered(office)
    if paid_amount is not None:
        paid(office, amount=paid_amount)
    received(zaenal, **received_fields)  # type: ignore[arg-type]
    settled(telling, office, zaenal)

    assert exceptions(telling) == found


def test_money_the_family_did_not_receive_is_zero_and_not_the_amount_due(
    telling: Telling, zaenal: Teller
) -> None:
    received(zaenal, status="not_received")
    zaenal.syncs()

    (only,) = ledger(telling)
    assert only.received is not None
    assert (only.received.amount, only.amount) == (0, 0)


@pytest.mark.parametrize(
    ("as_of", "found"), [(date(2019, 6, 9), ()), (date(2019, 6, 10), ("receipt_unknown",))]
)
def test_a_family_nobody_asked_for_sixty_days_is_named(
    telling: Telling, office: Teller, as_of: date, found: tuple[str, ...]
) -> None:
    ordered(office)
    paid(office, "2019-04-10")
    office.syncs()

    assert exceptions(telling, as_of) == found


def test_nobody_needs_to_be_asked_about_a_payment_that_failed(
    telling: Telling, office: Teller
) -> None:
    ordered(office)
    paid(office, status="returned")
    office.syncs()

    assert exceptions(telling) == ("not_paid",)


# --- what cannot be relied on ---------------------------------------------------------------------


def test_claims_that_differ_leave_the_amount_unknown(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    second = telling.device("D2", "second")
    ordered(office)
    received(zaenal)
    received(second, amount=900_000)
    settled(telling, office, zaenal, second)

    (only,) = ledger(telling)
    assert only.received is not None
    assert (only.received.amount, only.exceptions) == (None, ("disputed",))
    assert only.received.by == (an_actor("zaenal"), an_actor("second"))
    assert only.amount == 1_000_000


def test_an_amount_that_cannot_be_is_named_and_not_added(telling: Telling, office: Teller) -> None:
    ordered(office, amount=limits.RUPIAH_MAX + 1)
    office.syncs()

    (only,) = ledger(telling, date(2019, 4, 30))
    assert only.ordered is not None
    assert (only.ordered.amount, only.exceptions) == (None, ("implausible",))


def test_a_correction_moves_the_amount(telling: Telling, zaenal: Teller, office: Teller) -> None:
    ordered(office)
    receipt = received(zaenal, amount=100_000)
    zaenal.says(
        "fact_corrected", "2019-04-21", target=receipt.id, field="amount", old=100_000,
        new=1_000_000,
    )  # fmt: skip
    settled(telling, office, zaenal)

    assert exceptions(telling) == ()
