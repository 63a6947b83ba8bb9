"""Corrections: they act on what they name, wherever they sort, and the end of a chain counts."""

from datetime import date

import pytest

from tests.telling import Teller, Telling, sync
from tests.unit.acts import DAY, corrects, flags, quantity, resolves, sold
from tests.unit.acts import second as second


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
