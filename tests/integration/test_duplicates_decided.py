"""Households that are one, or become two: decided by people, undone by people."""

import pytest

from tests.builders import NIK, an_id
from tests.integration.written_twice import (
    ELSEWHERE,
    NANA,
    OTHER,
    card,
    cases,
    lives,
    lives_there,
    twice,
    writes,
)
from tests.integration.written_twice import office as office
from tests.office_terminal import Office


def test_situation_4_two_registrations_become_one_and_two_again(office: Office) -> None:
    twice(office)
    lives_there(office, OTHER, "ujang", birth_year=2009)

    done = office.ask("merge", OTHER, NANA, "--by", "Sri", "--basis", "same_nik")

    assert (done["survivor"], done["merged"]) == (NANA, OTHER)
    assert done["same"] == {an_id(f"nana in {OTHER}"): an_id(f"nana in {NANA}")}
    assert done["more"] == [an_id(f"ujang in {OTHER}")]
    assert cases(office) == []
    assert card(office, NANA) == ("active", None, 2)
    assert card(office, OTHER) == ("merged", NANA, 0)

    # A companion who knows nothing of it writes under the old name and id.
    writes(office, "component_recorded", OTHER, member=an_id(f"nana in {OTHER}"),
           component="hamil_nifas", starts="2018-11")  # fmt: skip
    assert card(office, NANA) == ("active", None, 2)
    assert "is_alias" in office.refusal(
        "merge", OTHER, str(an_id("a third")), "--by", "Sri", "--basis", "same_kk"
    )

    undone = office.ask("unmerge", NANA, OTHER, "--by", "Sri", "--reason", "bukan orang yang sama")

    assert undone["acts"] == [done["act"]]
    assert card(office, NANA) == ("active", None, 1)
    assert card(office, OTHER) == ("active", None, 2)
    assert len(cases(office, "--basis", "same_nik")) == 1
    assert "not_merged" in office.refusal("unmerge", NANA, OTHER, "--by", "Sri")


def test_people_without_a_number_are_one_where_the_koordinator_says_so(office: Office) -> None:
    for household in (NANA, OTHER):
        lives(office, household)
        lives_there(office, household, "nana")
    ours, theirs = an_id(f"nana in {NANA}"), an_id(f"nana in {OTHER}")

    done = office.ask(
        "merge", NANA, OTHER, "--by", "Sri", "--basis", "same_people", "--survivor", NANA,
        "--same", f"{ours}={theirs}",
    )  # fmt: skip

    assert (done["same"], done["more"]) == ({theirs: ours}, [])
    assert card(office, NANA) == ("active", None, 1)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((NANA, NANA), "same_household"),
        ((NANA, str(an_id("nobody"))), "unknown_household"),
        ((NANA, "0190"), "missing_household"),
        ((NANA, OTHER, "--survivor", str(an_id("nobody"))), "unknown_survivor"),
        ((NANA, OTHER, "--same", "nana"), "bad_pair"),
        ((NANA, OTHER, "--same", f"{an_id('x')}={an_id('y')}"), "unknown_member"),
        ((NANA, OTHER, "--on", "kemarin"), "bad_day"),
    ],
)
def test_a_merge_that_cannot_be_meant_writes_nothing(
    office: Office, arguments: tuple[str, ...], code: str
) -> None:
    twice(office)
    size = office.ask("project")["position"]

    assert code in office.refusal("merge", *arguments, "--by", "Sri", "--basis", "same_nik")
    assert office.ask("project")["position"] == size


def test_who_may_not_merge_or_split_is_told_so(office: Office) -> None:
    twice(office)
    office.ask("invite", "Zaenal", "--role", "pendamping", "--region", "36.03.06")

    assert "role_not_allowed" in office.refusal(
        "merge", NANA, OTHER, "--by", "Zaenal", "--basis", "same_nik"
    )


