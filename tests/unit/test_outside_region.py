"""An officer of another region: what they decide over a family counts for nothing, and says why;
what they state, and what anybody does with their own statements, counts as ever.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pytest

from events.entry import Entry
from tests.builders import a_household, an_actor, an_id
from tests.telling import Teller, Telling

DAY: Final = date(2020, 12, 31)
HERE, THERE = "36.03.06", "36.03.07"
NOTICED: Final[dict[str, Any]] = {"document": "463/12/2020", "family_notified": "2020-11-10"}


@pytest.fixture
def told(telling: Telling) -> Telling:
    """Nana's household in Kresek, and a koordinator of each kind here and next door."""
    for name, role, region in (
        ("own", "koordinator_kecamatan", HERE),
        ("neighbour", "koordinator_kecamatan", THERE),
        ("own kabupaten", "koordinator_kabupaten", "36.03"),
        ("other kabupaten", "koordinator_kabupaten", "36.04"),
        ("own province", "province", "36"),
        ("other province", "province", "32"),
    ):
        telling.registers(name, role, region=region)  # type: ignore[arg-type]
    zaenal = telling.device("D1", "zaenal")
    zaenal.says("household_registered", "2016-07-10", region=f"{HERE}.2001")
    zaenal.says("programme_enrolled", "2016-07-11", kind="first", cohort_year=2016)
    zaenal.syncs()
    return telling


def stands(told: Telling, entry: Entry) -> tuple[str, tuple[str, ...]]:
    """How an entry stands, and what is said of it."""
    shown = told.history()[entry.id]
    return shown.state, shown.flags


def sold(quantity: int) -> list[dict[str, object]]:
    return [{"buyer": an_id("buyer a"), "quantity": quantity, "unit_price": 39_000}]


NOT_COUNTED: Final = ("not_counted", ("outside_region",))
COUNTS: Final = ("standing", ())


# --- acts on what others stated -------------------------------------------------------------------


def voided(told: Telling, officer: str) -> Entry:
    zaenal, other = told.device("D1", "zaenal"), told.device("D2", officer)
    report = zaenal.says("sales_reported", sales=sold(215))
    zaenal.syncs()
    void = other.says("event_voided", "2018-12-14", target=report.id, reason="not_true")
    other.syncs()
    assert (stands(told, report)[0] == "voided") == officer.startswith("own")
    return void


def reviewed(told: Telling, officer: str) -> Entry:
    zaenal, other = told.device("D1", "zaenal"), told.device("D2", officer)
    report = zaenal.says("sales_reported", sales=sold(215), verdict="review(clone)")
    zaenal.syncs()
    review = other.says("entry_reviewed", "2018-12-14", target=report.id, outcome="accepted")
    other.syncs()
    assert (stands(told, report)[0] == "standing") == officer.startswith("own")
    return review


def resolved(told: Telling, officer: str) -> Entry:
    one, two = told.device("D1", "zaenal"), told.device("D3", "second")
    other = told.device("D2", officer)
    reports = [each.says("sales_reported", sales=sold(n)) for each, n in ((one, 215), (two, 251))]
    for each in (one, two, other):
        each.syncs()
    (conflict,) = told.answer(DAY).conflicts
    decided = other.says(
        "conflict_resolved", "2018-12-14", conflict=conflict.key, kept=reports[0].id,
        others=[reports[1].id], rule="supervisor",
    )  # fmt: skip
    other.syncs()
    assert bool(told.answer(DAY).conflicts) != officer.startswith("own")
    return decided


# --- decisions over a family ----------------------------------------------------------------------


def split(told: Telling, officer: str) -> Entry:
    zaenal, other = told.device("D1", "zaenal"), told.device("D2", officer)
    names = [zaenal.says("member_added", "2016-07-11", member=an_id(n)) for n in ("nana", "siti")]
    zaenal.syncs()
    act = other.says(
        "household_split", "2018-12-14", new_household=a_household("siti"),
        members=[an_id("siti")], programme_stays_with=a_household("nana"),
    )  # fmt: skip
    other.syncs()
    members = told.answer(DAY).household.members
    assert members == len(names) - officer.startswith("own")
    return act


