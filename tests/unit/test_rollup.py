"""What a household adds to the figures of its region: where it is, its enterprise, its children."""

from datetime import date
from typing import Any

import pytest

from events.folds.rollup import Figures, most_often, total
from tests.builders import PASIR_AMPO, a_household, an_actor, an_id
from tests.telling import Teller, Telling
from tests.unit.rollups import contributed, enrolled, figures, sold


def test_a_household_adds_where_it_is_since_when_and_whom_it_is_with(
    telling: Telling, zaenal: Teller
) -> None:
    enrolled(zaenal)
    zaenal.says("companion_assigned", "2016-07-12", by="kabupaten")
    zaenal.syncs()

    found = contributed(telling)
    assert found is not None
    assert (found.region, found.cohort, found.companion) == (
        PASIR_AMPO, "2016", an_actor("zaenal"),
    )  # fmt: skip
    assert found.figures == Figures(households=1, enrolled=1, in_programme=1, accompanied=1)
    assert found.not_met == ("R11",)
    assert set(found.not_known) >= {"R1", "R2", "R3"}


def test_a_candidate_is_a_household_and_not_yet_enrolled(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("household_registered", "2016-07-11")
    zaenal.syncs()

    assert figures(telling) == Figures(households=1, accompanied=1)


def test_the_earliest_cohort_is_the_households(telling: Telling, zaenal: Teller) -> None:
    enrolled(zaenal, cohort_year=2016)
    zaenal.says("programme_enrolled", "2018-01-01", programme="pkh", cohort_year=2018)
    zaenal.syncs()

    found = contributed(telling)
    assert found is not None
    assert found.cohort == "2016"


def test_an_alias_adds_nothing(telling: Telling, zaenal: Teller) -> None:
    enrolled(zaenal)
    pair: dict[str, Any] = {"survivor": a_household("survivor"), "merged": a_household()}
    for side in (a_household("survivor"), a_household()):
        zaenal.says("households_merged", "2019-01-10", by="kabupaten", stream=side, **pair)
    zaenal.syncs()

    assert contributed(telling) is None


# --- enterprises and jobs -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "stable"),
    [(("2019-02", "2019-03", "2019-04"), 1), (("2019-03", "2019-04"), 0), ((), 0)],
)
def test_an_enterprise_counts_and_is_stable_after_three_months(
    telling: Telling, zaenal: Teller, months: tuple[str, ...], stable: int
) -> None:
    enrolled(zaenal)
    zaenal.says("enterprise_started", "2018-05")
    zaenal.says("workforce_recorded", "2018-06", paid=4)
    sold(zaenal, *months)
    zaenal.syncs()

    found = figures(telling)
    assert (found.with_enterprise, found.running, found.jobs, found.stable) == (1, 1, 4, stable)


def test_an_enterprise_only_spoken_of_does_not_count(telling: Telling, zaenal: Teller) -> None:
    enrolled(zaenal)
    zaenal.says("market_noted", "2019-04")
    zaenal.syncs()

    assert (figures(telling).with_enterprise, figures(telling).running) == (0, 0)


@pytest.mark.parametrize(
    ("state", "counted"), [("paused", (1, 1, 0)), ("resumed", (1, 1, 4)), ("closed", (0, 0, 0))]
)
def test_a_paused_enterprise_is_there_without_jobs_and_a_closed_one_is_gone(
    telling: Telling, zaenal: Teller, state: str, counted: tuple[int, int, int]
) -> None:
    enrolled(zaenal)
    zaenal.says("enterprise_started", "2018-05")
    zaenal.says("workforce_recorded", "2018-06", paid=4)
    zaenal.says("operation_changed", "2019-01", state=state)
    zaenal.syncs()

    found = figures(telling)
    assert (found.with_enterprise, found.running, found.jobs) == counted


@pytest.mark.parametrize(
    ("paid", "counted"), [("unknown", (0, 1)), (1_000_000, (0, 1)), (0, (0, 0))]
)
def test_workers_nobody_knows_are_counted_as_not_known(
    telling: Telling, zaenal: Teller, paid: object, counted: tuple[int, int]
) -> None:
    zaenal.says("enterprise_started", "2018-05")
    zaenal.says("workforce_recorded", "2018-06", paid=paid)
    zaenal.syncs()

    assert (figures(telling).jobs, figures(telling).jobs_unknown) == counted


