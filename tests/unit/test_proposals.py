"""Proposals: what they rest on, whom they wait for, and what is known otherwise since."""

from datetime import date
from typing import Any

import pytest

from events.entry import Entry
from events.folds.answer import look
from events.folds.proposals import ProposalState, proposals
from tests.builders import an_id
from tests.telling import Teller, Telling, sync

DAY = date(2020, 12, 31)
NOTICED: dict[str, Any] = {"document": "463/12/2020", "family_notified": "2020-11-10"}


@pytest.fixture
def zaenal(telling: Telling) -> Teller:
    teller = telling.device("D1", "zaenal")
    teller.says("programme_enrolled", "2016-07-11", kind="first", cohort_year=2016)
    return teller


def state(telling: Telling, day: date = DAY) -> ProposalState:
    """The one proposal of the household."""
    looked = look(telling.household(), telling.programme(), day.isoformat())
    (found,) = proposals(looked)
    return found


def proposes(telling: Telling, teller: Teller, on: str = "2020-11-20") -> Entry:
    """A proposal of graduation with a copy of what the fold says on that day."""
    said = telling.answer(date.fromisoformat(on), *teller.unsent).readiness
    copies = [
        {"id": name, "verdict": each.verdict, "value": each.value, "evidence": list(each.evidence)}
        for name, each in said.indicators.items()
    ]
    return teller.says("graduation_proposed", on, as_of=on, indicators=copies)


def decides(teller: Teller, level: str, on: str = "2020-12-01", **fields: Any) -> Entry:
    return teller.says(
        "graduation_decided", on, by=level, level=level, **{"decision": "approved", **fields}
    )


