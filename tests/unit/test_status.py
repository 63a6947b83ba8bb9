"""Household status: only the named events change it, and only when they may."""

from datetime import date

import pytest

from events.entry import Entry
from events.folds import Readiness
from tests.builders import an_actor, an_id
from tests.telling import Teller, Telling, sync

DAY = date(2019, 12, 31)


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


# --- the edges of decisions -----------------------------------------------------------------------


def graduates(teller: Teller, effective_on: str | None = "2019-06-03") -> Entry:
    enrols(teller)
    proposal = proposes(teller)
    decides(teller, "kabupaten")
    decides(teller, "province", effective_on=effective_on)
    return proposal


def visits_after(teller: Teller, *found: tuple[str, str]) -> None:
    for on, state in found:
        teller.says("household_visited", on, kind="aftercare", aftercare=state)


def test_a_closed_household_stays_closed_and_a_later_fall_is_a_relapse(
    telling: Telling, zaenal: Teller
) -> None:
    graduates(zaenal)
    held = [(on, "still_above") for on in ("2019-09-12", "2019-12-12", "2020-06-03")]
    visits_after(zaenal, *held, ("2020-09-01", "fell_back"))
    zaenal.syncs()

    said = telling.answer(date(2020, 12, 31)).household

    assert (said.status, said.since, said.flags) == ("closed", "2020-06-03", ("relapse",))


def test_two_visits_of_one_day_that_disagree_close_nothing(
    telling: Telling, zaenal: Teller
) -> None:
    graduates(zaenal)
    held = [(on, "still_above") for on in ("2019-09-12", "2019-12-12", "2020-06-03")]
    visits_after(zaenal, *held, ("2020-06-03", "slipping"))
    zaenal.syncs()

    assert status(telling, date(2020, 12, 31)) == "graduated"


def test_no_decision_takes_effect_before_it_was_proposed(telling: Telling, zaenal: Teller) -> None:
    graduates(zaenal, effective_on="2018-01-01")
    zaenal.syncs()

    said = telling.answer(DAY).household
    assert (said.status, said.since) == ("graduated", "2019-05-10")


