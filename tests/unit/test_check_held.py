"""What is asked of a draft by what is held of its household: refused with a way to mend it."""

from datetime import date
from typing import Any

import pytest

from events.check.held import asks_what_is_held, held_problems
from events.check.household import Held
from events.folds import Answer
from events.problems import Problem
from events.types import REGISTRY
from tests.builders import a_body, a_draft, an_actor, an_event_id, an_id
from tests.telling import Teller, Telling, sync

TODAY = date(2019, 5, 10)
NANA, CHILD, MOTHER = an_id("nana"), an_id("first child"), an_id("mother")
STRANGER = an_id("a stranger")
NOTICED = {"document": "463/12/2019", "family_notified": "2019-04-26"}


@pytest.fixture
def zaenal(telling: Telling) -> Teller:
    """A household in the programme, with two members and an enterprise."""
    teller = telling.device("D1", "zaenal")
    teller.says("household_registered", "2016-07-11")
    teller.says("member_added", "2016-07-11", member=NANA)
    teller.says("member_added", "2016-07-11", member=CHILD, birth_year=2010)
    teller.says("programme_enrolled", "2016-07-11")
    teller.says("enterprise_started", "2018-05")
    teller.says("household_visited", "2019-05-01")
    teller.syncs()
    return teller


def problems(
    telling: Telling, type_name: str, made: tuple[str, ...] = (), **fields: object
) -> list[Problem]:
    envelope: dict[str, Any] = {
        name: fields.pop(name) for name in ("by", "entered_by", "stream", "on") if name in fields
    }
    body = a_body(type_name, **fields)
    draft = a_draft(type_name, body, **{"on": "2019-05-10", **envelope})
    household = None if draft.stream == "programme" else telling.household()
    held = Held(household, telling.programme(), TODAY.isoformat(), frozenset(made))
    return held_problems(draft, held) if asks_what_is_held(body) else []


def codes(telling: Telling, type_name: str, **fields: Any) -> list[str]:
    return [problem.code for problem in problems(telling, type_name, **fields)]


# --- what is named is there -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_name", "fields", "field"),
    [
        ("payee_set", {"member": STRANGER}, "member"),
        ("member_died", {"member": STRANGER}, "member"),
        ("component_recorded", {"member": STRANGER}, "member"),
        ("graduation_requested", {"requester": STRANGER}, "requester"),
        ("household_visited", {"met_member": STRANGER}, "met_member"),
        ("enterprise_started", {"owner": STRANGER}, "owner"),
        (
            "livelihood_surveyed",
            {"sources": [{"member": STRANGER, "kind": "wage", "net_month": 1}]},
            "member",
        ),
        ("plan_agreed", {"goals": [{"goal": "care", "member": STRANGER}]}, "member"),
        ("household_split", {"members": [NANA, STRANGER]}, "members"),
    ],
)
def test_a_member_nobody_added_is_refused(
    telling: Telling, zaenal: Teller, type_name: str, fields: dict[str, object], field: str
) -> None:
    given: dict[str, Any] = fields
    found = problems(telling, type_name, **given)
    assert [(each.code, each.field) for each in found] == [("member_absent", field)]
    made: Any = (STRANGER,)
    assert codes(telling, type_name, made=made, **fields) == []


def test_members_and_what_names_none_are_no_matter(telling: Telling, zaenal: Teller) -> None:
    assert codes(telling, "payee_set", member=CHILD) == []
    assert codes(telling, "household_visited") == []
    assert codes(telling, "livelihood_surveyed", sources="declined") == []
    assert codes(telling, "plan_agreed", goals=[{"goal": "market"}]) == []
    assert not asks_what_is_held(a_body("housing_surveyed"))
    assert not asks_what_is_held(a_body("household_visited"))
    assert asks_what_is_held(a_body("household_visited", met_member=NANA))


def test_of_a_household_that_is_not_held_nothing_is_asked(telling: Telling) -> None:
    for type_name in ("payee_set", "sales_reported", "event_voided", "graduation_decided"):
        assert codes(telling, type_name) == []


def test_an_enterprise_nobody_spoke_of_is_refused_unless_it_is_new(
    telling: Telling, zaenal: Teller
) -> None:
    another = an_id("another enterprise")

    assert codes(telling, "sales_reported") == []
    assert codes(telling, "sales_reported", enterprise=another) == ["enterprise_absent"]
    assert codes(telling, "market_noted", enterprise=another, made=(another,)) == []
    assert codes(telling, "enterprise_started", enterprise=another, owner=NANA) == []


@pytest.mark.parametrize("type_name", ["fact_corrected", "event_voided", "entry_reviewed"])
def test_an_act_on_what_is_not_here_is_refused(
    telling: Telling, zaenal: Teller, type_name: str
) -> None:
    entry = telling.committed[-1]

    assert codes(telling, type_name) == ["target_absent"]
    assert codes(telling, type_name, target=entry.id) == []
    assert codes(telling, type_name, stream="programme") == ["target_absent"]
    assert codes(telling, type_name, stream="programme", target=telling.committed[0].id) == []


def test_a_correction_replaces_one_of_the_same_field(telling: Telling, zaenal: Teller) -> None:
    report = zaenal.says("sales_reported")
    first = zaenal.says("fact_corrected", "2018-12-10", target=report.id)
    other = zaenal.says("fact_corrected", "2018-12-10", target=report.id, field="unit", new="kg")
    zaenal.syncs()

    for replaces, expected in (
        (first.id, []),
        (other.id, ["replaces_other"]),
        (report.id, ["replaces_other"]),
        (an_event_id("absent"), ["replaces_other"]),
    ):
        found = codes(telling, "fact_corrected", target=report.id, replaces=replaces)
        assert found == expected


