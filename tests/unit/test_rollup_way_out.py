"""What one household adds to the funnel's end: graduation, whether it held, what delay costs."""

from datetime import date

import pytest

from tests.builders import an_id
from tests.telling import Teller, Telling
from tests.unit.rollups import DAY, enrolled, figures, sold


def graduated(teller: Teller, on: str = "2018-03-01") -> None:
    teller.says("graduation_proposed", "2018-02-01", as_of="2018-02-01", indicators=[])
    teller.says("graduation_decided", "2018-02-10", by="kabupaten", level="kabupaten")
    teller.says("graduation_decided", on, by="province", level="province", effective_on=on)


def aftercare(teller: Teller, on: str, state: str) -> None:
    teller.says("household_visited", on, kind="aftercare", aftercare=state)


# --- the way out ----------------------------------------------------------------------------------


def test_a_proposed_household_is_in_the_programme(telling: Telling, zaenal: Teller) -> None:
    enrolled(zaenal)
    zaenal.says("graduation_proposed", "2019-05-01", as_of="2019-05-01", indicators=[])
    zaenal.syncs()

    assert (figures(telling).proposed, figures(telling).in_programme) == (1, 1)


@pytest.mark.parametrize(("as_of", "passed"), [(date(2019, 2, 28), 0), (date(2019, 3, 1), 1)])
def test_a_graduation_is_judged_after_a_year(
    telling: Telling, zaenal: Teller, as_of: date, passed: int
) -> None:
    enrolled(zaenal)
    graduated(zaenal)
    aftercare(zaenal, "2018-09-01", "fell_back")
    zaenal.syncs()

    found = figures(telling, as_of)
    assert (found.graduated, found.year_passed, found.held, found.not_held) == (1, passed, 0, 0)
    assert (found.enrolled, found.in_programme) == (1, 0)


@pytest.mark.parametrize(
    ("visits", "held"),
    [
        ((("2019-02-28", "still_above"),), (0, 0)),
        ((("2019-03-01", "still_above"),), (1, 0)),
        ((("2019-03-01", "slipping"),), (0, 1)),
        ((("2019-03-01", "unknown"),), (0, 0)),
        ((("2018-09-01", "slipping"), ("2019-03-10", "still_above")), (1, 0)),
        ((("2019-03-10", "still_above"), ("2019-05-01", "fell_back")), (1, 0)),
        ((("2019-03-10", "still_above"), ("2019-03-10", "fell_back")), (0, 1)),
    ],
)
def test_the_first_aftercare_after_the_year_says_whether_it_held(
    telling: Telling, zaenal: Teller, visits: tuple[tuple[str, str], ...], held: tuple[int, int]
) -> None:
    enrolled(zaenal)
    graduated(zaenal)
    for on, state in visits:
        aftercare(zaenal, on, state)
    zaenal.syncs()

    assert (figures(telling).held, figures(telling).not_held) == held


@pytest.mark.parametrize(("on", "held"), [("2019-02-28", (1, 0, 1)), ("2019-03-01", (1, 0, 0))])
def test_one_that_came_back_within_the_year_did_not_hold(
    telling: Telling, zaenal: Teller, on: str, held: tuple[int, int, int]
) -> None:
    enrolled(zaenal)
    graduated(zaenal)
    zaenal.says("programme_enrolled", on, by="kabupaten", kind="readmitted", cohort_year=2019)
    zaenal.syncs()

    found = figures(telling)
    assert (found.graduated, found.held, found.not_held) == held
    assert found.in_programme == 1


# --- what assistance costs ------------------------------------------------------------------------


def ready(telling: Telling, zaenal: Teller) -> None:
    """A household of one that meets everything on the day."""
    enrolled(zaenal, amount_year=1_750_000)
    zaenal.says("member_added", "2016", birth_year=1980)
    zaenal.says("enterprise_started", "2018-05")
    sources = [
        {"member": an_id("nana"), "kind": kind, "net_month": 500_000} for kind in ("wage", "farm")
    ]
    zaenal.says("livelihood_surveyed", "2019-01-10", sources=sources)
    sold(zaenal, "2019-02", "2019-03", "2019-04")
    zaenal.says("wellbeing_surveyed", "2019-04-16", debt_to=[])
    zaenal.says("housing_surveyed", "2019-04-16", wall_main="tembok")
    zaenal.says("referral_updated", "2019-04-16")
    zaenal.says("graduation_requested", "2019-04-20")
    zaenal.syncs()
    assert telling.answer(DAY).readiness.verdict == "ready"


@pytest.mark.parametrize(
    ("received", "cost"),
    [
        ({}, (1_750_000, 0)),
        ({"2018-05-10": 1_000_000}, (1_750_000, 0)),
        ({"2018-05-11": 1_000_000}, (1_000_000, 0)),
        ({"2018-06-01": 1_000_000, "2018-11-01": 750_000}, (1_750_000, 0)),
    ],
)
def test_a_ready_household_that_nobody_proposed_costs_what_it_got_within_a_year(
    telling: Telling, zaenal: Teller, received: dict[str, int], cost: tuple[int, int]
) -> None:
    ready(telling, zaenal)
    for tranche, (on, amount) in enumerate(received.items(), start=1):
        zaenal.says("assistance_received", on, year=2018, tranche=tranche, amount=amount)
    zaenal.syncs()

    found = figures(telling)
    assert (found.ready, found.ready_not_proposed) == (1, 1)
    assert (found.cost, found.cost_unknown) == cost


def test_a_disputed_amount_leaves_the_cost_unknown(telling: Telling, zaenal: Teller) -> None:
    second = telling.device("D2", "second")
    ready(telling, zaenal)
    zaenal.says("assistance_received", "2018-11-01", year=2018, amount=750_000)
    second.says("assistance_received", "2018-11-01", year=2018, amount=570_000)
    zaenal.syncs()
    second.syncs()

    assert (figures(telling).cost, figures(telling).cost_unknown) == (0, 1)


def test_a_proposed_household_costs_nothing_that_could_be_saved(
    telling: Telling, zaenal: Teller
) -> None:
    ready(telling, zaenal)
    zaenal.says("graduation_proposed", "2019-05-01", as_of="2019-05-01", indicators=[])
    zaenal.syncs()

    found = figures(telling)
    assert (found.ready, found.ready_not_proposed, found.cost) == (1, 0, 0)
