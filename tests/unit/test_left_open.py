"""Deaths, leavings and moves: nobody is replaced by a rule, and what they leave open is asked."""

from datetime import date

import pytest

from events.folds import Answer, Question
from events.folds.roster import Roster, roster_of
from events.ids import EventId
from tests.builders import a_household, an_event_id, an_id
from tests.telling import Teller, Telling, sync

DAY = date(2019, 5, 10)
NANA, CHILD, MOTHER = an_id("nana"), an_id("first child"), an_id("mother")
ENTERPRISE = an_id("konveksi nana")


@pytest.fixture
def zaenal(telling: Telling) -> Teller:
    teller = telling.device("D1", "zaenal")
    teller.says("household_registered", "2016-07-11")
    for member, year in ((NANA, 1978), (CHILD, 2000), (MOTHER, 1950)):
        teller.says("member_added", "2016-07-11", member=member, birth_year=year)
    teller.says("programme_enrolled", "2016-07-11")
    teller.says("payee_set", "2016-07-11", member=NANA)
    teller.says("enterprise_started", "2018-05", owner=NANA)
    teller.says("household_visited", "2019-05-01")
    teller.syncs()
    return teller


def who(telling: Telling) -> Roster:
    return roster_of(telling.household(), telling.programme(), DAY)


def changed(said: Answer) -> list[Question]:
    return [question for question in said.questions if question.why == "changed"]


def test_who_heads_and_who_is_paid_is_as_somebody_said(telling: Telling, zaenal: Teller) -> None:
    roster = who(telling)

    assert (roster.head, roster.payee, len(roster.people)) == (NANA, NANA, 3)


def test_a_dead_head_leaves_head_payee_and_enterprise_to_be_asked(
    telling: Telling, zaenal: Teller
) -> None:
    zaenal.says("member_died", "2019-05-05", member=NANA)
    zaenal.syncs()

    said = telling.answer(DAY)

    assert [(each.code, each.about) for each in changed(said)] == [
        ("head", (NANA,)),
        ("payee", (NANA,)),
        ("owner", (ENTERPRISE,)),
        ("enterprise_news", (ENTERPRISE,)),
    ]
    assert who(telling).head == NANA
    assert said.due is not None
    assert said.due.why == ()


def test_who_goes_with_a_split_leaves_the_same_open(telling: Telling, zaenal: Teller) -> None:
    """Whatever else happens later: a question is asked as of a day."""
    zaenal.says(
        "household_split", "2019-05-05", by="kabupaten", new_household=a_household("nana's own"),
        members=[NANA], programme_stays_with=a_household(),
    )  # fmt: skip
    zaenal.syncs()
    said = telling.answer(DAY)
    zaenal.says("address_changed", "2019-05-30")
    zaenal.syncs()

    assert [each.code for each in changed(said)] == [
        "head", "payee", "owner", "enterprise_news",
    ]  # fmt: skip
    assert telling.answer(DAY).questions == said.questions


