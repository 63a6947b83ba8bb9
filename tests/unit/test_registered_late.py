"""A family whose registration waited for an officer belongs where it says from when it counts: what
an officer of another region decides over it counts for nothing.
"""

from collections.abc import Callable
from typing import Final

import msgspec
import pytest

from events.entry import Entry
from events.folds.assigned import assigned_on
from events.folds.placing import place_of
from tests.builders import a_device_id, an_actor
from tests.telling import Teller, Telling, household_of
from tests.unit.held import codes
from tests.unit.test_outside_region import ACTS, COUNTS, HERE, NOT_COUNTED, THERE, stands, voided

WAITS: Final = "review(clone)"


@pytest.fixture
def officers(telling: Telling) -> Telling:
    """A koordinator here and one next door; nobody has registered Nana's household yet."""
    for name, region in (("own", HERE), ("neighbour", THERE)):
        telling.registers(name, "koordinator_kecamatan", region=region)
    return telling


def registered(
    telling: Telling, region: str = f"{HERE}.2001", on: str = "2016-07-10", verdict: str = WAITS
) -> Entry:
    """A device says where the household lives, and the office has it."""
    zaenal = telling.device(f"D {len(telling.committed)}", "zaenal")
    entry = zaenal.says("household_registered", on, region=region, verdict=verdict)
    zaenal.syncs()
    return entry


def reviewed(
    telling: Telling, by: str, target: Entry, outcome: str = "accepted", verdict: str = "accepted"
) -> Entry:
    """Somebody who has seen all there is says whether an entry counts."""
    officer = telling.device(f"{by} {len(telling.committed)}", by)
    officer.syncs()
    review = officer.says(
        "entry_reviewed", "2018-12-14", target=target.id, outcome=outcome, verdict=verdict
    )
    officer.syncs()
    return review


def belongs(telling: Telling) -> str | None:
    """Where the office places the household."""
    found = assigned_on(telling.household(), telling.programme(), "2020-12-31").registered
    return None if found is None else str(found.event.body.region)  # type: ignore[attr-defined]


@pytest.fixture
def late(officers: Telling) -> Telling:
    """Nana's household, written by a copied phone and let count by the koordinator here."""
    for name, role, region in (
        ("own kabupaten", "koordinator_kabupaten", "36.03"),
        ("own province", "province", "36"),
    ):
        officers.registers(name, role, region=region)  # type: ignore[arg-type]
    zaenal = officers.device("D1", "zaenal")
    zaenal.says("programme_enrolled", "2016-07-11", kind="first", cohort_year=2016)
    zaenal.syncs()
    reviewed(officers, "own", registered(officers))
    return officers


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_an_officer_of_another_region_decides_nothing_over_a_family_that_counts_late(
    late: Telling, act: Callable[[Telling, str], Entry]
) -> None:
    assert stands(late, act(late, "neighbour")) == NOT_COUNTED


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_an_officer_of_its_region_decides_over_a_family_that_counts_late(
    late: Telling, act: Callable[[Telling, str], Entry]
) -> None:
    assert stands(late, act(late, "own")) == COUNTS


# --- who may let it count -------------------------------------------------------------------------


@pytest.mark.parametrize("region", [f"{HERE}.2001", "36.04.01.2001", "Kresek"])
@pytest.mark.parametrize("officer", ["own", "neighbour"])
def test_every_officer_may_let_a_registration_count_while_it_is_known_nowhere_else(
    officers: Telling, region: str, officer: str
) -> None:
    """What a waiting registration says of its region is a claim, and keeps no judge of it out."""
    waiting = registered(officers, region)
    assert stands(officers, reviewed(officers, officer, waiting)) == COUNTS
    assert officers.history()[waiting.id].state == "standing"


def test_who_let_it_count_from_elsewhere_decides_nothing_more_there(officers: Telling) -> None:
    waiting = registered(officers)
    let_count = reviewed(officers, "neighbour", waiting)
    assert stands(officers, reviewed(officers, "neighbour", waiting, "returned")) == NOT_COUNTED
    assert [stands(officers, each) for each in (waiting, let_count)] == [COUNTS] * 2
    assert stands(officers, voided(officers, "neighbour")) == NOT_COUNTED
    assert stands(officers, reviewed(officers, "own", waiting, "returned")) == COUNTS
    assert officers.history()[waiting.id].state == "in_review"


def test_a_registration_that_names_no_region_keeps_no_other_from_being_let_count(
    officers: Telling,
) -> None:
    registered(officers, "Kresek", verdict="accepted")
    assert stands(officers, reviewed(officers, "own", registered(officers))) == COUNTS
    assert belongs(officers) == f"{HERE}.2001"
    assert stands(officers, voided(officers, "own")) == COUNTS


def test_who_writes_a_review_is_asked_what_the_folds_ask(officers: Telling) -> None:
    """A device and the office's own commands refuse what would not count, and nothing else."""
    registered(officers, "Kresek", verdict="accepted")
    first, second = registered(officers), registered(officers, f"{THERE}.2001")
    neighbour = an_actor("neighbour")

    def refused(target: Entry) -> list[str]:
        return codes(officers, "entry_reviewed", by=neighbour, target=target.id)

    assert [refused(each) for each in (first, second)] == [[], []]
    reviewed(officers, "own", first)
    assert [refused(each) for each in (first, second)] == [["outside_region"]] * 2


