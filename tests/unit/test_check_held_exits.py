"""What is asked of a proposal, a decision or an exit by what is held of its household."""

from typing import Any

import pytest

from events.folds import Answer
from tests.builders import an_actor
from tests.telling import Teller, Telling, sync
from tests.unit.held import CHILD, TODAY, codes, problems
from tests.unit.held import zaenal as zaenal

NOTICED = {"document": "463/12/2019", "family_notified": "2019-04-26"}


def copies(said: Answer, **odd: str) -> list[dict[str, object]]:
    return [{"id": name, "verdict": odd.get(name, "met")} for name in said.readiness.indicators]


def test_a_proposal_needs_a_ready_family_in_the_programme_and_its_own_companion(
    telling: Telling, zaenal: Teller
) -> None:
    said = telling.answer(TODAY)
    ready = copies(said)

    assert codes(telling, "graduation_proposed", indicators=ready) == []
    found = problems(
        telling, "graduation_proposed", indicators=copies(said, R1="unknown", R3="stale")
    )
    assert [each.code for each in found] == ["not_ready"]
    assert "R1, R3" in found[0].say("id")
    assert "own_request" in found[0].say("id")
    assert codes(telling, "graduation_proposed", indicators=ready, rule_set="NEW/1") == [
        "rule_set_unknown"
    ]

    zaenal.says("companion_assigned", "2019-05-01", by="kabupaten", companion=an_actor("second"),
                effective_on="2019-05-01")  # fmt: skip
    zaenal.syncs()
    assert codes(telling, "graduation_proposed", indicators=ready) == ["outside_assignment"]


def test_a_dispute_about_a_must_blocks_the_proposal(telling: Telling, zaenal: Teller) -> None:
    second = telling.device("D2", "second")
    for teller, food in ((zaenal, "none"), (second, "some")):
        teller.says("wellbeing_surveyed", "2019-05-05", food_deficit_12m=food)
    sync(zaenal, second)

    ready = copies(telling.answer(TODAY))
    assert codes(telling, "graduation_proposed", indicators=ready) == ["disputed"]


def test_the_natural_way_out_waits_for_the_last_component(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("component_recorded", "2016-07", member=CHILD, component="sd")
    zaenal.syncs()
    alamiah: dict[str, Any] = {"route": "alamiah", "as_of": "2019-05-10"}
    assert codes(telling, "graduation_proposed", **alamiah) == ["component_open"]

    zaenal.says("component_recorded", "2019-01", member=CHILD, component="sd", ends="2019-04")
    zaenal.syncs()
    assert codes(telling, "graduation_proposed", **alamiah) == []


def test_a_decision_needs_a_proposal_by_somebody_else_that_is_not_decided(
    telling: Telling, zaenal: Teller
) -> None:
    assert codes(telling, "graduation_decided", by=an_actor("kabupaten")) == ["without_proposal"]

    zaenal.says("graduation_proposed", "2019-05-02")
    zaenal.syncs()
    kabupaten, province = an_actor("kabupaten"), an_actor("province")
    assert codes(telling, "graduation_decided", by=kabupaten) == []
    assert codes(telling, "graduation_decided", by=an_actor("zaenal")) == ["same_person"]
    assert codes(telling, "graduation_decided", by=kabupaten, entered_by=an_actor("zaenal")) == [
        "same_person"
    ]
    early = problems(telling, "graduation_decided", by=province, level="province")
    assert [(each.code, each.severity) for each in early] == [("kabupaten_first", "warn")]

    zaenal.says("graduation_decided", "2019-05-03", by="kabupaten", decision="returned")
    zaenal.syncs()
    assert codes(telling, "graduation_decided", by=kabupaten) == ["decided_already"]


@pytest.mark.parametrize(
    ("proposed", "exited", "expected"),
    [
        ({"reason": "own_request"}, {}, []),
        ({"reason": "no_component"}, {"reason": "no_component"}, []),
        ({"reason": "own_request"}, {"reason": "non_commitment"}, ["reason_differs"]),
        ({"reason": "non_commitment"}, {"reason": "non_commitment"}, ["without_notice"]),
        (
            {"reason": "duplicate", **NOTICED},
            {"reason": "duplicate", "effective_on": "2019-05-09"},
            ["before_notice_ended"],
        ),
        (
            {"reason": "duplicate", **NOTICED},
            {"reason": "duplicate", "effective_on": "2019-05-10"},
            [],
        ),
        (
            {"reason": "data_invalid", **NOTICED},
            {"reason": "data_invalid", "effective_on": "2019-05-10", "by": an_actor("zaenal")},
            ["same_person"],
        ),
    ],
)
def test_an_exit_has_what_its_reason_asks_for(
    telling: Telling,
    zaenal: Teller,
    proposed: dict[str, Any],
    exited: dict[str, Any],
    expected: list[str],
) -> None:
    assert codes(telling, "programme_exited", by=an_actor("kabupaten")) == ["without_proposal"]

    zaenal.says("exit_proposed", "2019-04-26", **proposed)
    zaenal.syncs()
    assert codes(telling, "programme_exited", **{"by": an_actor("kabupaten"), **exited}) == expected


def test_the_first_day_after_the_notice_is_told(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("exit_proposed", "2019-04-26", reason="duplicate", **NOTICED)  # type: ignore[arg-type]
    zaenal.syncs()
    (problem,) = problems(
        telling, "programme_exited", reason="duplicate", effective_on="2019-05-01",
        by=an_actor("kabupaten"),
    )  # fmt: skip

    assert "10 Mei 2019" in problem.say("id")


def test_whoever_wants_to_leave_is_told_what_is_lost_and_asked_for_nothing(
    telling: Telling, zaenal: Teller
) -> None:
    found = problems(telling, "exit_proposed", reason="own_request")

    assert [(each.code, each.severity) for each in found] == [("tell_what_is_lost", "warn")]
    assert codes(telling, "exit_proposed", reason="no_component") == []


def test_only_a_family_in_the_programme_leaves_it_and_only_one_that_left_comes_back(
    telling: Telling, zaenal: Teller
) -> None:
    again = {"kind": "readmitted", "cohort_year": 2019}
    assert codes(telling, "programme_enrolled", **again) == ["not_left"]
    assert codes(telling, "programme_enrolled", cohort_year=2019) == ["enrolled_already"]

    zaenal.says("exit_proposed", "2019-05-01")
    zaenal.says("programme_exited", "2019-05-02", by="kabupaten", effective_on="2019-05-02")
    zaenal.syncs()
    assert codes(telling, "programme_enrolled", **again) == []
    assert codes(telling, "exit_proposed", reason="no_component") == ["not_in_programme"]
    ready = copies(telling.answer(TODAY))
    assert codes(telling, "graduation_proposed", indicators=ready) == ["not_in_programme"]
