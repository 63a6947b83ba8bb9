"""Whom to see and why: the reasons for a visit and their order, the same on phone and at office."""

from datetime import date
from typing import get_args

from events.folds.due import NEED, Due, Reason
from tests.builders import an_id
from tests.telling import Teller, Telling

DAY = date(2018, 12, 14)


def enrolled(zaenal: Teller) -> None:
    zaenal.says("household_registered", "2016-07-01")
    zaenal.says("member_added", "2016-07-01")
    zaenal.says("programme_enrolled", "2016-07-11", cohort_year=2016)


def due(telling: Telling, zaenal: Teller, day: date = DAY) -> Due | None:
    zaenal.syncs()
    return telling.answer(day).due


def why(telling: Telling, zaenal: Teller, day: date = DAY) -> tuple[Reason, ...]:
    found = due(telling, zaenal, day)
    assert found is not None
    return found.why


def test_every_reason_has_a_weight_and_they_descend() -> None:
    assert tuple(NEED) == get_args(Reason)
    assert [*NEED.values()] == sorted(NEED.values(), reverse=True)


def test_a_family_met_long_ago_is_due_and_so_are_its_open_questions(
    telling: Telling, zaenal: Teller
) -> None:
    enrolled(zaenal)
    zaenal.says("household_visited", "2018-06-14")
    asked = len(telling.answer(DAY, *zaenal.unsent).questions)
    assert asked > 0
    assert due(telling, zaenal) == Due(30 + asked + 6, ("unvisited", "questions"))


def test_a_promised_visit_is_due_on_its_day_and_not_before(
    telling: Telling, zaenal: Teller
) -> None:
    enrolled(zaenal)
    zaenal.says("household_visited", "2018-12-01", next_visit="2018-12-14")
    assert why(telling, zaenal, date(2018, 12, 13)) == ("questions",)
    assert why(telling, zaenal) == ("promised", "questions")
    zaenal.says("household_visited", "2018-12-14")
    assert why(telling, zaenal) == ("questions",)


def test_of_two_promises_of_one_day_the_earlier_stands_whoever_wrote_last(
    telling: Telling, zaenal: Teller
) -> None:
    enrolled(zaenal)
    for promised in ("2018-12-12", "2018-12-20"):
        zaenal.says("household_visited", "2018-12-01", next_visit=promised)
    zaenal.says("household_visited", "2018-11-01", next_visit="2018-12-01")
    assert telling.answer(DAY, *zaenal.unsent).household.next_visit == "2018-12-12"


def test_of_equal_reasons_the_family_unseen_for_longer_comes_first(
    telling: Telling, zaenal: Teller
) -> None:
    enrolled(zaenal)
    zaenal.says("household_visited", "2018-10-01")
    earlier = due(telling, zaenal, date(2018, 10, 20))
    later = due(telling, zaenal, date(2018, 12, 14))
    assert earlier is not None and later is not None
    assert earlier.why == later.why
    assert later.need > earlier.need


def test_alarms_are_silent_for_seven_days_after_a_death_but_a_promise_is_kept(
    telling: Telling, zaenal: Teller
) -> None:
    enrolled(zaenal)
    zaenal.says("member_died", "2018-12-08", member=an_id("mother"))
    assert due(telling, zaenal) == Due(0, ())
    assert why(telling, zaenal, date(2018, 12, 15)) == ("unvisited", "questions")
    zaenal.says("household_visited", "2018-12-09", next_visit="2018-12-14")
    assert why(telling, zaenal) == ("promised",)


def test_an_enterprise_nobody_speaks_of_is_a_reason(telling: Telling, zaenal: Teller) -> None:
    enrolled(zaenal)
    zaenal.says("household_visited", "2018-12-13")
    zaenal.says("enterprise_started", "2018-05")
    assert why(telling, zaenal) == ("dormant", "questions")


def test_a_family_that_left_the_programme_is_due_no_more(telling: Telling, zaenal: Teller) -> None:
    enrolled(zaenal)
    zaenal.says("exit_proposed", "2018-11-01")
    zaenal.syncs()
    office = telling.device("O2", "kabupaten")
    office.syncs()
    office.says("programme_exited", "2018-11-20", effective_on="2018-11-20")
    office.syncs()
    assert due(telling, zaenal) is None


def test_a_graduated_family_without_aftercare_for_four_months_is_due(
    telling: Telling, zaenal: Teller
) -> None:
    enrolled(zaenal)
    zaenal.says("graduation_proposed", "2018-03-01", as_of="2018-03-01", indicators=[])
    zaenal.syncs()
    office = telling.device("O2", "kabupaten")
    office.syncs()
    for level, by in (("kabupaten", "kabupaten"), ("province", "province")):
        office.says(
            "graduation_decided", "2018-03-20", by=by, level=level, effective_on="2018-03-20"
        )
    office.syncs()
    assert telling.answer(DAY).household.status == "graduated"
    assert "aftercare" in why(telling, zaenal)
    zaenal.says("household_visited", "2018-10-01", kind="aftercare", aftercare="still_above")
    assert "aftercare" not in why(telling, zaenal)


# --- what was promised is asked about ------------------------------------------------------------


def promised(telling: Telling, zaenal: Teller, day: date = DAY) -> list[tuple[str, ...]]:
    zaenal.syncs()
    questions = telling.answer(day).questions
    return [(each.code, *each.about) for each in questions if each.why == "promised"]


def test_a_goal_is_asked_about_from_the_day_it_was_to_be_reached(
    telling: Telling, zaenal: Teller
) -> None:
    enrolled(zaenal)
    goals = [{"goal": "saving", "by": "2018-12-14"}, {"goal": "care"}]
    zaenal.says("plan_agreed", "2018-06-01", goals=goals)
    assert promised(telling, zaenal, date(2018, 12, 13)) == []
    assert promised(telling, zaenal) == [("goal_due", "saving")]


def test_a_referral_is_asked_about_after_two_months_without_news(
    telling: Telling, zaenal: Teller
) -> None:
    enrolled(zaenal)
    zaenal.says("referral_updated", "2018-10-01")
    assert promised(telling, zaenal, date(2018, 11, 30)) == []
    assert promised(telling, zaenal, date(2018, 12, 1)) == [("referral_open", "nib")]
    zaenal.says("referral_updated", "2018-12-02", state="done")
    assert promised(telling, zaenal) == []


def test_a_wish_is_no_question(telling: Telling, zaenal: Teller) -> None:
    enrolled(zaenal)
    zaenal.says("enterprise_started", "2018-05")
    zaenal.syncs()
    asked = {question.code for question in telling.answer(DAY).questions}
    assert asked.isdisjoint({"second_source", "second_buyer", "three_good_months"})
    assert {"sales", "costs"} <= asked
