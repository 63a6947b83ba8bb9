"""What is flagged of a household, and of a decision whose basis changed."""

from datetime import date

import pytest

from tests.builders import an_id
from tests.deciding import DAY, attended, decides, enrols, proposes
from tests.telling import Teller, Telling, sync


@pytest.mark.parametrize(
    ("days", "at_risk"), [((16, 16, 20), True), ((16, 20, 20), False), ((16, 16, 20, 20), False)]
)
def test_a_commitment_missed_in_two_of_three_periods_is_a_risk(
    telling: Telling, zaenal: Teller, days: tuple[int, ...], at_risk: bool
) -> None:
    child = an_id("first child")
    enrols(zaenal)
    zaenal.says("member_added", "2016", member=child)
    zaenal.says("component_recorded", "2016-07", member=child, component="sd", ends="2021-06")
    zaenal.says("household_visited", "2019-12-01")
    for month, done in enumerate(days, start=1):
        attended(zaenal, f"2019-{month:02}", done)
    zaenal.syncs()

    assert telling.answer(DAY).household.flags == (("at_risk",) if at_risk else ())


@pytest.mark.parametrize(
    ("on", "outcome", "flagged"),
    [("2019-09-02", "met", False), ("2019-09-01", "met", True), ("2019-12-01", "not_home", True)],
)
def test_a_household_nobody_met_for_120_days_is_unvisited(
    telling: Telling, zaenal: Teller, on: str, outcome: str, flagged: bool
) -> None:
    enrols(zaenal)
    zaenal.says("household_visited", on, outcome=outcome)
    zaenal.syncs()

    assert ("unvisited" in telling.answer(DAY).household.flags) is flagged


@pytest.mark.parametrize(
    ("ends", "flagged"), [("2020-06", True), ("2020-07", False), (None, False), ("2019-06", True)]
)
def test_the_last_component_ends_soon(
    telling: Telling, zaenal: Teller, ends: str | None, flagged: bool
) -> None:
    child = an_id("first child")
    enrols(zaenal)
    zaenal.says("member_added", "2016", member=child)
    zaenal.says("component_recorded", "2016-07", member=child, ends=ends)
    zaenal.says("household_visited", "2019-12-01")
    zaenal.syncs()

    assert ("alamiah_due" in telling.answer(DAY).household.flags) is flagged


def test_a_late_fact_changes_no_decision_but_flags_that_its_basis_changed(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    enrols(zaenal)
    zaenal.says("wellbeing_surveyed", "2019-04-16", food_deficit_12m="none")
    zaenal.syncs()
    as_of = date(2019, 5, 10)
    proposes(zaenal, readiness=telling.answer(as_of).readiness)
    zaenal.syncs()
    decides(zaenal, "kabupaten")
    decides(zaenal, "province")
    zaenal.syncs()
    assert telling.answer(DAY).household.flags == ()

    office.says("wellbeing_surveyed", "2019-06-01", food_deficit_12m="often")
    office.syncs()
    assert telling.answer(DAY).household.flags == ()

    office.says("wellbeing_surveyed", "2019-05-01", food_deficit_12m="some")
    office.syncs()
    said = telling.answer(DAY).household
    assert (said.status, said.flags) == ("graduated", ("decision_basis_changed",))


def test_a_correction_of_what_a_proposal_rests_on_awaits_a_coordinator(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    enrols(zaenal)
    survey = zaenal.says("wellbeing_surveyed", "2019-04-16", meals_day=2)
    zaenal.says("household_visited", "2019-12-01")
    zaenal.syncs()
    proposes(zaenal, readiness=telling.answer(date(2019, 5, 10)).readiness)
    correction = zaenal.says(
        "fact_corrected", "2019-05-20", target=survey.id, field="meals_day", old=2, new=3
    )
    sync(zaenal, office)
    assert telling.answer(DAY).household.flags == ("to_confirm",)

    office.says(
        "conflict_resolved",
        "2019-05-21",
        conflict=f"correction:{survey.id}",
        kept=correction.id,
    )
    office.syncs()
    assert telling.answer(DAY).household.flags == ()