def test_a_registration_that_counts_for_nobody_says_nothing(officers: Telling) -> None:
    """Not before an officer said so, nor by a companion, a returned one, or a day to come."""
    waiting = registered(officers)
    reviewed(officers, "zaenal", waiting)
    reviewed(officers, "own", waiting, "returned")
    officer = officers.device("D9", "own")
    officer.says("entry_reviewed", "2031-01-01", target=waiting.id, outcome="accepted")
    officer.syncs()
    reviewed(officers, "own", waiting, verdict="review(revoked)")
    reviewed(officers, "own", waiting, verdict="quarantined(bad_body)")
    assert belongs(officers) is None
    assert voided_by_neighbour(officers)


def voided_by_neighbour(telling: Telling) -> bool:
    """True when the neighbour strikes out what a companion stated."""
    zaenal: Teller = telling.device("D1 again", "zaenal")
    neighbour = telling.device("D2 again", "neighbour")
    report = zaenal.says("household_visited", "2018-12-01")
    zaenal.syncs()
    neighbour.says("event_voided", "2018-12-14", target=report.id, reason="not_true")
    neighbour.syncs()
    return telling.history()[report.id].state == "voided"


# --- where it belongs -----------------------------------------------------------------------------


def test_a_family_belongs_where_the_registration_says_that_counted_first(
    officers: Telling,
) -> None:
    elsewhere, here = registered(officers, f"{THERE}.2001"), registered(officers)
    reviewed(officers, "own", here)
    assert stands(officers, reviewed(officers, "neighbour", elsewhere)) == NOT_COUNTED
    assert stands(officers, reviewed(officers, "own", elsewhere)) == COUNTS
    assert belongs(officers) == f"{HERE}.2001"
    assert stands(officers, voided(officers, "neighbour")) == NOT_COUNTED


def test_a_family_that_counts_at_once_is_brought_nowhere_by_one_that_waited_before_it(
    officers: Telling,
) -> None:
    elsewhere = registered(officers, f"{THERE}.2001")
    registered(officers, verdict="accepted")
    assert stands(officers, reviewed(officers, "neighbour", elsewhere)) == NOT_COUNTED
    reviewed(officers, "own", elsewhere)
    assert belongs(officers) == f"{HERE}.2001"
    assert not voided_by_neighbour(officers)


def test_nothing_that_is_said_later_brings_a_family_elsewhere(officers: Telling) -> None:
    """As at the office, where a family that is placed stays."""
    waiting = registered(officers)
    own = officers.device("D8", "own")
    let_count = own.says("entry_reviewed", "2018-12-14", target=waiting.id, outcome="accepted")
    own.syncs()
    registered(officers, f"{THERE}.2001", verdict="accepted")
    assert not voided_by_neighbour(officers)
    own.says("event_voided", "2018-12-15", target=let_count.id, reason="not_true")
    own.says("entry_reviewed", "2018-12-16", target=waiting.id, outcome="returned")
    own.syncs()
    assert officers.history()[waiting.id].state == "in_review"
    assert belongs(officers) == f"{HERE}.2001"
    assert not voided_by_neighbour(officers)


def test_a_review_that_waited_too_lets_a_registration_count_from_when_it_counts(
    officers: Telling,
) -> None:
    """An officer's phone was copied as well: what it reviewed waits, and is let count."""
    waiting = registered(officers)
    review = reviewed(officers, "own", waiting, verdict=WAITS)
    assert belongs(officers) is None
    reviewed(officers, "own", review)
    assert officers.history()[waiting.id].state == "standing"
    assert belongs(officers) == f"{HERE}.2001"
    assert not voided_by_neighbour(officers)


def test_a_registration_of_a_day_to_come_says_where_a_family_belongs(officers: Telling) -> None:
    """A phone's wrong clock opens its families to nobody; until corrected it states no fact."""
    entry = registered(officers, on="2031-07-10", verdict="accepted")
    assert stands(officers, entry) == ("not_counted", ("future_date",))
    assert belongs(officers) == f"{HERE}.2001"
    assert not voided_by_neighbour(officers)
    neighbour = officers.device("D7", "neighbour")
    given = neighbour.says("companion_assigned", "2021-01-03", companion=an_actor("second"))
    neighbour.syncs()
    assert stands(officers, given) == NOT_COUNTED


def test_a_registration_that_a_copy_brought_first_counts_from_when_that_was_let_count(
    officers: Telling,
) -> None:
    """Its original comes last and counts by itself; the family is where it has been since."""
    waiting = registered(officers)
    reviewed(officers, "own", waiting)
    registered(officers, f"{THERE}.2001", verdict="accepted")
    original = msgspec.structs.replace(
        officers.entry(waiting),
        device=a_device_id("the original"),
        position=len(officers.committed),
        received=officers.tick(),
        verdict="accepted",
    )
    officers.committed.append(original)
    for entries in (officers.committed, officers.committed[::-1]):
        household = household_of(entries)
        place = place_of(household.claims, household.id, officers.programme().roles)
        assert place is not None
        assert place.region == f"{HERE}.2001"
    assert belongs(officers) == f"{HERE}.2001"
    assert not voided_by_neighbour(officers)
