"""Who a household is on a day, and how many people a caseload holds."""

from datetime import date

import pytest

from events.folds.caseload import AgeGroup, Counts, age_group, count
from events.folds.roster import Person, Roster, roster_of
from tests.builders import an_id
from tests.telling import Teller, Telling

DAY = date(2018, 12, 14)
NANA, CHILD, MOTHER = an_id("nana"), an_id("first child"), an_id("mother")


def told(telling: Telling, day: date = DAY) -> Roster:
    return roster_of(telling.household(), telling.programme(), day)


def a_family(zaenal: Teller) -> None:
    zaenal.says("household_registered", "2016-07-11", head=NANA)
    zaenal.says("member_added", "2016-07-11", member=NANA)
    zaenal.says(
        "member_added", "2016-07-11", member=CHILD, sex="l", birth_year=2003, relation="anak"
    )
    zaenal.says("component_recorded", "2016-07", member=CHILD, component="smp", ends="2018-06")
    zaenal.says("component_recorded", "2018-07", member=CHILD, component="sma", starts="2018-07")
    zaenal.syncs()


def test_a_roster_names_who_is_there_and_what_is_open(telling: Telling, zaenal: Teller) -> None:
    a_family(zaenal)
    assert told(telling) == Roster(
        people=tuple(
            sorted(
                (
                    Person(NANA, "p", "kepala", 1978),
                    Person(CHILD, "l", "anak", 2003, ("sma",)),
                ),
                key=lambda person: person.id,
            )
        ),
        head=NANA,
    )
    (child,) = (each for each in told(telling, date(2018, 1, 1)).people if each.id == CHILD)
    assert child.components == ("smp",)


def test_who_receives_the_aid_is_the_payee_else_the_head(telling: Telling, zaenal: Teller) -> None:
    a_family(zaenal)
    assert told(telling).recipient == NANA
    zaenal.says("payee_set", "2018-12-01", member=CHILD)
    zaenal.syncs()
    assert told(telling).recipient == CHILD


def test_who_died_or_left_is_not_there_any_more(telling: Telling, zaenal: Teller) -> None:
    a_family(zaenal)
    zaenal.says("member_left", "2018-12-01", member=CHILD)
    zaenal.syncs()
    assert [person.id for person in told(telling).people] == [NANA]


def test_two_heads_named_by_people_who_did_not_know_each_other_are_none(
    telling: Telling, zaenal: Teller
) -> None:
    a_family(zaenal)
    second = telling.device("D2", "second")
    zaenal.says("head_changed", "2018-12-01", old_head=NANA, new_head=CHILD)
    second.says("head_changed", "2018-12-01", old_head=NANA, new_head=MOTHER)
    zaenal.syncs()
    second.syncs()
    assert told(telling).head is None


@pytest.mark.parametrize(
    ("born", "group"),
    [
        (2018, "balita"), (2014, "balita"), (2013, "prasekolah"), (2012, "prasekolah"),
        (2011, "usia_sd"), (2006, "usia_sd"), (2005, "usia_smp"), (2003, "usia_smp"),
        (2002, "usia_sma"), (2000, "usia_sma"), (1999, "dewasa"), (1959, "dewasa"),
        (1958, "lansia"), (1900, "lansia"), (2019, None), (None, None),
    ],
)  # fmt: skip
def test_an_age_is_the_one_reached_in_the_year(born: int | None, group: AgeGroup | None) -> None:
    assert age_group(born, DAY) == group


def test_a_caseload_counts_each_person_once_and_each_component() -> None:
    both = Person(an_id("a"), "l", "anak", 2006, ("sd", "disabilitas_berat"))
    small = Person(an_id("b"), "p", "anak", 2016, ("usia_dini",))
    unsaid = Person(an_id("c"), "p", "kepala")
    found = count([Roster((both, small)), Roster((unsaid,))], DAY)
    assert found == Counts(
        households=2,
        members=3,
        pupils=1,
        components={
            "hamil_nifas": 0, "usia_dini": 1, "sd": 1, "smp": 0, "sma": 0, "lansia": 0,
            "disabilitas_berat": 1,
        },
        ages={
            "balita": 1, "prasekolah": 0, "usia_sd": 1, "usia_smp": 0, "usia_sma": 0,
            "dewasa": 0, "lansia": 0,
        },
        no_age=1,
    )  # fmt: skip