def test_a_resolution_names_a_conflict_and_its_own_claims(telling: Telling, zaenal: Teller) -> None:
    second = telling.device("D2", "second")
    one, other = zaenal.says("costs_reported", other=1), second.says("costs_reported", other=2)
    visit = zaenal.says("household_visited", "2018-12-01")
    correction = zaenal.says("fact_corrected", "2018-12-02", target=one.id, field="on",
                             new="2018-10")  # fmt: skip
    sync(zaenal, second)

    def resolving(conflict: str, kept: str, *others: str) -> list[str]:
        return codes(
            telling, "conflict_resolved", conflict=conflict, kept=kept, others=list(others)
        )

    key = f"costs_reported:{an_id('konveksi nana')}"
    assert resolving(f"{key}:2018-11", one.id, other.id) == []
    assert resolving(f"{key}:2018-10", one.id) == []  # as it reads now
    assert resolving(f"{key}:2018-11", one.id, visit.id) == ["other_conflict"]
    assert resolving("costs_reported", one.id) == ["other_conflict"]
    assert resolving(f"{key}:2018-11", one.id, an_event_id("absent")) == ["target_absent"]
    assert resolving(f"correction:{one.id}", correction.id) == []
    assert resolving(f"correction:{other.id}", correction.id) == ["other_conflict"]


# --- the way out ----------------------------------------------------------------------------------


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


# --- people and rules -----------------------------------------------------------------------------


def test_a_new_head_follows_the_present_one_and_is_there(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("member_added", "2016-07-11", member=MOTHER, birth_year=1950)
    zaenal.says("member_left", "2018-01-05", member=MOTHER)
    zaenal.syncs()

    def changing(old: str, new: str) -> list[str]:
        return codes(telling, "head_changed", old_head=old, new_head=new)

    assert changing(NANA, CHILD) == ["not_adult"]
    assert changing(CHILD, NANA) == ["not_head"]
    assert changing(NANA, MOTHER) == ["member_gone"]
    assert changing(NANA, STRANGER) == ["member_absent"]


def test_a_companion_is_a_registered_one(telling: Telling, zaenal: Teller) -> None:
    for name, expected in (
        ("second", []),
        ("auditor", ["no_companion"]),
        ("nobody", ["no_companion"]),
    ):
        companion = an_actor(name)
        assert codes(telling, "companion_assigned", companion=companion) == expected


def test_a_rule_set_names_each_rule_once_and_checks_that_are_known(telling: Telling) -> None:
    rule = {"id": "R3", "weight": "must", "check": "food_secure"}
    odd = {"id": "R13", "weight": "must", "check": "internet_at_home"}

    assert codes(telling, "rule_set_published", rules=[rule]) == []
    assert codes(telling, "rule_set_published", rules=[rule, rule]) == ["rule_twice"]
    found = problems(telling, "rule_set_published", rules=[rule, odd])
    assert [(each.code, each.severity) for each in found] == [("check_unknown", "warn")]


def test_every_problem_has_a_sentence_in_both_languages(telling: Telling, zaenal: Teller) -> None:
    """With what the builders make of every type, in a household that holds little of it."""
    found = []
    for name, spec in REGISTRY.items():
        if spec.streams != ("office",):
            in_programme: dict[str, Any] = {"stream": "programme"}
            given = in_programme if spec.streams == ("programme",) else {}
            found += [(name, problem) for problem in problems(telling, name, **given)]

    for name, problem in found:
        indonesian, english = problem.say("id", name), problem.say("en", name)
        assert "{" not in indonesian + english
        assert indonesian != english
    assert {problem.code for _, problem in found} == {
        "check_unknown", "member_absent", "target_absent", "without_proposal", "not_ready",
        "tell_what_is_lost", "enrolled_already", "not_adult",
    }  # fmt: skip


# --- officers of other regions --------------------------------------------------------------------


def test_an_officer_of_another_region_is_refused_before_writing(
    telling: Telling, zaenal: Teller
) -> None:
    telling.registers("neighbour", "koordinator_kecamatan", region="36.03.07")
    report = zaenal.says("sales_reported")
    zaenal.syncs()
    neighbour, own = an_actor("neighbour"), an_actor("kecamatan")
    drafts: list[tuple[str, dict[str, Any]]] = [
        ("entry_reviewed", {"target": report.id}),
        ("event_voided", {"target": report.id}),
        ("companion_assigned", {"companion": an_actor("second")}),
        ("household_split", {"members": [CHILD]}),
        ("households_merged", {}),
        ("households_unmerged", {}),
    ]
    for type_name, fields in drafts:
        assert codes(telling, type_name, by=own, **fields) == [], type_name
        for people in ({"by": neighbour}, {"by": own, "entered_by": neighbour}):
            found = codes(telling, type_name, **people, **fields)
            assert found == ["outside_region"], type_name


def test_what_is_ones_own_may_be_struck_out_from_everywhere(
    telling: Telling, zaenal: Teller
) -> None:
    telling.registers("neighbour", "pendamping", region="36.03.07")
    neighbour = telling.device("D7", "neighbour")
    report = neighbour.says("sales_reported")
    neighbour.syncs()
    by = an_actor("neighbour")
    assert codes(telling, "event_voided", by=by, target=report.id) == []
    assert codes(telling, "fact_corrected", by=by, target=report.id) == []
