"""Who was paid: after leaving, after graduation or death, a stranger, by two programmes at once."""

from datetime import date

import pytest

from tests.builders import an_id
from tests.telling import Teller, Telling
from tests.unit.payments import NANA, exceptions, ledger, paid, received, settled
from tests.unit.payments import office as office


def leaves(telling: Telling, zaenal: Teller, programme: str = "jamsosratu") -> None:
    """The family leaves the programme on 8 April 2019 by its own wish."""
    zaenal.says("programme_enrolled", "2016-07-11", kind="first", cohort_year=2016)
    zaenal.says("exit_proposed", "2019-04-01", programme=programme)
    zaenal.says("programme_exited", "2019-04-08", by="kabupaten", effective_on="2019-04-08")


@pytest.mark.parametrize(
    ("on", "paid_on", "programme", "found"),
    [
        ("2019-04-10", None, "jamsosratu", ("paid_after_exit",)),
        ("2019-04-08", None, "jamsosratu", ()),
        ("2019-04-10", "2019-04-07", "jamsosratu", ()),
        ("2019-04", None, "jamsosratu", ()),
        ("2019-05", None, "jamsosratu", ("paid_after_exit",)),
        ("2019-04-10", None, "pkh", ()),
    ],
)
def test_money_paid_after_the_household_left_is_named_where_the_dates_prove_it(
    telling: Telling,
    zaenal: Teller,
    office: Teller,
    on: str,
    paid_on: str | None,
    programme: str,
    found: tuple[str, ...],
) -> None:
    leaves(telling, zaenal, programme)
    paid(office, on, paid_on=paid_on)
    settled(telling, zaenal, office)

    assert exceptions(telling, date(2019, 5, 31)) == found


def test_money_paid_after_graduation_is_named_and_after_readmission_not(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    zaenal.says("programme_enrolled", "2016-07-11", kind="first", cohort_year=2016)
    zaenal.says("graduation_proposed", "2019-02-01", as_of="2019-02-01", indicators=[])
    zaenal.says("graduation_decided", "2019-02-10", by="kabupaten", level="kabupaten")
    zaenal.says(
        "graduation_decided", "2019-03-01", by="province", level="province",
        effective_on="2019-03-01",
    )  # fmt: skip
    paid(office)
    settled(telling, zaenal, office)
    assert exceptions(telling, date(2019, 5, 31)) == ("paid_after_exit",)

    zaenal.says(
        "programme_enrolled", "2019-04-01", by="kabupaten", kind="readmitted", cohort_year=2019
    )
    zaenal.syncs()
    assert exceptions(telling, date(2019, 5, 31)) == ()


@pytest.mark.parametrize(
    ("died", "found"), [("2019-04-09", ("paid_after_death",)), ("2019-04-10", ()), ("2019", ())]
)
def test_money_paid_to_one_who_had_died_is_named(
    telling: Telling, zaenal: Teller, office: Teller, died: str, found: tuple[str, ...]
) -> None:
    zaenal.says("member_added", "2016")
    zaenal.says("payee_set", "2016-07-11")
    zaenal.says("member_died", died, member=NANA)
    paid(office)
    settled(telling, zaenal, office)

    assert exceptions(telling, date(2019, 5, 31)) == found


@pytest.mark.parametrize(
    ("payee", "left", "found"),
    [
        ("nana", None, ()),
        ("somebody else", None, ("payee_not_member",)),
        ("nana", "2019-04-09", ("payee_not_member",)),
        ("nana", "2019-04", ()),
    ],
)
def test_a_payee_who_is_no_member_is_named(
    telling: Telling,
    zaenal: Teller,
    office: Teller,
    payee: str,
    left: str | None,
    found: tuple[str, ...],
) -> None:
    zaenal.says("member_added", "2016")
    if left is not None:
        zaenal.says("member_left", left, member=NANA)
    paid(office, payee=an_id(payee))
    settled(telling, zaenal, office)

    assert exceptions(telling, date(2019, 5, 31)) == found


def test_while_no_member_is_known_nobody_is_called_a_stranger(
    telling: Telling, office: Teller
) -> None:
    paid(office, payee=NANA)
    office.syncs()

    assert exceptions(telling, date(2019, 5, 31)) == ()


def test_two_programmes_in_one_year_are_named_in_each_of_their_tranches(
    telling: Telling, zaenal: Teller
) -> None:
    received(zaenal)
    received(zaenal, "2019-07-20", programme="pkh", tranche=2)
    received(zaenal, "2018-07-20", programme="pkh", year=2018)
    zaenal.syncs()

    found = {(each.programme, each.year): each.exceptions for each in ledger(telling)}
    assert found == {
        ("jamsosratu", 2019): ("two_programmes",),
        ("pkh", 2018): (),
        ("pkh", 2019): ("two_programmes",),
    }


def test_a_programme_whose_payment_failed_gave_nothing(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    received(zaenal)
    paid(office, programme="pkh", status="failed")
    settled(telling, zaenal, office)

    assert [each.exceptions for each in ledger(telling)] == [(), ("not_paid",)]
