"""What is said of a month after its report was accepted is shown as said later."""

import pytest

from events.folds.answer import look
from events.folds.closing import Closing, closings, revised
from events.ids import EventId
from events.types import RegionCode, ReportAccepted
from tests.builders import a_body
from tests.telling import Teller, Telling


@pytest.fixture
def zaenal(telling: Telling) -> Teller:
    teller = telling.device("D1", "zaenal")
    teller.says("household_registered", "2016-07-11")
    return teller


def later(telling: Telling, size: int, region: str = "36.03") -> frozenset[EventId]:
    """What comes after the report of November that rests on the first `size` positions."""
    looked = look(telling.household(), telling.programme(), "9999-12-31")
    return revised(looked, [Closing(RegionCode(region), "2018-11", size)])


def test_a_fact_of_a_closed_month_that_came_later_revises_it(
    telling: Telling, zaenal: Teller
) -> None:
    before = zaenal.says("sales_reported", "2018-11")
    zaenal.syncs()
    size = len(telling.committed)
    visit, month, other = (
        zaenal.says("household_visited", "2018-11-30"),
        zaenal.says("costs_reported", "2018-11"),
        zaenal.says("household_visited", "2018-12-01"),
    )
    zaenal.syncs()

    assert later(telling, size) == {visit.id, month.id}
    assert later(telling, size, region="36.04") == frozenset()
    assert before.id not in later(telling, size)
    assert other.id not in later(telling, size)


def test_an_act_on_a_fact_of_a_closed_month_revises_it_whenever_it_was_written(
    telling: Telling, zaenal: Teller
) -> None:
    report = zaenal.says("sales_reported", "2018-11")
    moved = zaenal.says("costs_reported", "2018-10")
    zaenal.syncs()
    size = len(telling.committed)
    correction = zaenal.says("fact_corrected", "2018-12-20", target=report.id, new=200)
    there = zaenal.says("fact_corrected", "2018-12-20", target=moved.id, field="on",
                        old="2018-10", new="2018-11")  # fmt: skip
    zaenal.says("event_voided", "2018-12-20", target="ab" * 16)
    zaenal.syncs()

    assert later(telling, size) == {correction.id, there.id}


def test_of_several_reports_of_one_month_the_earliest_closed_it() -> None:
    reports = [
        a_body("report_accepted", size=size, region=region)
        for size, region in ((50, "36.03"), (40, "36.03"), (60, "36.03.06"))
    ]

    found = closings(each for each in reports if isinstance(each, ReportAccepted))

    assert found == [
        Closing(RegionCode("36.03"), "2018-11", 40),
        Closing(RegionCode("36.03.06"), "2018-11", 60),
    ]