def test_situation_9_a_child_who_marries_has_a_household_of_their_own(office: Office) -> None:
    lives(office, NANA)
    lives_there(office, NANA, "nana", nik=NIK)
    added = lives_there(office, NANA, "ujang", birth_year=1998, sex="l")
    child = an_id(f"ujang in {NANA}")
    writes(office, "fact_corrected", NANA, target=added, field="name", reason="typo",
           old="Ujang", new="Ujang Sopian")  # fmt: skip
    writes(office, "enterprise_started", NANA, enterprise=an_id("bengkel"), owner=child,
           kind="bengkel", origin="own_skill")  # fmt: skip

    done = office.ask(
        "split", NANA, "--by", "Sri", "--member", child, "--head", child, "--reason", "married",
        "--region", ELSEWHERE, "--enterprise", an_id("bengkel"),
    )  # fmt: skip

    new = done["new_household"]
    assert done["programme_stays_with"] == NANA
    assert card(office, NANA) == ("active", None, 1)
    assert card(office, new) == ("candidate", None, 1)
    code, out, _ = office.run("duplicates", "--names", "service", "--by", "Sri")
    assert (code, "Tidak ada" in out) == (0, True), "who moved is nobody's duplicate"
    assert "nobody_stays" in office.refusal(
        "split", NANA, "--by", "Sri", "--member", str(an_id(f"nana in {NANA}")),
        "--head", str(an_id(f"nana in {NANA}")), "--reason", "other",
    )  # fmt: skip
    assert "unknown_member" in office.refusal(
        "split", NANA, "--by", "Sri", "--member", child, "--head", child, "--reason", "other"
    )


def test_those_who_stay_are_not_left_without_a_head_by_the_way(office: Office) -> None:
    lives(office, NANA)
    lives_there(office, NANA, "nana", nik=NIK)
    lives_there(office, NANA, "ujang", birth_year=1998, sex="l")
    head = str(an_id(f"nana in {NANA}"))
    asked = ("split", NANA, "--by", "Sri", "--member", head, "--head", head, "--reason", "divorce")

    code, out, err = office.run(*asked)
    assert (code, out) == (5, "")
    assert head in err and "head_changed" in err and "--yes" in err
    assert card(office, NANA) == ("active", None, 2), "nothing was written"
    assert office.run(*asked, "--yes")[0] == 0
    assert card(office, NANA) == ("active", None, 1)


def test_a_new_household_is_registered_in_this_log_wherever_it_lives(office: Office) -> None:
    lives(office, NANA)
    lives_there(office, NANA, "nana", nik=NIK)
    lives_there(office, NANA, "ujang", birth_year=1998, sex="l")
    writes(office, "address_changed", NANA, region="36.71.01.1001", kind="other_kabupaten")
    child = str(an_id(f"ujang in {NANA}"))
    asked = ("split", NANA, "--by", "Sri", "--member", child, "--head", child, "--reason", "other")

    assert "address_changed" in office.refusal(*asked)
    assert "foreign_region" in office.refusal(*asked, "--region", "36.71.01.1001")
    assert "bad_region" in office.refusal(*asked, "--region", "Kresek")
    assert card(office, NANA) == ("active", None, 2), "nothing was written"
    assert office.run(*asked, "--region", ELSEWHERE)[0] == 0


def test_an_officer_of_another_region_splits_no_household(office: Office) -> None:
    lives(office, NANA)
    lives_there(office, NANA, "nana", nik=NIK)
    lives_there(office, NANA, "ujang", birth_year=1998, sex="l")
    child = str(an_id(f"ujang in {NANA}"))
    office.ask("invite", "Tuti", "--role", "koordinator_kecamatan", "--region", "36.03.07")
    assert "outside_region" in office.refusal(
        "split", NANA, "--by", "Tuti", "--member", child, "--head", child, "--reason", "married"
    )
    assert card(office, NANA) == ("active", None, 2)
