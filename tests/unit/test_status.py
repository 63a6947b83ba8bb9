"""Household status: only the named events change it, and only when they may."""

from datetime import date

import pytest

from tests.builders import an_actor
from tests.deciding import DAY, decides, enrols, flags, proposes, status
from tests.telling import Teller, Telling, sync


def test_a_household_is_a_candidate_until_it_is_enrolled(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("household_registered", "2016-07-01")
    enrols(zaenal)
    zaenal.syncs()

    assert status(telling, date(2016, 7, 10)) == "candidate"
    assert status(telling, date(2016, 7, 11)) == "active"


def test_two_levels_approve_and_the_household_graduates_on_the_effective_day(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    enrols(zaenal)
    proposes(zaenal)
    sync(zaenal, office)
    decides(office, "kabupaten", on="2019-05-24")
    office.syncs()
    assert status(telling) == "proposed"

    decides(office, "province", on="2019-06-03", effective_on="2019-07-01")
    office.syncs()
    assert status(telling, date(2019, 6, 30)) == "proposed"
    assert status(telling, date(2019, 7, 1)) == "graduated"


@pytest.mark.parametrize("level", ["kabupaten", "province"])
@pytest.mark.parametrize("decision", ["returned", "rejected"])
def test_a_proposal_returned_or_rejected_leaves_the_household_active(
    telling: Telling, zaenal: Teller, office: Teller, level: str, decision: str
) -> None:
    enrols(zaenal)
    proposes(zaenal)
    sync(zaenal, office)
    decides(office, level, decision)
    office.syncs()

    assert status(telling) == "active"


@pytest.mark.parametrize(
    ("level", "by", "flag"),
    [
        ("kabupaten", "zaenal", "role_not_allowed"),
        ("kabupaten", "province", "role_not_allowed"),
        ("province", "kabupaten", "role_not_allowed"),
        ("province", "nobody", "unknown_actor"),
    ],
)
def test_a_decision_counts_only_by_the_role_of_its_level(
    telling: Telling, zaenal: Teller, office: Teller, level: str, by: str, flag: str
) -> None:
    enrols(zaenal)
    proposes(zaenal)
    sync(zaenal, office)
    decides(office, "province" if level == "kabupaten" else "kabupaten")
    wrong = decides(office, level, by=by)
    office.syncs()

    assert status(telling) == "proposed"
    assert (flags(telling, wrong), telling.history()[wrong.id].state) == ((flag,), "not_counted")


def test_the_approver_is_never_the_proposer(telling: Telling, zaenal: Teller) -> None:
    telling.registers("kabupaten", "pendamping", on="2019-05-01")
    telling.registers("kabupaten", "koordinator_kabupaten", on="2019-05-15")
    enrols(zaenal)
    proposes(zaenal, by="kabupaten")
    own = decides(zaenal, "kabupaten", on="2019-05-24")
    decides(zaenal, "province")
    zaenal.syncs()

    assert status(telling) == "proposed"
    assert flags(telling, own) == ("same_person",)


def test_a_decision_without_a_proposal_waits_for_it(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    enrols(zaenal)
    zaenal.syncs()
    first = decides(office, "kabupaten")
    decides(office, "province")
    office.syncs()
    assert (status(telling), flags(telling, first)) == ("active", ("without_proposal",))

    proposes(zaenal)
    zaenal.syncs()
    assert (status(telling), flags(telling, first)) == ("graduated", ())


def test_two_decisions_of_one_level_that_differ_leave_the_proposal_open(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    another = telling.device("O3", "kabupaten")
    enrols(zaenal)
    proposes(zaenal)
    sync(zaenal, office, another)
    decides(office, "province")
    decides(office, "kabupaten", "approved")
    decides(another, "kabupaten", "rejected")
    sync(office, another)

    assert status(telling) == "proposed"

    office.syncs()
    decides(office, "kabupaten", "approved")
    office.syncs()
    assert status(telling) == "graduated"


def test_a_proposal_by_the_companion_of_before_does_not_count(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    enrols(zaenal)
    zaenal.syncs()
    office.says(
        "companion_assigned",
        "2019-05-01",
        companion=an_actor("second"),
        effective_on="2019-05-01",
    )
    office.syncs()
    visit = zaenal.says("household_visited", "2019-05-09")
    before = zaenal.says("household_visited", "2019-04-09")
    proposal = proposes(zaenal)
    zaenal.syncs()

    assert status(telling) == "active"
    assert telling.answer(DAY).household.companion == an_actor("second")
    assert [flags(telling, each) for each in (proposal, visit, before)] == [
        ("outside_assignment",),
        ("outside_assignment",),
        (),
    ]


def test_a_graduated_household_is_closed_after_a_year_of_holding_out(
    telling: Telling, zaenal: Teller
) -> None:
    enrols(zaenal)
    proposes(zaenal)
    decides(zaenal, "kabupaten")
    decides(zaenal, "province", effective_on="2019-06-03")
    for on in ("2019-09-12", "2019-12-12", "2020-06-02", "2020-06-03"):
        zaenal.says("household_visited", on, kind="aftercare", aftercare="still_above")
    zaenal.syncs()

    assert status(telling, date(2020, 6, 2)) == "graduated"
    assert status(telling, date(2020, 6, 3)) == "closed"


@pytest.mark.parametrize(
    ("states", "flagged"),
    [(["slipping"], True), (["fell_back", "still_above"], False), (["unknown"], False)],
)
def test_the_newest_aftercare_says_whether_a_household_relapsed(
    telling: Telling, zaenal: Teller, states: list[str], flagged: bool
) -> None:
    enrols(zaenal)
    proposes(zaenal)
    decides(zaenal, "kabupaten")
    decides(zaenal, "province", effective_on="2019-06-03")
    for month, state in enumerate(states, start=7):
        zaenal.says("household_visited", f"2019-{month:02}-12", kind="aftercare", aftercare=state)
    zaenal.syncs()

    assert ("relapse" in telling.answer(DAY).household.flags) is flagged
