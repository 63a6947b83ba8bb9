"""Household status: only the named events change it, and only when they may."""

from datetime import date

import pytest

from events.entry import Entry
from events.folds import Readiness
from tests.builders import a_household, an_actor, an_id
from tests.telling import Teller, Telling, sync

DAY = date(2019, 12, 31)


@pytest.fixture
def telling() -> Telling:
    return Telling()


@pytest.fixture
def zaenal(telling: Telling) -> Teller:
    return telling.device("D1", "zaenal")


@pytest.fixture
def office(telling: Telling) -> Teller:
    return telling.device("O2", "kabupaten")


def status(telling: Telling, as_of: date = DAY) -> str:
    return telling.answer(as_of).household.status


def enrols(
    teller: Teller, on: str = "2016-07-11", kind: str = "first", by: str = "zaenal"
) -> Entry:
    year = int(on[:4])
    return teller.says("programme_enrolled", on, by=by, kind=kind, cohort_year=year)


def proposes(
    teller: Teller, on: str = "2019-05-10", readiness: Readiness | None = None, **fields: object
) -> Entry:
    copies = (
        []
        if readiness is None
        else [
            {
                "id": name,
                "verdict": each.verdict,
                "value": each.value,
                "evidence": list(each.evidence),
            }
            for name, each in readiness.indicators.items()
        ]
    )
    by = str(fields.pop("by", "zaenal"))
    return teller.says(
        "graduation_proposed",
        on,
        by=by,
        as_of=on,
        indicators=copies,
        **fields,  # type: ignore[arg-type]
    )


def decides(
    teller: Teller,
    level: str,
    decision: str = "approved",
    on: str = "2019-06-03",
    by: str | None = None,
    effective_on: str | None = None,
    **fields: object,
) -> Entry:
    author = by or ("kabupaten" if level == "kabupaten" else "province")
    return teller.says(
        "graduation_decided", on, by=author, level=level, decision=decision,
        effective_on=effective_on, **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def flags(telling: Telling, entry: Entry) -> tuple[str, ...]:
    return telling.history()[entry.id].flags


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


# --- leaving otherwise, and coming back -----------------------------------------------------------


def exits(
    teller: Teller,
    reason: str = "own_request",
    by: str = "kabupaten",
    effective_on: str = "2019-08-01",
    **fields: object,
) -> Entry:
    teller.says("exit_proposed", "2019-07-01", reason=reason, **fields)  # type: ignore[arg-type]
    return teller.says(
        "programme_exited", "2019-08-01", by=by, reason=reason, effective_on=effective_on
    )


NOTICED = {"document": "463/12/2019", "family_notified": "2019-07-10"}


@pytest.mark.parametrize(
    ("fields", "status_after", "flag"),
    [
        ({"reason": "own_request"}, "exited", ()),
        ({"reason": "no_component"}, "exited", ()),
        ({"reason": "non_commitment"}, "active", ("without_notice",)),
        ({"reason": "non_commitment", **NOTICED}, "exited", ()),
        (
            {"reason": "duplicate", **NOTICED, "effective_on": "2019-07-23"},
            "active",
            ("before_notice_ended",),
        ),
        ({"reason": "data_invalid", **NOTICED, "effective_on": "2019-07-24"}, "exited", ()),
        ({"reason": "own_request", "by": "zaenal"}, "active", ("role_not_allowed",)),
    ],
)
def test_a_family_is_put_out_only_with_a_document_a_notice_and_time(
    telling: Telling,
    zaenal: Teller,
    fields: dict[str, object],
    status_after: str,
    flag: tuple[str, ...],
) -> None:
    enrols(zaenal)
    exit_event = exits(zaenal, **fields)  # type: ignore[arg-type]
    zaenal.syncs()

    assert status(telling) == status_after
    assert flags(telling, exit_event) == flag


@pytest.mark.parametrize(("by", "expected"), [("kabupaten", "active"), ("zaenal", "exited")])
def test_a_household_comes_back_when_a_coordinator_says_so(
    telling: Telling, zaenal: Teller, by: str, expected: str
) -> None:
    enrols(zaenal)
    exits(zaenal)
    enrols(zaenal, "2019-10-01", "readmitted", by=by)
    zaenal.syncs()

    assert status(telling, date(2019, 9, 30)) == "exited"
    assert status(telling) == expected


def test_a_merged_household_is_an_alias_until_the_merge_is_undone(
    telling: Telling, zaenal: Teller
) -> None:
    survivor = a_household("survivor")
    pair: dict[str, object] = {"survivor": survivor, "merged": a_household()}
    enrols(zaenal)
    zaenal.says("households_merged", "2019-01-10", by="kabupaten", **pair)  # type: ignore[arg-type]
    zaenal.says("households_unmerged", "2019-02-10", by="kabupaten", **pair)  # type: ignore[arg-type]
    zaenal.syncs()

    said = telling.answer(date(2019, 1, 31)).household
    assert (said.status, str(said.alias_of)) == ("merged", str(survivor))
    assert telling.answer(DAY).household.status == "active"


# --- flags ----------------------------------------------------------------------------------------


def attended(teller: Teller, month: str, done: int) -> None:
    teller.says(
        "commitment_verified", month, member=an_id("first child"), component="sd", required=20,
        done=done,
    )  # fmt: skip


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
