"""The monthly report: what counts in a month, once per fact, of whom it is."""

from datetime import date

from events.folds.answer import look
from events.folds.report import (
    Business,
    Checked,
    MonthlyReport,
    Paid,
    Session,
    Update,
    Visit,
    WayOut,
)
from events.folds.reporting import monthly
from events.ids import HouseholdId
from tests.builders import a_household, an_actor, an_id
from tests.telling import Teller, Telling

HOME = HouseholdId(a_household())
NANA, CHILD = an_id("nana"), an_id("first child")


def reported(telling: Telling, month: str = "2018-11", by: str | None = None) -> MonthlyReport:
    last = date(2018, 11, 30) if month == "2018-11" else date(2018, 12, 31)
    looked = look(telling.household(), telling.programme(), last.isoformat())
    return monthly([(HOME, looked)], month, None if by is None else an_actor(by))


def enrolled(zaenal: Teller) -> None:
    zaenal.says("household_registered", "2016-07-11")
    zaenal.says("member_added", "2016-07-11")
    zaenal.says("programme_enrolled", "2016-07-11", cohort_year=2016)


def test_a_month_is_counted_from_its_events(telling: Telling, zaenal: Teller) -> None:
    enrolled(zaenal)
    zaenal.says("household_visited", "2018-11-05")
    zaenal.says("household_visited", "2018-11-20", outcome="not_home")
    zaenal.says("session_attended", "2018-11-10")
    zaenal.says("session_attended", "2018-11-10", member=CHILD, present=False)
    zaenal.says("commitment_verified", "2018-11")
    zaenal.says("commitment_verified", "2018-11", component="sma", done=20)
    zaenal.says("assistance_received", "2018-11-12", status="partial", amount=900_000)
    zaenal.says("housing_surveyed", "2018-11-05")
    zaenal.says("member_added", "2018-11-05", member=CHILD, birth_year=2014)
    zaenal.says("referral_updated", "2018-11-05")
    zaenal.says("graduation_requested", "2018-11-06")
    zaenal.says("enterprise_started", "2018-05")
    zaenal.says("sales_reported", "2018-11")
    zaenal.says("household_visited", "2018-12-01")
    zaenal.syncs()
    found = reported(telling)
    assert (found.counts.households, found.counts.members, found.counts.ages["balita"]) == (1, 2, 1)
    assert (found.registered, found.unvisited, found.requests, found.referrals) == (0, 0, 1, 1)
    assert found.visits == (
        Visit(HOME, "2018-11-05", "routine", "met"),
        Visit(HOME, "2018-11-20", "routine", "not_home"),
    )
    assert found.sessions == (Session("2018-11-10", "p2k2", "finance", 2, 1),)
    assert found.checked == (Checked("smp", 1, 1), Checked("sma", 1, 0))
    assert found.paid == (Paid("jamsosratu", 2017, 1, 1, 0, 1, 0, 900_000),)
    assert found.updates == (
        Update("member_added", 1, 1),
        Update("housing_surveyed", 1, 1),
        Update("sales_reported", 1, 1),
    )
    assert found.businesses == (
        Business(HOME, an_id("konveksi nana"), "konveksi", "started", 8_385_000, None),
    )


def test_two_witnesses_are_one_fact_and_a_contradiction_is_nobodys_figure(
    telling: Telling, zaenal: Teller
) -> None:
    second = telling.device("D2", "second")
    enrolled(zaenal)
    zaenal.says("commitment_verified", "2018-11")
    zaenal.says("commitment_verified", "2018-11", component="sma", done=25)
    second.says("commitment_verified", "2018-11")
    second.says("commitment_verified", "2018-11", component="sma", done=3)
    zaenal.syncs()
    second.syncs()
    assert reported(telling).checked == (Checked("smp", 1, 1),)


def test_a_report_of_one_person_counts_what_that_person_stated(
    telling: Telling, zaenal: Teller
) -> None:
    second = telling.device("D2", "second")
    enrolled(zaenal)
    zaenal.says("household_visited", "2018-11-05")
    second.says("household_visited", "2018-11-06")
    second.says("commitment_verified", "2018-11")
    zaenal.syncs()
    second.syncs()
    assert [visit.on for visit in reported(telling, by="zaenal").visits] == ["2018-11-05"]
    assert reported(telling, by="zaenal").checked == ()
    assert len(reported(telling).visits) == 2


def test_what_was_voided_is_not_counted_and_a_correction_is_an_update(
    telling: Telling, zaenal: Teller
) -> None:
    enrolled(zaenal)
    visit = zaenal.says("household_visited", "2018-11-05")
    sales = zaenal.says("sales_reported", "2018-11")
    zaenal.says("event_voided", "2018-11-06", target=visit.id, reason="wrong_household")
    zaenal.says("fact_corrected", "2018-11-07", target=sales.id, old=215, new=200)
    zaenal.syncs()
    found = reported(telling)
    assert (found.visits, found.unvisited) == ((), 1)
    assert Update("fact_corrected", 1, 1) in found.updates


def test_a_proposal_is_reported_with_what_became_of_it(telling: Telling, zaenal: Teller) -> None:
    enrolled(zaenal)
    zaenal.says("graduation_proposed", "2018-11-05", as_of="2018-11-05", indicators=[])
    zaenal.says("exit_proposed", "2018-11-06")
    zaenal.syncs()
    assert reported(telling).ways_out == (
        WayOut(HOME, "2018-11-05", "mandiri", "waiting"),
        WayOut(HOME, "2018-11-06", "own_request", "waiting"),
    )
    office = telling.device("O2", "kabupaten")
    office.syncs()
    office.says("graduation_decided", "2018-11-20", by="kabupaten", decision="returned")
    office.syncs()
    assert reported(telling).ways_out[0].outcome == "ended"


def test_a_month_without_work_is_empty(telling: Telling, zaenal: Teller) -> None:
    enrolled(zaenal)
    zaenal.syncs()
    found = reported(telling, "2018-12")
    assert (found.visits, found.updates, found.paid, found.unvisited) == ((), (), (), 1)
