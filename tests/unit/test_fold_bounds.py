"""What an odd or hostile device writes: it is answered, in bounded time, and nothing else stops."""

from datetime import date

import pytest

from events.folds.conflicts import CLAIMS_SHOWN_MAX
from tests.builders import an_actor, an_id
from tests.telling import Teller, Telling

DAY = date(2018, 12, 14)
MANY = 2_000


@pytest.mark.parametrize("as_of", [date.min, date(1, 1, 31), date(1850, 2, 1), date.max])
def test_every_day_there_is_has_an_answer(telling: Telling, zaenal: Teller, as_of: date) -> None:
    child = an_id("first child")
    zaenal.says("programme_enrolled", "0001")
    zaenal.says("member_added", "0001", member=child)
    zaenal.says("component_recorded", "0001", member=child, starts="0001", ends="9999")
    zaenal.says("wellbeing_surveyed", "0001-01-01")
    zaenal.says("household_visited", "0001-01-01")
    zaenal.says("graduation_proposed", "0001-01-01", as_of="0001-01-01")
    zaenal.syncs()

    assert telling.answer(as_of).household.status == "proposed"


@pytest.mark.parametrize("text", ["soon", "2019-13", "2019-02-30", "99999999"])
def test_a_period_that_names_no_date_closes_and_flags_nothing(
    telling: Telling, zaenal: Teller, text: str
) -> None:
    child = an_id("first child")
    zaenal.says("programme_enrolled", "2016-07-11")
    zaenal.says("household_visited", "2018-12-01")
    zaenal.says("member_added", "2016", member=child)
    zaenal.says("component_recorded", "2016-07", member=child, ends=text)
    zaenal.syncs()

    assert telling.answer(DAY).household.flags == ()


def test_a_rule_set_with_odd_numbers_is_kept_to_what_can_be_looked_at(telling: Telling) -> None:
    office = telling.device("O2", "province")
    numbers = {"months": -5, "periods": 10**9, "percent": 0, "age": 10**9, "sources": 0}
    checks = ("income_above_line", "school_attended", "care_arranged", "several_sources")
    rules = [
        {"id": f"R{number}", "weight": "must", "check": check, "settings": numbers,
         "fresh_months": 2**53 - 1}
        for number, check in enumerate(checks, start=1)
    ]  # fmt: skip
    office.says("rule_set_published", "2018-01-01", rule_set="odd", rules=rules)
    office.says("member_added", "2016", by="zaenal")
    office.syncs()

    assert telling.answer(DAY).readiness.rule_set == "odd"


def test_a_notice_at_the_end_of_time_is_no_error(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("programme_enrolled", "2016-07-11")
    zaenal.says(
        "exit_proposed", "2018-12-01", reason="duplicate", document="1",
        family_notified="9999-12-31",
    )  # fmt: skip
    zaenal.says(
        "programme_exited", "2018-12-02", by="kabupaten", reason="duplicate",
        effective_on="2018-12-02",
    )  # fmt: skip
    zaenal.syncs()

    assert telling.answer(DAY).household.status == "active"


def test_thousands_of_claims_on_one_key_are_one_conflict_of_which_some_are_shown(
    telling: Telling, zaenal: Teller
) -> None:
    for number in range(MANY):
        sale = {"quantity": number, "unit_price": 1}
        zaenal.says("sales_reported", "2018-11", sales=[sale])
    zaenal.syncs()

    said = telling.answer(DAY)

    (conflict,) = said.conflicts
    assert len(conflict.claims) == CLAIMS_SHOWN_MAX
    assert said.enterprise is not None
    assert said.enterprise.months[0].quantity is None
    assert said.readiness.indicators["R1"].verdict == "unknown"
    assert len(telling.history()) == MANY


def test_thousands_of_surveys_of_one_day_leave_the_last_one_standing(
    telling: Telling, zaenal: Teller
) -> None:
    for number in range(MANY):
        zaenal.says("housing_surveyed", ("2018", "2018-12-01")[number % 2], floor_m2=number)
    zaenal.syncs()

    assert telling.answer(DAY).conflicts == ()
    standing = [entry for entry in telling.history().values() if entry.state == "standing"]
    assert len(standing) == 1


def test_thousands_of_corrections_of_one_field_are_one_conflict(
    telling: Telling, zaenal: Teller
) -> None:
    report = zaenal.says("sales_reported", "2018-11")
    for number in range(MANY):
        zaenal.says(
            "fact_corrected", "2018-12-10", target=report.id, field="sales.0.quantity",
            old=215, new=number,
        )  # fmt: skip
    zaenal.syncs()

    (conflict,) = telling.answer(DAY).conflicts
    assert len(conflict.claims) == CLAIMS_SHOWN_MAX


def test_thousands_of_resolutions_and_reviews_by_one_device_are_read(
    telling: Telling, zaenal: Teller
) -> None:
    one, other = (
        zaenal.says("sales_reported", "2018-11", sales=[{"quantity": number, "unit_price": 1}])
        for number in (1, 2)
    )
    for number in range(MANY):
        kept, dropped = (one, other) if number % 2 else (other, one)
        zaenal.says(
            "conflict_resolved", "2018-12-10", conflict="sales_reported", kept=kept.id,
            others=[dropped.id],
        )  # fmt: skip
        zaenal.says("entry_reviewed", "2018-12-10", by="kabupaten", target=one.id)
    zaenal.syncs()

    said = telling.answer(DAY)

    assert said.conflicts == ()
    assert said.enterprise is not None
    assert said.enterprise.months[0].quantity == 1


def test_thousands_of_registrations_and_assignments_leave_the_last_companion(
    telling: Telling, zaenal: Teller
) -> None:
    kabupaten = telling.device("D2", "kabupaten")
    for number in range(MANY):
        zaenal.says("household_registered", "2018-01-10", basis=("stated", "book")[number % 2])
        kabupaten.says(
            "companion_assigned", "2018-12-01", companion=an_actor(("second", "zaenal")[number % 2])
        )
    zaenal.syncs()
    kabupaten.syncs()

    assert telling.answer(DAY).household.companion == an_actor("zaenal")