def test_each_answer_closes_its_question(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("member_died", "2019-05-05", member=NANA)
    zaenal.says("head_changed", "2019-05-06", old_head=NANA, new_head=CHILD)
    zaenal.says("payee_set", "2019-05-06", member=CHILD)
    zaenal.says("ownership_changed", "2019-05-06", new_owner=CHILD)
    zaenal.says("operation_changed", "2019-05-06", state="paused")
    zaenal.syncs()
    assert [each.code for each in changed(telling.answer(DAY))] == ["no_kk"]

    zaenal.says("identity_verified", "2019-05-07", member=CHILD, kind="kk", how="kk_seen")
    zaenal.syncs()
    said = telling.answer(DAY)

    assert changed(said) == []
    assert (who(telling).head, who(telling).payee) == (CHILD, CHILD)
    assert said.enterprise is not None
    assert said.enterprise.owner == CHILD


def test_a_new_head_awaits_a_coordinator(telling: Telling, zaenal: Teller) -> None:
    office = telling.device("O2", "kabupaten")
    zaenal.says("member_died", "2019-05-05", member=NANA)
    change = zaenal.says("head_changed", "2019-05-06", old_head=NANA, new_head=CHILD)
    sync(zaenal, office)
    assert telling.answer(DAY).household.flags == ("to_confirm",)
    assert telling.history()[change.id].flags == ("to_confirm",)

    conflict = f"head_changed:{NANA}"
    zaenal.says("conflict_resolved", "2019-05-07", conflict=conflict, kept=change.id, others=[])
    zaenal.syncs()
    assert telling.answer(DAY).household.flags == ("to_confirm",)

    office.syncs()
    office.says("conflict_resolved", "2019-05-07", conflict=conflict, kept=change.id, others=[])
    office.syncs()
    assert telling.answer(DAY).household.flags == ()
    assert telling.history()[change.id].flags == ()


def test_two_companions_who_name_different_heads_are_a_conflict_and_nobody_heads(
    telling: Telling, zaenal: Teller
) -> None:
    second = telling.device("D2", "second")
    zaenal.says("member_died", "2019-05-05", member=NANA)
    child = zaenal.says("head_changed", "2019-05-06", old_head=NANA, new_head=CHILD)
    mother = second.says("head_changed", "2019-05-07", old_head=NANA, new_head=MOTHER)
    sync(zaenal, second)

    said = telling.answer(DAY)

    assert [(each.key, each.field) for each in said.conflicts] == [
        (f"head_changed:{NANA}", "new_head")
    ]
    assert who(telling).head is None
    assert "to_confirm" in said.household.flags

    office = telling.device("O2", "kabupaten")
    office.syncs()
    office.says(
        "conflict_resolved", "2019-05-08", conflict=f"head_changed:{NANA}", kept=mother.id,
        others=[child.id],
    )  # fmt: skip
    office.syncs()
    assert who(telling).head == MOTHER
    assert telling.answer(DAY).household.flags == (), "who was set aside needs no confirmation"


def test_when_the_last_member_is_gone_an_exit_is_due_and_no_visit(
    telling: Telling, zaenal: Teller
) -> None:
    for member in (NANA, CHILD, MOTHER):
        zaenal.says("member_left", "2018-01-05", member=member)
    zaenal.syncs()

    said = telling.answer(DAY)

    assert (said.household.members, said.household.flags) == (0, ("no_member",))
    assert [each.code for each in changed(said)] == ["owner", "enterprise_news"]


def test_a_move_asks_for_rt_and_rw_again(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("address_changed", "2019-05-02", rt=None)
    zaenal.says("operation_changed", "2019-05-02", state="paused")
    zaenal.syncs()
    assert [each.code for each in changed(telling.answer(DAY))] == ["rt_rw"]

    zaenal.says("address_changed", "2019-05-03", rt="012", rw="004", kind="within_desa")
    zaenal.syncs()
    assert changed(telling.answer(DAY)) == []


def test_a_move_out_of_the_province_makes_an_exit_due_and_keeps_the_records(
    telling: Telling, zaenal: Teller
) -> None:
    zaenal.says(
        "address_changed", "2019-05-02", region="32.01", kind="out_of_province", rt="1" * 3,
        rw="1" * 3,
    )  # fmt: skip
    zaenal.syncs()

    household = telling.answer(DAY).household

    assert (household.status, household.flags) == ("active", ("out_of_province",))
    assert household.region == "32.01"


def test_a_retired_region_code_is_read_as_the_one_in_its_place(
    telling: Telling, zaenal: Teller
) -> None:
    office = telling.device("O2", "province")
    office.says("region_changed", "2019-01-01", code="36.09.01.2001", replaces=["36.03.06.2001"])
    office.syncs()

    assert telling.answer(date(2018, 12, 31)).household.region == "36.03.06.2001"
    assert telling.answer(DAY).household.region == "36.09.01.2001"
    registered = next(
        entry for entry in telling.committed if entry.event.type == "household_registered"
    )
    assert registered.event.body.region == "36.03.06.2001"  # type: ignore[attr-defined]


def test_a_place_divided_among_several_keeps_its_old_code(telling: Telling, zaenal: Teller) -> None:
    office = telling.device("O2", "province")
    for code in ("36.03.06.2101", "36.03.06.2102"):
        office.says("region_changed", "2019-01-01", code=code, replaces=["36.03.06.2001"])
    office.syncs()

    assert telling.answer(DAY).household.region == "36.03.06.2001"


def test_codes_that_replace_each_other_end_somewhere(telling: Telling, zaenal: Teller) -> None:
    office = telling.device("O2", "province")
    for code, old in (("36.03.06.2101", "36.03.06.2001"), ("36.03.06.2001", "36.03.06.2101")):
        office.says("region_changed", "2019-01-01", code=code, replaces=[old])
    office.syncs()

    assert telling.answer(DAY).household.region in ("36.03.06.2001", "36.03.06.2101")


def test_an_act_on_what_never_comes_changes_no_family(telling: Telling, zaenal: Teller) -> None:
    absent = EventId(an_event_id("absent"))
    waiting = zaenal.says("event_voided", "2019-05-06", target=absent)
    zaenal.syncs()

    assert telling.answer(DAY).waiting == (waiting.id,)
    assert telling.answer(DAY).household.members == 3