def assigned(told: Telling, officer: str) -> Entry:
    other = told.device("D2", officer)
    act = other.says("companion_assigned", "2018-12-01", companion=an_actor("second"))
    other.syncs()
    assert (told.answer(DAY).household.companion is None) != officer.startswith("own")
    return act


def put_out(told: Telling, officer: str) -> Entry:
    zaenal, other = told.device("D1", "zaenal"), told.device("D2", officer)
    zaenal.says("exit_proposed", "2020-11-10", reason="non_commitment", **NOTICED)
    zaenal.syncs()
    act = other.says(
        "programme_exited", "2020-12-01", reason="non_commitment", effective_on="2020-12-01",
    )  # fmt: skip
    other.syncs()
    assert (told.answer(DAY).household.status == "exited") == officer.startswith("own")
    return act


ACTS: Final[tuple[Callable[[Telling, str], Entry], ...]] = (
    voided, reviewed, resolved, split, assigned, put_out,
)  # fmt: skip


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_what_an_officer_of_another_region_decides_counts_for_nothing(
    told: Telling, act: Callable[[Telling, str], Entry]
) -> None:
    assert stands(told, act(told, "neighbour")) == NOT_COUNTED


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_what_an_officer_of_its_region_decides_counts(
    told: Telling, act: Callable[[Telling, str], Entry]
) -> None:
    assert stands(told, act(told, "own")) == COUNTS


def test_nobody_borrows_the_reach_of_another(told: Telling) -> None:
    zaenal, neighbour = told.device("D1", "zaenal"), told.device("D2", "neighbour")
    report = zaenal.says("sales_reported", sales=sold(215))
    zaenal.syncs()
    for by, typed in (("own", "neighbour"), ("neighbour", "own")):
        void = neighbour.says(
            "event_voided", "2018-12-14", target=report.id, reason="not_true", by=by,
            entered_by=typed,
        )  # fmt: skip
        neighbour.syncs()
        assert stands(told, void) == NOT_COUNTED
    assert stands(told, report) == COUNTS


def decisions(told: Telling, kabupaten: str, province: str) -> list[tuple[str, tuple[str, ...]]]:
    """How two levels decide a proposal of graduation, and where the family stands then."""
    zaenal, office = told.device("D1", "zaenal"), told.device("D2", kabupaten)
    zaenal.says("graduation_proposed", "2020-11-20", as_of="2020-11-20")
    zaenal.syncs()
    made = [
        office.says(
            "graduation_decided", "2020-12-01", by=by, level=level, decision="approved",
            effective_on="2020-12-01",
        )
        for by, level in ((kabupaten, "kabupaten"), (province, "province"))
    ]  # fmt: skip
    office.syncs()
    return [stands(told, each) for each in made]


def test_a_graduation_is_decided_by_its_own_kabupaten_and_province(told: Telling) -> None:
    assert decisions(told, "other kabupaten", "other province") == [NOT_COUNTED] * 2
    assert told.answer(DAY).household.status == "proposed"


def test_who_decides_for_more_than_the_region_decides_in_it_too(told: Telling) -> None:
    assert decisions(told, "own kabupaten", "own province") == [COUNTS] * 2
    assert told.answer(DAY).household.status == "graduated"


def test_a_family_is_taken_in_again_by_an_officer_of_its_region(told: Telling) -> None:
    put_out(told, "own")
    for officer, status in (("neighbour", "exited"), ("own", "active")):
        teller = told.device("D2", officer)
        taken = teller.says("programme_enrolled", "2020-12-20", kind="readmitted", cohort_year=2021)
        teller.syncs()
        assert told.answer(DAY).household.status == status
        assert stands(told, taken) == (COUNTS if officer == "own" else NOT_COUNTED)
        void = teller.says("event_voided", "2020-12-20", target=taken.id, reason="not_true")
        teller.syncs()
        assert stands(told, void) == COUNTS
        if officer == "neighbour":
            continue
        assert told.answer(DAY).household.status == "exited"


# --- what is one's own ----------------------------------------------------------------------------


