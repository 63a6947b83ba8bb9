"""One person who is paid in two households is an exception of both, and counts as one person."""

import pytest

from events.ids import HouseholdId
from server.answers.payments import Asked, PaymentPage, read_payments
from tests.builders import a_household, an_id
from tests.integration.logs import TestLog
from tests.integration.logs import log as log
from tests.integration.village import Village


async def one_person_paid_in(
    log: TestLog, *paid: tuple[str, int, int], region: str = ""
) -> tuple[PaymentPage, PaymentPage]:
    """All that is told, and the exceptions, of households where one person is the payee.

    `paid`: household, year and rupiah of each tranche, in a programme of its own.
    """
    village = Village(0, 0)
    persons = {}
    events = []
    for number, (name, year, amount) in enumerate(paid, start=1):
        stream, head = a_household(name), an_id(f"head of {name}")
        persons[HouseholdId(stream), head] = "one person"
        place = "36.03.06.2001" if name == "one" else "36.03.32.2001"
        money = {"year": year, "tranche": number, "amount": amount, "payee": head, "paid_on": None}
        events += [
            village.says(stream, "household_registered", "2016-07-02", "zaenal",
                         head=head, region=place),
            village.says(stream, "payment_reported", "2019-08-10", "kabupaten",
                         status="paid" if amount else "failed", **money),
        ]  # fmt: skip
    await log.commit([*village.events, *events])
    await log.project()
    async with log.database.read() as transaction:
        whole = await read_payments(transaction, log.log, Asked(region), persons)
        found = await read_payments(
            transaction, log.log, Asked(region, only_exceptions=True), persons
        )
    return whole, found


async def test_one_person_paid_in_two_households_is_an_exception_and_counts_once(
    log: TestLog,
) -> None:
    whole, found = await one_person_paid_in(log, ("one", 2019, 1_000_000), ("two", 2019, 750_000))

    assert [row.exceptions for row in whole.items] == [("paid_twice",)] * 2
    assert found.items == whole.items
    assert whole.totals is not None
    assert [(each.paid, each.exceptions, each.persons) for each in whole.totals] == [
        (1_000_000, 1, 1), (750_000, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "paid",
    [
        (("one", 2019, 1_000_000), ("two", 2018, 1_000_000)),
        (("one", 2019, 1_000_000), ("one", 2019, 750_000)),
    ],
)
async def test_one_person_paid_in_one_household_or_in_other_years_is_none(
    log: TestLog, paid: tuple[tuple[str, int, int], ...]
) -> None:
    whole, found = await one_person_paid_in(log, *paid)

    assert [row.exceptions for row in whole.items] == [(), ()]
    assert found.items == ()


async def test_a_payment_that_failed_in_the_other_household_is_no_second_one(
    log: TestLog,
) -> None:
    whole, _ = await one_person_paid_in(log, ("one", 2019, 1_000_000), ("two", 2019, 0))

    assert {str(row.household): row.exceptions for row in whole.items} == {
        str(a_household("one")): (), a_household("two"): ("not_paid",),
    }  # fmt: skip


async def test_a_reader_learns_of_the_second_payment_but_not_where_it_was(log: TestLog) -> None:
    paid = (("one", 2019, 1_000_000), ("two", 2019, 750_000))
    whole, found = await one_person_paid_in(log, *paid, region="36.03.06")

    assert [(str(row.household), row.exceptions) for row in whole.items] == [
        (str(a_household("one")), ("paid_twice",))
    ]
    assert found.items == whole.items
    assert whole.totals is not None
    assert [each.exceptions for each in whole.totals] == [1]


async def test_two_households_of_one_tranche_are_two_households_and_one_person(
    log: TestLog,
) -> None:
    village = Village(0, 0)
    persons = {}
    events = []
    for name in ("one", "two"):
        stream, head = a_household(name), an_id(f"head of {name}")
        persons[HouseholdId(stream), head] = "one person"
        money = {"year": 2019, "payee": head, "paid_on": None, "status": "paid"}
        events += [
            village.says(stream, "household_registered", "2016-07-02", "zaenal", head=head),
            village.says(stream, "payment_reported", "2019-08-10", "kabupaten", **money),
        ]
    await log.commit([*village.events, *events])
    await log.project()

    async with log.database.read() as transaction:
        apart = await read_payments(transaction, log.log, Asked(), {})
        as_one = await read_payments(transaction, log.log, Asked(), persons)
    for page, people in ((apart, 2), (as_one, 1)):
        assert page.totals is not None
        assert [(each.households, each.persons) for each in page.totals] == [(2, people)]
