"""Voids, resolutions and reviews: they act on what they name, wherever they sort."""

import pytest

from events.ids import EventId
from tests.builders import an_event_id
from tests.telling import Teller, Telling, sync
from tests.unit.acts import DAY, corrects, flags, quantity, resolves, sold
from tests.unit.acts import second as second


def test_an_act_waits_visibly_until_what_it_names_arrives(
    telling: Telling, zaenal: Teller, second: Teller
) -> None:
    report = zaenal.says("sales_reported", sales=sold(251))
    correction = corrects(second, report, 215)
    second.syncs()

    assert telling.answer(DAY).waiting == (correction.id,)
    assert telling.history()[correction.id].state == "waiting"

    zaenal.syncs()

    said = telling.answer(DAY)
    assert (said.waiting, quantity(said)) == ((), 215)


def test_an_act_typed_by_somebody_not_entitled_does_not_count(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    one = zaenal.says("sales_reported", sales=sold(251))
    sync(zaenal, office)
    office.says("event_voided", "2018-12-10", by="kabupaten", entered_by="auditor", target=one.id)
    office.syncs()

    assert quantity(telling.answer(DAY)) == 251


@pytest.mark.parametrize(
    ("by", "counts"), [("zaenal", True), ("kabupaten", True), ("second", False)]
)
def test_an_event_is_voided_by_its_author_or_a_coordinator(
    telling: Telling, zaenal: Teller, second: Teller, by: str, counts: bool
) -> None:
    report = zaenal.says("sales_reported", sales=sold(251))
    sync(zaenal, second)
    void = second.says("event_voided", "2018-12-10", by=by, target=report.id)
    second.syncs()

    enterprises = telling.answer(DAY).enterprises
    assert (enterprises == ()) is counts
    assert telling.history()[report.id].state == ("voided" if counts else "standing")
    assert flags(telling, void) == (() if counts else ("role_not_allowed",))


def test_a_voided_void_does_not_count(telling: Telling, zaenal: Teller) -> None:
    report = zaenal.says("sales_reported", sales=sold(215))
    void = zaenal.says("event_voided", "2018-12-10", target=report.id)
    zaenal.says("event_voided", "2018-12-11", target=void.id)
    zaenal.syncs()

    assert quantity(telling.answer(DAY)) == 215


def test_voids_of_voids_as_deep_as_a_device_likes_are_judged(
    telling: Telling, zaenal: Teller
) -> None:
    target = zaenal.says("sales_reported", sales=sold(215))
    for _ in range(3_000):
        target = zaenal.says("event_voided", "2018-12-10", target=target.id)
    zaenal.syncs()

    assert quantity(telling.answer(DAY)) == 215


def test_a_resolution_keeps_one_claim_and_a_new_claim_opens_the_conflict_again(
    telling: Telling, zaenal: Teller, second: Teller, office: Teller
) -> None:
    one = zaenal.says("sales_reported", sales=sold(215))
    other = second.says("sales_reported", sales=sold(251))
    sync(zaenal, second, office)
    (conflict,) = telling.answer(DAY).conflicts
    resolution = resolves(office, conflict.key, one, [other.id])
    office.syncs()

    said = telling.answer(DAY)
    assert (quantity(said), said.conflicts) == (215, ())
    assert telling.history()[other.id].state == "set_aside"
    assert [each.event for each in telling.history()[resolution.id].replaced] == [other.id]

    second.says("sales_reported", sales=sold(300))
    second.syncs()

    said = telling.answer(DAY)
    assert [claim.value for claim in said.conflicts[0].claims] == [215, 300]


def test_resolutions_that_contradict_each_other_leave_the_conflict_open(
    telling: Telling, zaenal: Teller, second: Teller, office: Teller
) -> None:
    one = zaenal.says("sales_reported", sales=sold(215))
    other = second.says("sales_reported", sales=sold(251))
    another_office = telling.device("O3", "province")
    sync(zaenal, second, office, another_office)
    (conflict,) = telling.answer(DAY).conflicts
    resolves(office, conflict.key, one, [other.id])
    resolves(another_office, conflict.key, other, [one.id], by="province")
    sync(office, another_office)

    assert len(telling.answer(DAY).conflicts) == 1

    office.syncs()
    resolves(office, conflict.key, other, [one.id])
    office.syncs()

    assert quantity(telling.answer(DAY)) == 251


def test_a_companion_resolves_only_between_own_reports(
    telling: Telling, zaenal: Teller, second: Teller
) -> None:
    one = zaenal.says("sales_reported", sales=sold(215))
    mine = second.says("sales_reported", sales=sold(251))
    again = second.says("sales_reported", sales=sold(260))
    sync(zaenal, second)
    (conflict,) = telling.answer(DAY).conflicts
    own = resolves(second, conflict.key, mine, [again.id], by="second")
    foreign = resolves(second, conflict.key, mine, [one.id], by="second")
    second.syncs()

    said = telling.answer(DAY)

    assert sorted(claim.value for claim in said.conflicts[0].claims if claim.value) == [215, 251]
    assert (flags(telling, own), flags(telling, foreign)) == ((), ("role_not_allowed",))


@pytest.mark.parametrize(
    ("outcomes", "counts"),
    [((), False), (("accepted",), True), (("returned",), False), (("returned", "accepted"), True)],
)
def test_an_entry_in_review_counts_once_a_coordinator_accepts_it(
    telling: Telling, zaenal: Teller, office: Teller, outcomes: tuple[str, ...], counts: bool
) -> None:
    report = zaenal.says("sales_reported", sales=sold(215), verdict="review(clone)")
    sync(zaenal, office)
    for outcome in outcomes:
        office.says("entry_reviewed", "2018-12-10", target=report.id, outcome=outcome)
    office.syncs()

    assert bool(telling.answer(DAY).enterprises) is counts
    assert telling.history()[report.id].state == ("standing" if counts else "in_review")


def test_a_quarantined_entry_is_shown_and_never_folded(telling: Telling, zaenal: Teller) -> None:
    report = zaenal.says("sales_reported", verdict="quarantined(bad_body)")
    zaenal.says("entry_reviewed", "2018-12-10", by="kabupaten", target=report.id)
    zaenal.syncs()

    assert telling.answer(DAY).enterprises == ()
    assert telling.history()[report.id].state == "quarantined"


def test_a_resolution_that_names_what_is_not_there_waits(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    report = zaenal.says("sales_reported", sales=sold(215))
    sync(zaenal, office)
    resolution = resolves(office, "sales_reported", report, [EventId(an_event_id("absent"))])
    office.syncs()

    assert telling.answer(DAY).waiting == (resolution.id,)