def test_a_companion_proposes_to_readmit_and_a_coordinator_does(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    enrols(zaenal)
    exits(zaenal)
    proposed = enrols(zaenal, "2019-10-01", "readmitted")
    sync(zaenal, office)
    said = telling.answer(DAY).household
    assert (said.status, said.flags) == ("exited", ("to_confirm",))
    shown = telling.history()[proposed.id]
    assert (shown.state, shown.flags) == ("not_counted", ("to_confirm",))

    enrols(office, "2019-10-15", "readmitted", by="kabupaten")
    office.syncs()
    assert status(telling) == "active"
    assert telling.history()[proposed.id].flags == ()


def test_an_exit_for_another_reason_than_proposed_does_not_count(
    telling: Telling, zaenal: Teller
) -> None:
    """Else the notice and the second person could be passed by with a word."""
    enrols(zaenal)
    zaenal.says("exit_proposed", "2019-07-01", reason="own_request")
    exit_event = zaenal.says(
        "programme_exited", "2019-08-01", by="kabupaten", reason="non_commitment",
        effective_on="2019-08-01",
    )  # fmt: skip
    zaenal.syncs()

    assert (status(telling), flags(telling, exit_event)) == ("active", ("reason_differs",))


def test_who_proposed_to_put_a_family_out_does_not_decide_it(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    enrols(zaenal)
    office.says("exit_proposed", "2019-07-01", by="kabupaten", reason="non_commitment", **NOTICED)  # type: ignore[arg-type]
    own = office.says(
        "programme_exited", "2019-08-01", by="kabupaten", reason="non_commitment",
        effective_on="2019-08-01",
    )  # fmt: skip
    sync(zaenal, office)
    assert (status(telling), flags(telling, own)) == ("active", ("same_person",))

    office.says(
        "programme_exited", "2019-08-02", by="province", reason="non_commitment",
        effective_on="2019-08-02",
    )  # fmt: skip
    office.syncs()
    assert status(telling) == "exited"


def test_leaving_on_own_request_asks_for_less_than_any_other_way(
    telling: Telling, zaenal: Teller
) -> None:
    """No readiness, no document, no notice, no days, no second person: two entries of one day."""
    enrols(zaenal)
    zaenal.says("exit_proposed", "2019-08-01", by="kabupaten", reason="own_request")
    zaenal.says("programme_exited", "2019-08-01", by="kabupaten", effective_on="2019-08-01")
    zaenal.syncs()

    assert status(telling, date(2019, 8, 1)) == "exited"


def test_graduating_takes_two_levels_and_not_one_day_more(telling: Telling, zaenal: Teller) -> None:
    """Being put out takes a document, a notice and fourteen days more than that."""
    enrols(zaenal)
    proposes(zaenal, on="2019-06-03")
    decides(zaenal, "kabupaten", on="2019-06-03")
    decides(zaenal, "province", on="2019-06-03")
    zaenal.syncs()

    assert status(telling, date(2019, 6, 3)) == "graduated"


def verdicts(**odd: str) -> list[dict[str, object]]:
    """The copy of a household that is ready but for some indicators."""
    names = [f"R{number}" for number in range(1, 13)]
    return [{"id": name, "verdict": odd.get(name, "met")} for name in names]


@pytest.mark.parametrize(
    ("copies", "doubt"),
    [
        (verdicts(), ()),
        (verdicts(R5="not_applicable", R6="not_met", R7="not_met"), ()),
        (verdicts(R6="not_met", R7="not_met", R8="not_met"), ("not_ready",)),
        (verdicts(R3="stale"), ("not_ready",)),
        (verdicts(R11="not_met"), ("not_ready",)),
        ([], ("not_ready",)),
    ],
)
def test_a_proposal_that_its_copy_does_not_bear_out_is_doubtful_and_people_decide(
    telling: Telling, zaenal: Teller, copies: list[dict[str, object]], doubt: tuple[str, ...]
) -> None:
    enrols(zaenal)
    proposal = zaenal.says("graduation_proposed", "2019-05-10", indicators=copies)
    zaenal.syncs()

    shown = telling.history()[proposal.id]
    assert (shown.state, shown.flags, status(telling)) == ("standing", doubt, "proposed")


def test_a_proposal_by_a_rule_set_nobody_knows_is_doubtful(
    telling: Telling, zaenal: Teller
) -> None:
    enrols(zaenal)
    proposal = proposes(zaenal, rule_set="BANTEN-GRAD/9")
    zaenal.syncs()

    assert flags(telling, proposal) == ("rule_set_unknown",)


@pytest.mark.parametrize(("ends", "doubt"), [("2019-04", ()), (None, ("component_open",))])
def test_the_natural_way_out_needs_no_open_component_and_no_readiness(
    telling: Telling, zaenal: Teller, ends: str | None, doubt: tuple[str, ...]
) -> None:
    enrols(zaenal)
    zaenal.says("member_added", "2016", member=an_id("first child"))
    zaenal.says("component_recorded", "2016-07", ends=ends)
    proposal = zaenal.says("graduation_proposed", "2019-05-10", route="alamiah", as_of="2019-05-10")
    zaenal.syncs()

    assert flags(telling, proposal) == doubt


def test_a_late_fact_before_the_effective_day_awaits_the_coordinator_again(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    enrols(zaenal)
    zaenal.says("wellbeing_surveyed", "2019-04-16", food_deficit_12m="none")
    zaenal.says("household_visited", "2019-12-01")
    zaenal.syncs()
    proposes(zaenal, readiness=telling.answer(date(2019, 5, 10)).readiness)
    sync(zaenal, office)
    decides(office, "kabupaten")
    decides(office, "province", effective_on="2031-01-01")  # the telling's office clock says 2021
    office.syncs()
    zaenal.says("wellbeing_surveyed", "2019-05-01", food_deficit_12m="some")
    zaenal.syncs()
    assert telling.answer(DAY).household.flags == ("decision_basis_changed", "to_confirm")

    office.syncs()
    decides(office, "kabupaten", on="2019-06-10")
    office.syncs()
    assert telling.answer(DAY).household.flags == ("decision_basis_changed",)


def test_a_late_fact_after_the_effective_day_only_flags_the_decision(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    enrols(zaenal)
    zaenal.says("wellbeing_surveyed", "2019-04-16", food_deficit_12m="none")
    zaenal.syncs()
    proposes(zaenal, readiness=telling.answer(date(2019, 5, 10)).readiness)
    sync(zaenal, office)
    decides(office, "kabupaten")
    decides(office, "province", effective_on="2019-07-01")
    office.syncs()
    zaenal.says("wellbeing_surveyed", "2019-05-01", food_deficit_12m="some")
    zaenal.syncs()

    assert telling.answer(DAY).household.flags == ("decision_basis_changed",)


def test_more_witnesses_of_the_same_change_no_basis(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    enrols(zaenal)
    zaenal.says("wellbeing_surveyed", "2019-04-16", food_deficit_12m="none")
    zaenal.syncs()
    proposes(zaenal, readiness=telling.answer(date(2019, 5, 10)).readiness)
    graduated = [decides(zaenal, level) for level in ("kabupaten", "province")]
    sync(zaenal, office)
    office.says("wellbeing_surveyed", "2019-04-20", food_deficit_12m="none")
    office.syncs()

    assert all(telling.history()[each.id].state == "standing" for each in graduated)
    assert telling.answer(DAY).household.flags == ()


def test_a_line_published_after_the_decision_leaves_the_old_answer_as_it_was(
    telling: Telling, zaenal: Teller
) -> None:
    as_of = date(2019, 12, 10)
    zaenal.says("household_registered", "2016-07-11")
    zaenal.says("member_added", "2016-07-11")
    enrols(zaenal)
    sources = [{"member": an_id("nana"), "kind": "wage", "net_month": 900_000}]
    zaenal.says("livelihood_surveyed", "2019-01-05", sources=sources)
    zaenal.syncs()
    before = telling.answer(as_of)
    assert before.readiness.indicators["R1"].verdict == "unknown"
    decided_at = telling.committed[-1].received

    province = telling.device("O4", "province")
    province.says(
        "parameter_set", "2020-01-15", valid_from="2019-09-01", valid_to="2020-02-29", value=470_000
    )
    province.syncs()

    now = telling.answer(as_of).readiness.indicators["R1"]
    assert (now.verdict, now.threshold) == ("met", 470_000)
    assert now.parameter == telling.committed[-1].id
    then = telling.answer(as_of, known_at=decided_at)
    assert then.readiness == before.readiness


def test_a_commitment_is_at_risk_by_the_percent_of_the_rule_set_in_force(
    telling: Telling, zaenal: Teller
) -> None:
    child = an_id("first child")
    enrols(zaenal)
    zaenal.says("member_added", "2016", member=child)
    zaenal.says("component_recorded", "2016-07", member=child, component="sd", ends="2021-06")
    zaenal.says("household_visited", "2019-12-01")
    for month in (10, 11):
        attended(zaenal, f"2019-{month}", 18)
    zaenal.syncs()
    assert telling.answer(DAY).household.flags == ()

    province = telling.device("O4", "province")
    rule = {"id": "R4", "weight": "must", "check": "school_attended", "settings": {"percent": 95}}
    province.says("rule_set_published", "2019-12-15", rule_set="BANTEN-GRAD/2", rules=[rule])
    province.syncs()
    assert telling.answer(date(2019, 12, 14)).household.flags == ()
    assert telling.answer(DAY).household.flags == ("at_risk",)


def test_a_commitment_in_dispute_is_a_risk_while_one_report_makes_it_one(
    telling: Telling, zaenal: Teller
) -> None:
    child, second = an_id("first child"), telling.device("D2", "second")
    enrols(zaenal)
    zaenal.says("member_added", "2016", member=child)
    zaenal.says("component_recorded", "2016-07", member=child, component="sd", ends="2021-06")
    zaenal.says("household_visited", "2019-12-01")
    attended(zaenal, "2019-10", 10)
    attended(zaenal, "2019-11", 20)
    attended(second, "2019-11", 10)
    sync(zaenal, second)

    assert telling.answer(DAY).household.flags == ("at_risk", "disputed")
