"""What does not fully count is flagged in the history, with a code that has words: on phone and
office."""

import msgspec

from client_sync.reading.outside import count_outside
from events.folds import HistoryEntry, history
from events.folds.answer import look
from events.folds.history import State
from events.limits import CLOCK_SKEW_FLAGGED_MS
from events.words import TABLES
from tests.builders import an_actor, an_event_id, an_id
from tests.telling import Teller, Telling, household_of, programme_of, sync

COUNTS_NOT: frozenset[State] = frozenset(
    ("in_review", "quarantined", "waiting", "not_counted", "set_aside")
)


def flagged(telling: Telling) -> dict[str, tuple[bool, tuple[str, ...]]]:
    """What is flagged and not voided, by event: whether it counts, and its flags."""
    found = telling.history().values()
    return {each.event: flags_of(each) for each in found if each.flags and each.state != "voided"}


def flags_of(entry: HistoryEntry) -> tuple[bool, tuple[str, ...]]:
    return entry.state not in COUNTS_NOT, entry.flags


def test_a_household_without_oddity_has_no_flag(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("household_registered", "2016-07-11")
    zaenal.says("sales_reported")
    zaenal.syncs()

    assert flagged(telling) == {}


def test_whatever_an_odd_device_sends_is_flagged_and_the_rest_stands(
    telling: Telling, zaenal: Teller
) -> None:
    absent = an_event_id("absent")
    zaenal.says("programme_enrolled", "2016-07-11")
    good = zaenal.says("sales_reported")
    odd = {
        zaenal.says("wellbeing_surveyed", "2018-12-01", savings=10**13).id: (
            True, ("implausible",)
        ),
        zaenal.says("household_visited", "2031-01-01").id: (False, ("future_date",)),
        zaenal.says("event_voided", "2018-12-01", target=absent).id: (False, ("target_absent",)),
        zaenal.says("graduation_decided", "2018-12-01", by="kabupaten").id: (
            False, ("without_proposal",)
        ),
        zaenal.says("programme_exited", "2018-12-01", by="kabupaten").id: (
            False, ("without_proposal",)
        ),
        zaenal.says("companion_assigned", "2018-12-01").id: (False, ("role_not_allowed",)),
        zaenal.says("housing_surveyed", "2018-12-01", by="auditor").id: (
            True, ("role_not_allowed",)
        ),
        zaenal.says("market_noted", by="nobody").id: (True, ("unknown_actor",)),
        zaenal.says(
            "fact_corrected", "2018-12-02", target=good.id, field="colour", new="red"
        ).id: (False, ("correction_unfit",)),
        zaenal.says("event_voided", "2031-12-02", target=good.id).id: (False, ("future_date",)),
    }  # fmt: skip
    zaenal.syncs()

    assert flagged(telling) == odd
    assert telling.history()[good.id].state == "standing"


def test_every_code_has_words(telling: Telling) -> None:
    """Of the flags of folds; those of a verdict have theirs among the refusals."""
    codes = (
        "role_not_allowed unknown_actor outside_assignment outside_region foreign_region "
        "clock_suspect "
        "implausible future_date "
        "correction_unfit same_person without_proposal without_notice before_notice_ended "
        "reason_differs to_confirm not_ready component_open rule_set_unknown target_absent"
    )

    assert set(codes.split()) <= set(TABLES["flag"])
    assert "revoked" in TABLES["refusal"]


def test_what_was_voided_or_resolved_has_no_flag_that_waits_for_anybody(
    telling: Telling, zaenal: Teller
) -> None:
    second, office = telling.device("D2", "second"), telling.device("O2", "kabupaten")
    wrong = zaenal.says("wellbeing_surveyed", "2018-12-01", savings=10**13)
    zaenal.says("event_voided", "2018-12-02", target=wrong.id)
    one = zaenal.says("costs_reported", materials=1)
    other = second.says("costs_reported", materials=2)
    sync(zaenal, second, office)
    (conflict,) = telling.household().resolved(telling.programme()).claims.contestable
    assert conflict[0].type == "costs_reported"
    key = f"costs_reported:{an_id('konveksi nana')}:2018-11"
    office.says("conflict_resolved", "2018-12-03", conflict=key, kept=one.id, others=[other.id])
    office.syncs()

    assert flagged(telling) == {}


def test_a_clock_is_told_ahead_by_the_receipt_and_behind_by_what_its_author_had_seen(
    telling: Telling, zaenal: Teller
) -> None:
    office = telling.device("O2", "kabupaten")
    first = office.says("household_visited", "2018-12-01")
    office.syncs()
    zaenal.syncs()
    own = zaenal.says("household_visited", "2018-12-02")
    received = telling.entry(first).received
    assert received is not None
    programme = programme_of(telling.committed)

    def codes(at: int, position: int | None, received: int | None) -> tuple[str, ...]:
        event = msgspec.structs.replace(own.event, at=at)
        entry = msgspec.structs.replace(own, event=event, position=position, received=received)
        household = household_of([telling.entry(first), entry])
        return next(each.flags for each in history(household, programme) if each.event == own.id)

    behind, ahead = received - CLOCK_SKEW_FLAGGED_MS, received + CLOCK_SKEW_FLAGGED_MS
    assert codes(behind, None, None) == ()
    assert codes(behind - 1, None, None) == ("clock_suspect",)
    assert codes(behind - 1, 50, received + 5) == ("clock_suspect",)
    assert codes(ahead, 50, received) == ()
    assert codes(ahead + 1, 50, received) == ("clock_suspect",)


def test_a_device_that_claims_to_have_seen_more_than_there_was_is_not_judged_by_that(
    telling: Telling, zaenal: Teller
) -> None:
    zaenal.seen = 10**9
    early = zaenal.says("household_visited", "2018-12-01")
    zaenal.syncs()
    for _ in range(20):
        telling.tick()
    zaenal.says("household_visited", "2018-12-02")
    zaenal.syncs()

    assert early.id not in flagged(telling)


def test_what_is_sent_again_to_a_restored_office_is_not_judged_by_what_was_lost(
    telling: Telling, zaenal: Teller
) -> None:
    """It is received days after it was written, and its author had seen positions gone since."""
    zaenal.seen = 10**3
    for day in range(1, 4):
        zaenal.says("household_visited", f"2018-12-0{day}")
    for _ in range(20):
        telling.tick()
    zaenal.syncs()

    assert flagged(telling) == {}


def test_a_fact_of_a_former_companion_counts_and_is_flagged_for_both(
    telling: Telling, zaenal: Teller
) -> None:
    office = telling.device("O2", "kabupaten")
    office.says(
        "companion_assigned", "2018-11-15", companion=an_id("second"), effective_on="2018-12-01"
    )
    office.syncs()
    before = zaenal.says("household_visited", "2018-11-30")
    imprecise = zaenal.says("sales_reported", "2018-12")
    after = zaenal.says("housing_surveyed", "2018-12-01")
    zaenal.syncs()

    assert flagged(telling) == {after.id: (True, ("outside_assignment",))}
    assert {before.id, imprecise.id} <= set(telling.history())


def test_a_phone_says_how_many_such_facts_count_at_once_or_late(
    telling: Telling, zaenal: Teller
) -> None:
    office = telling.device("O2", "kabupaten")
    office.says("companion_assigned", "2018-11-15", companion=an_actor("second"))
    verdicts = ("accepted", "review(clone)", "review(clone)")
    facts = [zaenal.says("housing_surveyed", "2019-01-01", verdict=each) for each in verdicts]
    sync(office, zaenal, office)

    def counted() -> int:
        return count_outside(look(telling.household(), telling.programme(), "2021-12-31"))

    assert counted() == 1
    office.says("entry_reviewed", "2019-01-02", target=facts[1].id, outcome="accepted")
    office.says("entry_reviewed", "2019-01-02", target=facts[2].id, outcome="returned")
    office.syncs()
    assert counted() == 2
    office.says("event_voided", "2019-01-03", target=facts[1].id, reason="not_true")
    office.syncs()
    assert counted() == 1