def test_what_anybody_does_with_their_own_statements_counts_everywhere(told: Telling) -> None:
    neighbour = told.device("D2", "neighbour")
    one = neighbour.says("sales_reported", sales=sold(215))
    two = neighbour.says("sales_reported", "2018-10", sales=sold(99))
    corrected = neighbour.says(
        "fact_corrected", "2018-12-14", target=one.id, field="sales.0.quantity", old=215, new=251
    )
    void = neighbour.says("event_voided", "2018-12-14", target=two.id, reason="wrong_household")
    neighbour.syncs()
    assert [stands(told, each)[0] for each in (one, two)] == ["standing", "voided"]
    assert [stands(told, each) for each in (corrected, void)] == [COUNTS] * 2


def test_a_void_of_the_registration_gives_nobody_else_the_family(told: Telling) -> None:
    """Where a household belongs follows from what was first, whatever is said of it later."""
    own, neighbour = told.device("D2", "own"), told.device("D4", "neighbour")
    (first,) = [
        entry for entry in told.household().entries.values()
        if entry.event.body.type == "household_registered"
    ]  # fmt: skip
    own.says("event_voided", "2018-12-14", target=first.id, reason="wrong_household")
    neighbour.says("household_registered", "2018-12-15", region=f"{THERE}.2001")
    own.syncs()
    neighbour.syncs()
    assert stands(told, voided(told, "neighbour")) == NOT_COUNTED


def test_a_registration_that_names_no_region_keeps_no_officer_of_the_region_out(
    telling: Telling,
) -> None:
    """As at the office, which places the family by the first registration that names one."""
    for name, region in (("own", HERE), ("neighbour", THERE)):
        telling.registers(name, "koordinator_kecamatan", region=region)
    zaenal = telling.device("D1", "zaenal")
    zaenal.says("household_registered", "2016-07-10", region="Kresek")
    zaenal.syncs()
    assert stands(telling, voided(telling, "neighbour")) == NOT_COUNTED
    zaenal.says("household_registered", "2016-07-11", region=f"{HERE}.2001")
    zaenal.syncs()
    for officer, stood in (("own", COUNTS), ("neighbour", NOT_COUNTED)):
        other = telling.device("D3", officer)
        report = zaenal.says("household_visited", "2018-12-01")
        zaenal.syncs()
        void = other.says("event_voided", "2018-12-14", target=report.id, reason="not_true")
        other.syncs()
        assert stands(telling, void) == stood


def test_of_a_family_nobody_registered_no_officer_is_outside(telling: Telling) -> None:
    """It is known where it is only when its registration comes; until then no one is kept out."""
    telling.registers("neighbour", "koordinator_kecamatan", region=THERE)
    zaenal: Teller = telling.device("D1", "zaenal")
    report = zaenal.says("sales_reported", sales=sold(215))
    neighbour = telling.device("D2", "neighbour")
    neighbour.says("event_voided", "2018-12-14", target=report.id, reason="not_true")
    zaenal.syncs()
    neighbour.syncs()
    assert telling.history()[report.id].state == "voided"
    zaenal.says("household_registered", "2016-07-10", region=f"{HERE}.2001")
    zaenal.syncs()
    assert telling.history()[report.id].state == "standing"


# --- a region of another log ----------------------------------------------------------------------


def test_a_family_registered_in_a_region_of_another_log_is_that_of_all_of_this_one(
    telling: Telling,
) -> None:
    """It is flagged, and who decides for all of the log can decide over it and set it right."""
    telling.registers("own", "koordinator_kecamatan", region=HERE)
    telling.registers("own kabupaten", "koordinator_kabupaten", region="36.03")
    zaenal = telling.device("D1", "zaenal")
    first = zaenal.says("household_registered", "2016-07-10", region="36.04.01.2001")
    report = zaenal.says("household_visited", "2018-12-01")
    zaenal.syncs()
    assert stands(telling, first) == ("standing", ("foreign_region",))
    for officer, stood in (("own", NOT_COUNTED), ("own kabupaten", COUNTS)):
        other = telling.device("D2", officer)
        acts = [
            other.says("companion_assigned", "2018-12-14", companion=an_actor("second")),
            other.says("event_voided", "2018-12-14", target=report.id, reason="not_true"),
        ]
        other.syncs()
        assert [stands(telling, each) for each in acts] == [stood] * 2
    zaenal.says(
        "fact_corrected", "2018-12-15", target=first.id, field="region", old="36.04.01.2001",
        new=f"{HERE}.2001",
    )  # fmt: skip
    zaenal.syncs()
    assert telling.answer(DAY).household.region == f"{HERE}.2001"
