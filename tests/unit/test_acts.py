"""Corrections, voids, resolutions and reviews: they act on what they name, wherever they sort."""

from datetime import date

import pytest

from events.entry import Entry
from events.folds import Answer
from events.ids import EventId
from tests.builders import an_event_id, an_id
from tests.telling import Teller, Telling, sync

DAY = date(2018, 12, 14)


def sold(quantity: int) -> list[dict[str, object]]:
    return [{"buyer": an_id("buyer a"), "quantity": quantity, "unit_price": 39_000}]


def quantity(said: Answer, month: str = "2018-11") -> int | None:
    assert said.enterprise is not None
    return {each.period: each.quantity for each in said.enterprise.months}.get(month)


def corrects(
    teller: Teller,
    target: Entry,
    new: object,
    *,
    field: str = "sales.0.quantity",
    replaces: Entry | None = None,
    by: str | None = None,
) -> Entry:
    return teller.says(
        "fact_corrected",
        "2018-12-10",
        target=target.id,
        field=field,
        old=251,
        new=new,
        replaces=None if replaces is None else replaces.id,
        by=by,
    )


def resolves(
    teller: Teller, conflict: str, kept: Entry, others: list[EventId], by: str = "kabupaten"
) -> Entry:
    return teller.says(
        "conflict_resolved",
        "2018-12-12",
        by=by,
        conflict=conflict,
        kept=kept.id,
        others=others,
    )


def flags(telling: Telling, entry: Entry) -> tuple[str, ...]:
    return telling.history()[entry.id].flags


@pytest.fixture
def second(telling: Telling) -> Teller:
    return telling.device("D2", "second")


def test_a_correction_counts_from_when_it_is_known_at_the_date_of_its_target(
    telling: Telling, zaenal: Teller
) -> None:
    report = zaenal.says("sales_reported", sales=sold(251))
    zaenal.syncs()
    before = telling.committed[-1].received
    corrects(zaenal, report, 215)
    zaenal.syncs()

    assert quantity(telling.answer(date(2018, 11, 30))) == 215
    assert quantity(telling.answer(date(2018, 11, 30), known_at=before)) == 251


def test_a_correction_of_a_correction_names_it_and_the_end_of_the_chain_counts(
    telling: Telling, zaenal: Teller, second: Teller
) -> None:
    report = zaenal.says("sales_reported", sales=sold(251))
    first = corrects(zaenal, report, 215)
    sync(zaenal, second)
    last = corrects(second, report, 220, replaces=first)
    second.syncs()

    said = telling.answer(DAY)

    assert (quantity(said), said.conflicts) == (220, ())
    history = telling.history()
    assert [each.event for each in history[last.id].replaced] == [first.id]
    assert history[report.id].replaced_by == (first.id,)


def test_two_corrections_that_do_not_know_each_other_are_a_conflict(
    telling: Telling, zaenal: Teller, second: Teller, office: Teller
) -> None:
    report = zaenal.says("sales_reported", sales=sold(251))
    sync(zaenal, second)
    one, other = corrects(zaenal, report, 215), corrects(second, report, 220)
    sync(zaenal, second, office)

    said = telling.answer(DAY)
    (conflict,) = said.conflicts
    assert (conflict.key, conflict.field) == (f"correction:{report.id}", "sales.0.quantity")
    assert {claim.event: claim.value for claim in conflict.claims} == {one.id: 215, other.id: 220}
    assert quantity(said) is None

    resolves(office, conflict.key, other, [one.id])
    office.syncs()

    said = telling.answer(DAY)
    assert (quantity(said), said.conflicts) == (220, ())


def test_two_corrections_to_the_same_value_are_two_witnesses(
    telling: Telling, zaenal: Teller, second: Teller
) -> None:
    report = zaenal.says("sales_reported", sales=sold(251))
    sync(zaenal, second)
    corrects(zaenal, report, 215)
    corrects(second, report, 215)
    sync(zaenal, second)

    said = telling.answer(DAY)

    assert (quantity(said), said.conflicts) == (215, ())


def test_corrections_that_disagree_on_the_month_leave_the_report_where_it_was(
    telling: Telling, zaenal: Teller, second: Teller
) -> None:
    report = zaenal.says("sales_reported", "2018-11", sales=sold(215))
    sync(zaenal, second)
    corrects(zaenal, report, "2018-10", field="on")
    corrects(second, report, "2018-09", field="on")
    sync(zaenal, second)

    said = telling.answer(DAY)

    assert [conflict.field for conflict in said.conflicts] == ["on"]
    assert quantity(said) == 215


def test_a_corrected_month_moves_the_report_to_it(telling: Telling, zaenal: Teller) -> None:
    report = zaenal.says("sales_reported", "2018-11", sales=sold(215))
    corrects(zaenal, report, "2018-10", field="on")
    zaenal.syncs()

    said = telling.answer(DAY)

    assert (quantity(said, "2018-10"), quantity(said, "2018-11")) == (215, None)


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


@pytest.mark.parametrize(
    ("field", "new", "flag"),
    [
        ("sales.0.quantity", "many", "correction_unfit"),
        ("sales.7.quantity", 215, "correction_unfit"),
        ("colour", "red", "correction_unfit"),
        ("on", "yesterday", "correction_unfit"),
    ],
)
def test_a_correction_that_does_not_fit_changes_nothing_and_is_flagged(
    telling: Telling, zaenal: Teller, field: str, new: object, flag: str
) -> None:
    report = zaenal.says("sales_reported", sales=sold(251))
    correction = corrects(zaenal, report, new, field=field)
    zaenal.syncs()

    assert quantity(telling.answer(DAY)) == 251
    assert flags(telling, correction) == (flag,)


def test_a_correction_of_a_name_leaves_the_fold_as_it_was(telling: Telling, zaenal: Teller) -> None:
    report = zaenal.says("sales_reported", sales=sold(251))
    correction = corrects(zaenal, report, None, field="product_name")
    zaenal.syncs()

    assert quantity(telling.answer(DAY)) == 251
    assert flags(telling, correction) == ()


@pytest.mark.parametrize(
    ("by", "flag"), [("auditor", "role_not_allowed"), ("nobody", "unknown_actor")]
)
def test_who_may_not_write_a_fact_may_not_correct_it(
    telling: Telling, zaenal: Teller, second: Teller, by: str, flag: str
) -> None:
    report = zaenal.says("sales_reported", sales=sold(251))
    sync(zaenal, second)
    correction = corrects(second, report, 215, by=by)
    second.syncs()

    assert quantity(telling.answer(DAY)) == 251
    assert flags(telling, correction) == (flag,)


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


def test_an_entry_of_a_day_after_its_receipt_counts_only_once_its_date_is_corrected(
    telling: Telling, zaenal: Teller
) -> None:
    report = zaenal.says("sales_reported", "2031-11", sales=sold(215))
    zaenal.syncs()

    assert telling.answer(date(2031, 12, 1)).enterprises == ()
    assert telling.history()[report.id].state == "not_counted"
    assert flags(telling, report) == ("future_date",)

    corrects(zaenal, report, "2018-11", field="on")
    zaenal.syncs()

    assert quantity(telling.answer(DAY)) == 215


def test_a_resolution_that_names_what_is_not_there_waits(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    report = zaenal.says("sales_reported", sales=sold(215))
    sync(zaenal, office)
    resolution = resolves(office, "sales_reported", report, [EventId(an_event_id("absent"))])
    office.syncs()

    assert telling.answer(DAY).waiting == (resolution.id,)