def test_a_proposal_waits_for_one_level_after_the_other(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    proposed = proposes(telling, zaenal)
    sync(zaenal, office)
    received = telling.entry(proposed).received
    assert (state(telling).awaits, state(telling).since) == ("kabupaten", received)

    decided = decides(office, "kabupaten")
    office.syncs()
    assert state(telling).awaits == "province"
    assert state(telling).since == telling.entry(decided).received

    decides(office, "province")
    office.syncs()
    assert state(telling).awaits is None
    assert [(each.level, each.flags) for each in state(telling).decisions] == [
        ("kabupaten", ()),
        ("province", ()),
    ]


@pytest.mark.parametrize("decision", ["returned", "rejected"])
def test_a_proposal_that_was_turned_down_waits_for_nobody(
    telling: Telling, zaenal: Teller, office: Teller, decision: str
) -> None:
    proposes(telling, zaenal)
    sync(zaenal, office)
    decides(office, "kabupaten", decision=decision)
    office.syncs()

    assert state(telling).awaits is None


def test_a_proposal_says_which_indicators_are_unknown_and_which_rest_on_estimates(
    telling: Telling, zaenal: Teller
) -> None:
    zaenal.says("wellbeing_surveyed", "2020-11-01", basis="estimated", debt="unknown")
    proposes(telling, zaenal)
    zaenal.syncs()

    found = state(telling)

    assert {"R1", "R7"} <= set(found.unknown)
    assert "R3" in found.estimated
    assert "R1" not in found.estimated


def test_a_late_fact_before_the_decision_begins_asks_the_coordinator_again(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    """Situation 12: the decision stands on its frozen copy; before it begins it is confirmed."""
    second = telling.device("D2", "second")
    zaenal.says("wellbeing_surveyed", "2020-11-01", food_deficit_12m="none")
    proposes(telling, zaenal)
    sync(zaenal, office)
    late = second.says("wellbeing_surveyed", "2020-11-10", food_deficit_12m="often")
    decides(office, "kabupaten")
    decides(office, "province", effective_on="2021-01-31")
    office.syncs()
    assert (state(telling).awaits, state(telling).changed) == (None, ())

    second.syncs()
    assert telling.entry(late).position is not None
    assert (state(telling).awaits, state(telling).changed) == ("confirmation", ("R3",))

    office.syncs()
    decides(office, "kabupaten", on="2020-12-20")
    office.syncs()
    assert (state(telling).awaits, state(telling).changed) == (None, ("R3",))
    assert state(telling, date(2021, 2, 1)).awaits is None


def test_what_begins_after_the_day_asked_about_changes_no_basis(
    telling: Telling, zaenal: Teller
) -> None:
    zaenal.says("wellbeing_surveyed", "2020-11-01", food_deficit_12m="none")
    copy = {"id": "R3", "verdict": "met", "value": "none", "threshold": "none", "evidence": []}
    zaenal.says("graduation_proposed", "2020-11-20", as_of="2020-12-01", indicators=[copy])
    zaenal.says("wellbeing_surveyed", "2020-11-25", food_deficit_12m="often")
    zaenal.syncs()

    assert state(telling, date(2020, 11, 24)).changed == ()
    assert state(telling, date(2020, 11, 25)).changed == ("R3",)


def test_a_correction_that_was_corrected_again_or_set_aside_is_not_to_be_confirmed(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    survey = zaenal.says("wellbeing_surveyed", "2020-11-01", savings=1_200_000)
    proposes(telling, zaenal)
    corrects: dict[str, Any] = {
        "target": survey.id,
        "field": "savings",
        "old": 1_200_000,
        "reason": "misheard",
    }
    first = zaenal.says("fact_corrected", "2020-11-25", new=1_300_000, **corrects)
    again = zaenal.says(
        "fact_corrected", "2020-11-26", new=1_400_000, replaces=first.id, **corrects
    )
    sync(zaenal, office)
    assert state(telling).to_confirm == (again.id,)

    other = office.says(
        "fact_corrected", "2020-11-27", new=1_500_000, replaces=first.id, by="second", **corrects
    )
    office.syncs()
    assert state(telling).to_confirm == (again.id, other.id)
    office.says(
        "conflict_resolved", "2020-12-01", conflict=f"correction:{survey.id}",
        kept=other.id, others=[again.id], rule="document",
    )  # fmt: skip
    office.syncs()
    assert state(telling).to_confirm == ()


def test_a_correction_of_what_it_rests_on_is_named_until_a_coordinator_confirms_it(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    survey = zaenal.says("wellbeing_surveyed", "2020-11-01", savings=1_200_000)
    proposes(telling, zaenal)
    correction = zaenal.says(
        "fact_corrected", "2020-11-25", target=survey.id, field="savings",
        old=1_200_000, new=1_300_000, reason="misheard",
    )  # fmt: skip
    sync(zaenal, office)
    assert state(telling).to_confirm == (correction.id,)

    office.says(
        "conflict_resolved", "2020-12-01", conflict=f"correction:{correction.id}",
        kept=correction.id, others=[], rule="document",
    )  # fmt: skip
    office.syncs()
    assert state(telling).to_confirm == ()


def test_an_open_objection_of_the_family_stands_beside_the_proposal(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    proposes(telling, zaenal)
    said = zaenal.says("family_statement", "2020-11-25", stance="objects", about=an_id("proposal"))
    sync(zaenal, office)
    assert state(telling).objections == (said.id,)

    office.says("note_written", "2020-12-01", reply_to=said.id, state="done")
    office.syncs()
    assert state(telling).objections == ()


@pytest.mark.parametrize(
    ("fields", "not_before", "flags"),
    [
        ({"reason": "own_request"}, None, ()),
        ({"reason": "non_commitment", **NOTICED}, date(2020, 11, 24), ()),
        ({"reason": "duplicate"}, None, ("without_notice",)),
    ],
)
def test_an_exit_says_what_it_still_needs(
    telling: Telling,
    zaenal: Teller,
    fields: dict[str, Any],
    not_before: date | None,
    flags: tuple[str, ...],
) -> None:
    zaenal.says("exit_proposed", "2020-11-20", **fields)
    zaenal.syncs()

    found = state(telling)

    assert (found.kind, found.reason, found.awaits) == ("exit", fields["reason"], "exit")
    assert (found.not_before, found.flags) == (not_before, flags)


def test_an_exit_waits_until_one_counts(telling: Telling, zaenal: Teller, office: Teller) -> None:
    zaenal.says("exit_proposed", "2020-11-20", reason="non_commitment", **NOTICED)
    sync(zaenal, office)
    early: dict[str, Any] = {"reason": "non_commitment", "effective_on": "2020-11-21"}
    office.says("programme_exited", "2020-11-21", **early)
    office.syncs()
    assert state(telling).awaits == "exit"
    assert [each.flags for each in state(telling).decisions] == [("before_notice_ended",)]

    office.says("programme_exited", "2020-12-01", **{**early, "effective_on": "2021-01-01"})
    office.syncs()
    assert state(telling).awaits is None
