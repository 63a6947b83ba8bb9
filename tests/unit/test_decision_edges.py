"""The edges of decisions: who, when, on what copy, and what a late fact does to them."""

from datetime import date

import pytest

from events.entry import Entry
from tests.builders import an_id
from tests.deciding import DAY, NOTICED, attended, decides, enrols, exits, flags, proposes, status
from tests.telling import Teller, Telling, sync

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


def test_a_copied_fact_that_begins_after_a_day_asks_nobody_to_confirm_as_of_it(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    """A copy may name any entry; what is not yet true is not what the coordinator did not know."""
    enrols(zaenal)
    later = zaenal.says("household_visited", "2019-12-01")
    copied = {"id": "R3", "verdict": "met", "value": "none", "evidence": [later.id]}
    zaenal.says("graduation_proposed", "2019-05-10", as_of="2019-05-10", indicators=[copied])
    decides(office, "kabupaten")
    sync(office, zaenal)

    def asked(as_of: date) -> tuple[bool, bool]:
        flags = telling.answer(as_of).household.flags
        return "decision_basis_changed" in flags, "to_confirm" in flags

    assert asked(date(2019, 11, 30)) == (True, False)
    assert asked(DAY) == (True, True)


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