# --- children and elders --------------------------------------------------------------------------


def test_children_are_counted_by_what_is_open_for_them_and_by_age(
    telling: Telling, zaenal: Teller
) -> None:
    enrolled(zaenal)
    born = {"baby": 2015, "five": 2014, "seven": 2012, "eighteen": 2001, "nineteen": 2000}
    for name, year in born.items():
        zaenal.says("member_added", "2016", member=an_id(name), birth_year=year)
    zaenal.says("member_added", "2016", member=an_id("guest"), birth_year="unknown")
    zaenal.says("member_added", "2016", member=an_id("gone"), birth_year=2010)
    zaenal.says("member_left", "2018", member=an_id("gone"))
    for name, component, ends in (
        ("baby", "usia_dini", None),
        ("seven", "sd", None),
        ("seven", "smp", None),
        ("eighteen", "sma", "2019-04"),
    ):
        zaenal.says(
            "component_recorded", "2016", member=an_id(name), component=component,
            starts="2016", ends=ends,
        )  # fmt: skip
    zaenal.syncs()

    found = figures(telling)
    assert (found.pupils_open, found.balita_open) == (1, 1)
    assert (found.pupils_of_age, found.balita_of_age, found.age_unknown) == (2, 1, 1)


def test_nobody_accompanies_the_children_of_a_household_that_left(
    telling: Telling, zaenal: Teller
) -> None:
    enrolled(zaenal)
    zaenal.says("member_added", "2016", birth_year=2010)
    zaenal.says("exit_proposed", "2019-04-01")
    zaenal.says("programme_exited", "2019-04-08", by="kabupaten", effective_on="2019-04-08")
    zaenal.syncs()

    found = figures(telling)
    assert (found.exited, found.accompanied, found.pupils_of_age) == (1, 0, 0)


# --- where ----------------------------------------------------------------------------------------


def replaces(telling: Telling, code: str, *old: str, on: str = "2019-01-01") -> None:
    office = telling.device("O9", "office")
    office.says("region_changed", on, code=code, name="Baru", replaces=list(old))
    office.syncs()


@pytest.mark.parametrize(
    ("changes", "region"),
    [
        ([], "36.03.06.2001"),
        ([("36.03.06.2099", "36.03.06.2001")], "36.03.06.2099"),
        ([("36.03.33", "36.03.06")], "36.03.33.2001"),
        ([("36.03.33", "36.03.06"), ("36.03.33.2002", "36.03.06.2001")], "36.03.33.2002"),
        (
            [("36.03.06.2098", "36.03.06.2001"), ("36.03.06.2099", "36.03.06.2098")],
            "36.03.06.2099",
        ),
        (
            [("36.03.06.2098", "36.03.06.2001"), ("36.03.06.2099", "36.03.06.2001")],
            "36.03.06.2001",
        ),
        ([("36.03.06.2001", "36.03.06.2099"), ("36.03.06.2099", "36.03.06.2001")], "36.03.06.2001"),
        ([("36.03.06.2001", "36.03.06")], "36.03.06.2001"),
    ],
)
def test_a_household_counts_where_its_place_is_today(
    telling: Telling, zaenal: Teller, changes: list[tuple[str, str]], region: str
) -> None:
    enrolled(zaenal)
    zaenal.syncs()
    for code, old in changes:
        replaces(telling, code, old)

    found = contributed(telling)
    before = contributed(telling, date(2018, 12, 31))
    assert found is not None
    assert before is not None
    assert (found.region, before.region) == (region, PASIR_AMPO)


# --- adding up ------------------------------------------------------------------------------------


def test_figures_add_up() -> None:
    one, other = Figures(households=1, jobs=4, cost=10), Figures(households=1, jobs=2)

    assert total([one, other]) == Figures(households=2, jobs=6, cost=10)
    assert total([]) == Figures()


def test_the_indicator_most_often_unmet_comes_first() -> None:
    found = {("R1", "R2"): 3, ("R2",): 2, ("R11",): 3, (): 9}

    assert most_often(found) == {"R2": 5, "R1": 3, "R11": 3}
    assert list(most_often(found)) == ["R2", "R1", "R11"]
