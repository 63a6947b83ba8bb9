"""What waits for a person at the office: entries to look at, late ones, words of families."""

from datetime import date

import pytest

from events.entry import Entry
from events.folds.answer import look
from events.folds.inbox import InboxItem, inbox
from events.limits import AUTHOR_FIRST_DAYS, DAY_MS
from tests.builders import an_actor
from tests.telling import Teller, Telling, sync

DAY = date(2021, 1, 4)


def waiting(telling: Telling, kind: str, day: date = DAY) -> dict[str, InboxItem]:
    """What waits of one kind, by event."""
    looked = look(telling.household(), telling.programme(), day.isoformat())
    found = inbox(looked)
    return {item.event: item for item in found if item.kind == kind}


def received(telling: Telling, entry: Entry) -> int:
    at = telling.entry(entry).received
    assert at is not None
    return at


def test_an_entry_held_back_waits_at_once_with_the_offices_reason(
    telling: Telling, zaenal: Teller
) -> None:
    held = zaenal.says("household_visited", "2021-01-03", verdict="review(revoked)")
    zaenal.syncs()

    (item,) = waiting(telling, "review").values()

    assert (item.event, item.codes, item.since) == (
        held.id, ("revoked",), received(telling, held),
    )  # fmt: skip
    assert (item.by, item.verdict) == (an_actor("zaenal"), "review(revoked)")


@pytest.mark.parametrize("outcome", ["accepted", "returned"])
def test_what_a_coordinator_reviewed_waits_no_more(
    telling: Telling, zaenal: Teller, office: Teller, outcome: str
) -> None:
    held = zaenal.says("household_visited", "2021-01-03", verdict="review(revoked)")
    odd = zaenal.says("wellbeing_surveyed", "2021-01-03", savings=10**12)
    sync(zaenal, office)
    for entry in (held, odd):
        office.says("entry_reviewed", "2021-01-04", target=entry.id, outcome=outcome)
    office.syncs()

    assert waiting(telling, "review") == {}
    flags = telling.history()[odd.id].flags
    assert flags == (("implausible", "returned") if outcome == "returned" else ("implausible",))


