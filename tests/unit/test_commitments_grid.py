"""The grid of commitments: a month is met, missed, unknown or a holiday, never guessed."""

from datetime import date, timedelta

import msgspec
import pytest

from events.folds.answer import look
from events.folds.commitments_grid import Commitment, commitments_grid
from events.folds.facts import Facts
from tests.builders import an_id
from tests.telling import Teller, Telling, household_of, sync

CHILD, BABY = an_id("first child"), an_id("baby")
LATER = date(2021, 6, 10)
"""The telling's clock stands in January 2021: components recorded then open their grid there."""


@pytest.fixture
def zaenal(telling: Telling) -> Teller:
    teller = telling.device("D1", "zaenal")
    teller.says("member_added", "2016", member=CHILD)
    return teller


def half_a_year_passes(telling: Telling, *tellers: Teller) -> None:
    """What was said so far is recorded in January, what is said from now on in July."""
    sync(*tellers)
    telling.clock += timedelta(days=180)


def grid(telling: Telling, day: date = LATER, months: int = 12) -> list[tuple[str, str, str]]:
    """Component, month and verdict of each cell."""
    found = commitments_grid(_facts(telling, day), months)
    return [(cell.component, cell.month, cell.verdict) for cell in found]


def _facts(telling: Telling, day: date) -> Facts:
    return look(telling.household(), telling.programme(), day.isoformat()).facts


def opens(teller: Teller, component: str = "sd", member: str = CHILD, **fields: object) -> None:
    given = {"member": member, "component": component, "starts": "2020-07", **fields}
    teller.says("component_recorded", "2020-07", **given)  # type: ignore[arg-type]


def did(teller: Teller, month: str, done: int, required: int = 20, **fields: object) -> None:
    given = {"member": CHILD, "component": "sd", "done": done, "required": required, **fields}
    teller.says("commitment_verified", month, **given)  # type: ignore[arg-type]


def test_a_month_is_met_missed_a_holiday_or_unknown(telling: Telling, zaenal: Teller) -> None:
    opens(zaenal)
    half_a_year_passes(telling, zaenal)
    did(zaenal, "2021-02", 17)
    did(zaenal, "2021-03", 16)
    did(zaenal, "2021-04", 0, required=0)
    did(zaenal, "2021-06", 5, required=5)
    zaenal.syncs()

    assert grid(telling) == [
        ("sd", "2021-01", "unknown"),
        ("sd", "2021-02", "met"),
        ("sd", "2021-03", "not_met"),
        ("sd", "2021-04", "not_applicable"),
        ("sd", "2021-05", "unknown"),
        ("sd", "2021-06", "met"),
    ]


def test_a_cell_says_what_was_asked_done_and_excused_and_who_says_so(
    telling: Telling, zaenal: Teller
) -> None:
    opens(zaenal)
    half_a_year_passes(telling, zaenal)
    did(zaenal, "2021-02", 17, excused=3)
    zaenal.syncs()
    report = telling.committed[-1]

    cells = commitments_grid(_facts(telling, date(2021, 3, 1)))

    assert cells[-1] == Commitment(
        CHILD, "sd", "2021-02", 20, 17, 3, "hari_sekolah", "met", (report.id,)
    )


def test_what_is_recorded_late_opens_with_the_month_it_was_recorded_in(
    telling: Telling, zaenal: Teller
) -> None:
    """A birth of last July, recorded in January: nobody missed the months between."""
    zaenal.says("member_added", "2020-07", member=BABY)
    opens(zaenal, "usia_dini", BABY)
    zaenal.syncs()

    assert [month for _, month, _ in grid(telling, date(2021, 3, 10))] == ["2021-01", "2021-02"]


def test_a_clock_ahead_of_the_office_closes_no_month(telling: Telling, zaenal: Teller) -> None:
    opens(zaenal)
    zaenal.syncs()
    recorded = telling.committed[-1]
    event = msgspec.structs.replace(recorded.event, at=1_893_456_000_000)  # 2030
    odd = msgspec.structs.replace(recorded, event=event)
    household = household_of([*telling.committed[:-1], odd])

    facts = look(household, telling.programme(), "2021-03-10").facts

    assert [cell.month for cell in commitments_grid(facts)] == ["2021-01", "2021-02"]


def test_months_before_the_record_are_shown_where_something_was_reported(
    telling: Telling, zaenal: Teller
) -> None:
    opens(zaenal)
    did(zaenal, "2020-11", 20)
    zaenal.syncs()

    assert grid(telling, date(2021, 2, 10)) == [
        ("sd", "2020-11", "met"),
        ("sd", "2021-01", "unknown"),
    ]
    assert grid(telling, date(2021, 2, 10), months=2) == [("sd", "2021-01", "unknown")]


def test_nothing_is_asked_after_a_component_ended_or_its_member_left(
    telling: Telling, zaenal: Teller
) -> None:
    zaenal.says("member_added", "2016", member=BABY)
    opens(zaenal, ends="2021-02")
    opens(zaenal, "usia_dini", BABY)
    half_a_year_passes(telling, zaenal)
    zaenal.says("member_left", "2021-03-05", member=BABY)
    zaenal.syncs()

    assert sorted(grid(telling)) == [
        ("sd", "2021-01", "unknown"),
        ("sd", "2021-02", "unknown"),
        ("usia_dini", "2021-01", "unknown"),
        ("usia_dini", "2021-02", "unknown"),
    ]


def test_of_the_old_only_what_was_reported_is_shown(telling: Telling, zaenal: Teller) -> None:
    opens(zaenal, "lansia")
    half_a_year_passes(telling, zaenal)
    zaenal.says("commitment_verified", "2021-02", member=CHILD, component="lansia", required=1,
                done=1, unit="pemeriksaan")  # fmt: skip
    zaenal.syncs()

    assert grid(telling) == [("lansia", "2021-02", "met")]


@pytest.mark.parametrize(
    ("one", "other", "verdict"), [(17, 16, "disputed"), (17, 18, "met"), (1, 2, "not_met")]
)
def test_two_reports_that_differ_are_read_both_ways(
    telling: Telling, zaenal: Teller, one: int, other: int, verdict: str
) -> None:
    second = telling.device("D2", "second")
    opens(zaenal)
    half_a_year_passes(telling, zaenal)
    did(zaenal, "2021-02", one)
    did(second, "2021-02", other)
    sync(zaenal, second)

    (_, cell) = commitments_grid(_facts(telling, date(2021, 3, 1)))
    assert (cell.required, cell.done, cell.verdict, len(cell.evidence)) == (20, None, verdict, 2)


def test_the_percent_is_that_of_the_rule_set_in_force(telling: Telling, zaenal: Teller) -> None:
    office = telling.device("O2", "province")
    opens(zaenal)
    half_a_year_passes(telling, zaenal)
    did(zaenal, "2021-02", 17)
    rule = {"id": "R4", "weight": "must", "check": "school_attended", "settings": {"percent": 90}}
    office.says("rule_set_published", "2021-01-01", rule_set="BANTEN-GRAD/2", rules=[rule])
    sync(zaenal, office)

    assert grid(telling, date(2021, 3, 1))[-1] == ("sd", "2021-02", "not_met")
