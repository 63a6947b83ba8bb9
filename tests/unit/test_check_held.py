"""What is asked of a draft by what is held of its household: that what it names is there."""

from typing import Any

import pytest

from events.check.held import asks_what_is_held
from events.types import REGISTRY
from tests.builders import a_body, an_actor, an_event_id, an_id
from tests.telling import Teller, Telling, sync
from tests.unit.held import CHILD, MOTHER, NANA, codes, problems
from tests.unit.held import zaenal as zaenal

STRANGER = an_id("a stranger")


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


@pytest.mark.parametrize("waits", ["review(clone)", "review(revoked)"])
def test_what_waits_for_an_officer_or_was_let_count_is_there(
    telling: Telling, zaenal: Teller, waits: str
) -> None:
    """Its author goes on writing about it, and everybody once it counts."""
    another = an_id("another enterprise")
    written = [
        zaenal.says("member_added", "2019-05-02", member=STRANGER, verdict=waits),
        zaenal.says("enterprise_started", "2019-05-02", enterprise=another, verdict=waits),
    ]
    zaenal.syncs()

    def refused() -> list[str]:
        on_member = codes(telling, "payee_set", member=STRANGER)
        return on_member + codes(telling, "sales_reported", enterprise=another)

    assert refused() == []
    office = telling.device("O1", "kabupaten")
    for each in written:
        office.says("entry_reviewed", "2019-05-03", target=each.id)
    office.syncs()
    assert refused() == []


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
