"""What conflicts and imprecise dates do to the rules."""

from datetime import date

import pytest

from events.folds.checks.finding import Need
from tests.builders import an_id
from tests.indicators import (
    DAY,
    MEMBER,
    NO_SOURCES,
    REGISTERED,
    STARTED,
    Said,
    indicator,
    sold,
    spent,
)
from tests.telling import Telling

# --- what conflicts do ----------------------------------------------------------------------------


def test_when_every_claimed_value_leads_to_one_verdict_it_is_that_verdict() -> None:
    telling = Telling()
    for name, by, quantity in (("D1", "zaenal", 10), ("D2", "second", 20)):
        teller = telling.device(name, by)
        for type_name, on, fields in (REGISTERED, MEMBER, NO_SOURCES, STARTED):
            teller.says(type_name, on, **fields)  # type: ignore[arg-type]
        teller.says("sales_reported", "2019-04", **sold("2019-04", quantity)[2])  # type: ignore[arg-type]
        teller.says("costs_reported", "2019-04", **spent("2019-04")[2])  # type: ignore[arg-type]
        teller.syncs()

    said = telling.answer(DAY)

    assert (said.readiness.indicators["R1"].verdict, said.readiness.indicators["R1"].value) == (
        "not_met",
        None,
    )
    assert said.household.flags == ("disputed",)
    (conflict,) = said.conflicts
    assert said.readiness.indicators["R1"].what_would_change_it[0] == Need("resolve", conflict.key)


@pytest.mark.parametrize(("weak", "expected"), [("some", "disputed"), ("unknown", "met")])
def test_when_claimed_values_lead_to_different_verdicts_it_is_disputed(
    weak: str, expected: str
) -> None:
    telling = Telling()
    for name, by, food in (("D1", "zaenal", "none"), ("D2", "second", weak)):
        teller = telling.device(name, by)
        teller.says("wellbeing_surveyed", "2019-04-16", food_deficit_12m=food)
        teller.syncs()

    assert telling.answer(DAY).readiness.indicators["R3"].verdict == expected


def test_more_conflicts_than_can_be_tried_leave_a_rule_unknown() -> None:
    telling = Telling()
    tellers = [telling.device("D1", "zaenal"), telling.device("D2", "second")]
    for number in range(7):
        for teller, year in zip(tellers, (1950, 1990), strict=True):
            teller.says("member_added", "2016", member=an_id(f"member {number}"), birth_year=year)
    for teller in tellers:
        teller.syncs()

    found = telling.answer(DAY).readiness.indicators["R12"]

    assert found.verdict == "unknown"
    assert len(found.what_would_change_it) == 7


def test_evidence_dated_by_a_month_that_had_not_ended_is_marked_imprecise() -> None:
    said: Said = ("wellbeing_surveyed", "2019-05", {"food_deficit_12m": "none"})

    assert indicator("R3", said).imprecise
    assert not indicator("R3", said, as_of=date(2019, 5, 31)).imprecise