def test_a_registration_in_a_region_of_another_log_waits_until_somebody_has_looked(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    odd = zaenal.says("household_registered", "2021-01-03", region="36.04.01.2001")
    sync(zaenal, office)

    (item,) = waiting(telling, "review").values()
    since = received(telling, odd) + AUTHOR_FIRST_DAYS * DAY_MS
    assert (item.event, item.codes, item.since) == (odd.id, ("foreign_region",), since)

    office.says("entry_reviewed", "2021-01-04", target=odd.id, outcome="accepted")
    office.syncs()
    assert waiting(telling, "review") == {}


def test_a_review_by_somebody_who_may_not_leaves_it_waiting_and_waits_itself(
    telling: Telling, zaenal: Teller
) -> None:
    held = zaenal.says("household_visited", "2021-01-03", verdict="review(revoked)")
    own = zaenal.says("entry_reviewed", "2021-01-03", target=held.id, outcome="accepted")
    zaenal.syncs()

    found = waiting(telling, "review")

    assert {event: item.codes for event, item in found.items()} == {
        held.id: ("revoked",),
        own.id: ("role_not_allowed",),
    }


def test_what_looks_odd_is_its_authors_for_a_week_or_until_a_reason_is_given(
    telling: Telling, zaenal: Teller
) -> None:
    odd = zaenal.says("wellbeing_surveyed", "2021-01-03", savings=10**12)
    zaenal.syncs()
    (item,) = waiting(telling, "review").values()
    assert item.since == received(telling, odd) + AUTHOR_FIRST_DAYS * DAY_MS

    reason = zaenal.says("note_written", "2021-01-04", about=odd.id, state=None)
    zaenal.syncs()

    (item,) = waiting(telling, "review").values()
    assert (item.since, item.replies) == (received(telling, reason), (reason.id,))


def test_a_voided_entry_needs_nobody(telling: Telling, zaenal: Teller) -> None:
    odd = zaenal.says("wellbeing_surveyed", "2021-01-03", savings=10**12)
    zaenal.syncs()
    zaenal.says("event_voided", "2021-01-04", target=odd.id, reason="not_true")
    zaenal.syncs()

    assert waiting(telling, "review") == {}


def test_a_late_entry_is_shown_with_its_reason_for_a_while(
    telling: Telling, zaenal: Teller
) -> None:
    on_time = zaenal.says("sales_reported", "2020-12")
    late = zaenal.says("sales_reported", "2020-10")
    imported = zaenal.says("sales_reported", "2019-10", basis="imported")
    zaenal.syncs()

    assert waiting(telling, "late").keys() == {late.id}
    assert waiting(telling, "late")[late.id].codes == ("no_reason",)
    assert waiting(telling, "late", date(2021, 4, 1)) == {}
    assert {on_time.id, imported.id}.isdisjoint(waiting(telling, "late"))


@pytest.mark.parametrize(("stance", "waits"), [("agrees", False), ("asks", True)])
def test_a_familys_question_waits_until_somebody_answers(
    telling: Telling, zaenal: Teller, stance: str, waits: bool
) -> None:
    said = zaenal.says("family_statement", "2021-01-03", stance=stance)
    zaenal.syncs()
    assert (said.id in waiting(telling, "statement")) is waits

    zaenal.says("note_written", "2021-01-04", reply_to=said.id, state="done")
    zaenal.syncs()

    assert waiting(telling, "statement") == {}


def test_a_complaint_is_not_answered_by_a_companion(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    said = zaenal.says("family_statement", "2021-01-03", by="operator", stance="complains")
    sync(zaenal, office)
    own = zaenal.says("note_written", "2021-01-03", reply_to=said.id, state="done")
    sync(zaenal, office)
    assert waiting(telling, "statement")[said.id].replies == (own.id,)

    office.says("note_written", "2021-01-04", reply_to=said.id, state="done")
    office.syncs()

    assert waiting(telling, "statement") == {}


def test_a_statement_that_tells_what_answered_it_closes_the_first(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    said = zaenal.says("family_statement", "2021-01-03", stance="objects")
    sync(zaenal, office)
    answer = office.says("note_written", "2021-01-03", reply_to=said.id, state=None)
    sync(office, zaenal)
    assert waiting(telling, "statement").keys() == {said.id}

    zaenal.says(
        "family_statement", "2021-01-04", stance="agrees", about=said.id, answered_by=answer.id
    )
    zaenal.syncs()

    assert waiting(telling, "statement") == {}


def test_an_open_note_for_the_coordinator_waits_until_a_reply_says_done(
    telling: Telling, zaenal: Teller, office: Teller
) -> None:
    note = {"for": "koordinator", "state": "open"}
    asked = zaenal.says("note_written", "2021-01-03", **note)  # type: ignore[arg-type]
    zaenal.says("note_written", "2021-01-03")  # for a companion
    sync(zaenal, office)
    assert waiting(telling, "note").keys() == {asked.id}

    office.says("note_written", "2021-01-04", reply_to=asked.id, state="done")
    office.syncs()

    assert waiting(telling, "note") == {}


def test_a_conflict_says_since_when_and_which_indicators_wait(telling: Telling) -> None:
    zaenal, second = telling.device("D1", "zaenal"), telling.device("D2", "second")
    zaenal.says("wellbeing_surveyed", "2021-01-03", food_deficit_12m="none")
    zaenal.syncs()
    other = second.says("wellbeing_surveyed", "2021-01-03", food_deficit_12m="often")
    second.syncs()

    (conflict,) = telling.answer(DAY).conflicts

    assert (conflict.since, conflict.indicators) == (received(telling, other), ("R3",))


def test_conflicting_corrections_name_the_indicators_of_what_they_correct(
    telling: Telling,
) -> None:
    zaenal, second = telling.device("D1", "zaenal"), telling.device("D2", "second")
    survey = zaenal.says("wellbeing_surveyed", "2021-01-03", food_deficit_12m="none")
    sync(zaenal, second)
    for device, new in ((zaenal, "some"), (second, "often")):
        device.says(
            "fact_corrected", "2021-01-04", target=survey.id, field="food_deficit_12m",
            old="none", new=new, reason="misheard",
        )  # fmt: skip
    sync(zaenal, second)

    (conflict,) = telling.answer(DAY).conflicts

    assert (conflict.key, conflict.indicators) == (f"correction:{survey.id}", ("R3",))


def test_equal_sets_wait_alike_whatever_their_order(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("family_statement", "2021-01-03", stance="asks")
    zaenal.says("wellbeing_surveyed", "2021-01-03", savings=10**12)
    zaenal.says("sales_reported", "2020-10")
    zaenal.syncs()
    there = telling.household()
    looks = []
    for entries in (list(there.entries.values()), list(there.entries.values())[::-1]):
        household = type(there)(there.id)
        for entry in entries:
            household.add(entry)
        looked = look(household, telling.programme(), DAY.isoformat())
        looks.append(inbox(looked))

    assert looks[0] == looks[1]
    assert len(looks[0]) == 3
