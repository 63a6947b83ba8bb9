"""One household under several names: merges, chains, rings, and what they leave as it was."""

from datetime import date
from itertools import pairwise

import msgspec
import pytest

from events.entry import Entry
from events.folds import Answer, HistoryEntry, Household, answer, history, speaks_of, wanted
from events.folds.family import NAMES_MAX
from events.ids import EventId, HouseholdId, StreamId
from tests.builders import a_household, an_actor, an_id
from tests.telling import Teller, Telling, gathered

DAY = date(2019, 12, 31)
NANA, OTHER, THIRD = (a_household(name) for name in ("nana", "her second name", "a third"))


def merges(
    teller: Teller,
    survivor: StreamId,
    merged: StreamId,
    on: str = "2019-02-01",
    *,
    by: str = "kabupaten",
    sides: tuple[StreamId, ...] = (),
    undone: bool = False,
) -> list[Entry]:
    """A merge written in both streams (or in some), or its end."""
    return [
        teller.says(
            "households_unmerged" if undone else "households_merged",
            on,
            by=by,
            stream=side,
            act=an_id(f"{survivor} {merged}"),
            survivor=survivor,
            merged=merged,
        )
        for side in sides or (survivor, merged)
    ]


def household(telling: Telling, stream: StreamId, known_at: int | None = None) -> Household:
    return gathered(stream, telling.committed, telling.programme(), known_at)


def asked(
    telling: Telling, stream: StreamId, as_of: date = DAY, known_at: int | None = None
) -> Answer:
    return answer(household(telling, stream, known_at), telling.programme(), as_of, known_at)


def names(telling: Telling, stream: StreamId, as_of: date = DAY) -> tuple[str | None, list[str]]:
    """What a household is an alias of, and what its aliases are."""
    found = asked(telling, stream, as_of).household
    return found.alias_of, [*found.aliases]


def shown(telling: Telling, stream: StreamId) -> dict[EventId, HistoryEntry]:
    found = history(household(telling, stream), telling.programme())
    return {entry.event: entry for entry in found}


def flags(telling: Telling, entries: list[Entry]) -> list[tuple[str, ...]]:
    return [shown(telling, StreamId(entry.event.stream))[entry.id].flags for entry in entries]


def lives(teller: Teller, stream: StreamId, *members: str, on: str = "2018-01-01") -> None:
    """A household with members, registered and enrolled."""
    teller.says("household_registered", on, stream=stream, head=an_id(members[0]))
    for member in members:
        teller.says("member_added", on, stream=stream, member=an_id(member))
    teller.says("programme_enrolled", on, stream=stream)


# --- which merges count ---------------------------------------------------------------------------


def test_a_merged_household_is_an_alias_from_the_merge_until_it_is_undone(
    telling: Telling, zaenal: Teller
) -> None:
    lives(zaenal, NANA, "nana")
    lives(zaenal, OTHER, "nana too")
    merges(zaenal, NANA, OTHER, "2019-02-01")
    merges(zaenal, NANA, OTHER, "2019-06-01", undone=True)
    zaenal.syncs()

    assert names(telling, OTHER, date(2019, 1, 31)) == (None, [])
    assert names(telling, OTHER, date(2019, 2, 1)) == (NANA, [])
    assert names(telling, NANA, date(2019, 2, 1)) == (None, [OTHER])
    merged = asked(telling, OTHER, date(2019, 2, 1)).household
    assert (merged.status, merged.since) == ("merged", "2019-02-01")
    for stream in (NANA, OTHER):
        assert names(telling, stream) == (None, [])
        assert asked(telling, stream).household.status == "active"


@pytest.mark.parametrize("side", [NANA, OTHER])
def test_a_merge_that_stands_in_one_stream_alone_waits_for_the_other(
    telling: Telling, zaenal: Teller, side: StreamId
) -> None:
    lives(zaenal, NANA, "nana")
    lives(zaenal, OTHER, "nana too")
    half = merges(zaenal, NANA, OTHER, sides=(side,))
    zaenal.syncs()

    assert [names(telling, each) for each in (NANA, OTHER)] == [(None, []), (None, [])]
    assert flags(telling, half) == [("one_sided",)]


def test_whoever_holds_one_of_the_two_alone_cannot_tell(telling: Telling, zaenal: Teller) -> None:
    lives(zaenal, OTHER, "nana too")
    half = merges(zaenal, NANA, OTHER, sides=(OTHER,))
    zaenal.syncs()

    assert names(telling, OTHER) == (None, [])
    assert flags(telling, half) == [("other_not_here",)]


@pytest.mark.parametrize("side", [NANA, OTHER])
def test_a_merge_is_undone_from_either_side(
    telling: Telling, zaenal: Teller, side: StreamId
) -> None:
    merges(zaenal, NANA, OTHER)
    merges(zaenal, NANA, OTHER, undone=True, sides=(side,))
    zaenal.syncs()

    assert names(telling, NANA) == names(telling, OTHER) == (None, [])


@pytest.mark.parametrize("side", [0, 1])
def test_a_void_of_either_side_ends_a_merge(telling: Telling, zaenal: Teller, side: int) -> None:
    sides = merges(zaenal, NANA, OTHER)
    void = sides[side]
    zaenal.says(
        "event_voided", "2019-02-02", by="kabupaten", stream=void.event.stream, target=void.id
    )
    zaenal.syncs()

    assert names(telling, NANA) == names(telling, OTHER) == (None, [])


def test_who_may_not_merge_merges_nothing_and_makes_nobody_look(
    telling: Telling, zaenal: Teller
) -> None:
    both = merges(zaenal, NANA, OTHER, by="zaenal")
    zaenal.syncs()

    alone = household(telling, NANA)
    assert names(telling, NANA) == names(telling, OTHER) == (None, [])
    assert flags(telling, both) == [("role_not_allowed",), ("role_not_allowed",)]
    assert wanted(Household(alone.id), telling.programme()) == []
    assert speaks_of(alone, telling.programme()) == set()


def test_merges_in_a_chain_lead_to_the_last_survivor(telling: Telling, zaenal: Teller) -> None:
    merges(zaenal, OTHER, THIRD, "2019-01-01")
    merges(zaenal, NANA, OTHER, "2019-03-01")
    zaenal.syncs()

    assert names(telling, NANA) == (None, sorted([OTHER, THIRD]))
    assert names(telling, OTHER) == names(telling, THIRD) == (NANA, [])
    assert names(telling, THIRD, date(2019, 2, 1)) == (OTHER, [])


def test_the_chain_falls_apart_where_a_merge_is_undone(telling: Telling, zaenal: Teller) -> None:
    merges(zaenal, OTHER, THIRD)
    merges(zaenal, NANA, OTHER)
    merges(zaenal, NANA, OTHER, "2019-07-01", undone=True)
    zaenal.syncs()

    assert names(telling, NANA) == (None, [])
    assert names(telling, OTHER) == (None, [THIRD])
    assert names(telling, THIRD) == (OTHER, [])


def test_merges_in_a_ring_count_for_nothing_and_say_so(telling: Telling, zaenal: Teller) -> None:
    ring = merges(zaenal, NANA, OTHER) + merges(zaenal, OTHER, NANA)
    leads_there = merges(zaenal, OTHER, THIRD)
    zaenal.syncs()

    assert names(telling, NANA) == (None, [])
    assert names(telling, OTHER) == (None, [THIRD])
    assert set(flags(telling, ring)) == {("merge_ring",)}
    assert set(flags(telling, leads_there)) == {()}


def test_a_household_merged_into_two_others_stays_itself_until_people_decide(
    telling: Telling, zaenal: Teller
) -> None:
    twice = merges(zaenal, NANA, OTHER) + merges(zaenal, THIRD, OTHER)
    zaenal.syncs()

    assert {names(telling, each)[0] for each in (NANA, OTHER, THIRD)} == {None}
    assert set(flags(telling, twice)) == {("two_survivors",)}

    merges(zaenal, THIRD, OTHER, "2019-08-01", undone=True)
    zaenal.syncs()

    assert names(telling, OTHER) == (NANA, [])


def test_a_household_merged_into_itself_stays_itself(telling: Telling, zaenal: Teller) -> None:
    merges(zaenal, NANA, NANA)
    zaenal.syncs()

    assert names(telling, NANA) == (None, [])


@pytest.mark.parametrize("count", [NAMES_MAX, NAMES_MAX + 1])
@pytest.mark.parametrize("shape", ["chain", "star"])
def test_more_names_than_a_household_can_have_count_for_nothing(
    telling: Telling, zaenal: Teller, shape: str, count: int
) -> None:
    streams = [a_household(f"name {number}") for number in range(count)]
    pairs = pairwise(streams) if shape == "chain" else ((streams[0], s) for s in streams[1:])
    entries = [entry for pair in pairs for entry in merges(zaenal, *pair)]
    zaenal.syncs()

    fits = count == NAMES_MAX
    for stream in streams[1:]:
        assert names(telling, stream) == (streams[0] if fits else None, [])
    assert set(flags(telling, entries)) == {() if fits else ("too_many_names",)}


def test_as_known_before_the_merge_both_stand_alone(telling: Telling, zaenal: Teller) -> None:
    lives(zaenal, NANA, "nana")
    lives(zaenal, OTHER, "nana too")
    zaenal.syncs()
    before = telling.committed[-1].received
    [one, _] = merges(zaenal, NANA, OTHER)
    zaenal.syncs()
    merged = telling.committed[-1].received
    zaenal.says("event_voided", "2019-03-01", by="kabupaten", stream=NANA, target=one.id)
    zaenal.syncs()

    assert asked(telling, OTHER, known_at=before).household.alias_of is None
    assert str(asked(telling, OTHER, known_at=merged).household.alias_of) == NANA
    assert asked(telling, OTHER).household.alias_of is None


# --- what counts for the survivor -----------------------------------------------------------------


def test_late_events_of_an_alias_count_for_the_survivor_and_only_there(
    telling: Telling, zaenal: Teller
) -> None:
    lives(zaenal, NANA, "nana")
    lives(zaenal, OTHER, "nana too")
    merges(zaenal, NANA, OTHER)
    zaenal.says("household_visited", "2019-11-20", stream=OTHER)
    zaenal.says("enterprise_started", "2019-11-20", stream=OTHER)
    zaenal.syncs()

    survivor, alias = asked(telling, NANA), asked(telling, OTHER)
    assert survivor.household.last_met == "2019-11-20"
    assert [each.id for each in survivor.enterprises] == [an_id("konveksi nana")]
    assert (alias.enterprises, alias.conflicts, alias.questions, alias.due) == ((), (), (), None)
    assert alias.household.members == 0
    assert alias.readiness == survivor.readiness


def test_the_registration_of_the_survivor_stands(telling: Telling, zaenal: Teller) -> None:
    lives(zaenal, NANA, "nana")
    lives(zaenal, OTHER, "a stranger")
    merges(zaenal, NANA, OTHER)
    zaenal.syncs()

    found = asked(telling, NANA)
    other = next(e for e in telling.committed if e.event.stream == OTHER)
    assert found.household.head == an_id("nana")
    assert [each for each in found.conflicts if each.key == "household_registered"] == []
    assert shown(telling, NANA)[other.id].state == "set_aside"


def test_the_companion_of_the_survivor_goes_on(telling: Telling, zaenal: Teller) -> None:
    def assigned(stream: StreamId, companion: str, on: str) -> None:
        zaenal.says(
            "companion_assigned", on, by="kecamatan", stream=stream, effective_on=on,
            companion=an_actor(companion),
        )  # fmt: skip

    assigned(NANA, "zaenal", "2018-01-01")
    assigned(OTHER, "second", "2018-06-01")
    merges(zaenal, NANA, OTHER, "2019-02-01")
    zaenal.syncs()
    assert asked(telling, NANA).household.companion == an_actor("zaenal")

    assigned(OTHER, "second", "2019-03-01")
    zaenal.syncs()
    assert asked(telling, NANA).household.companion == an_actor("second")


def test_one_person_under_two_ids_is_one_member_once_somebody_says_so(
    telling: Telling, zaenal: Teller
) -> None:
    lives(zaenal, NANA, "nana", "first child")
    lives(zaenal, OTHER, "nana too", "first child too")
    merges(zaenal, NANA, OTHER)
    zaenal.syncs()
    assert asked(telling, NANA).household.members == 4

    twice = [e for e in telling.committed if e.event.type == "member_added"][2:]
    for entry, true in zip(twice, ("nana", "first child"), strict=True):
        zaenal.says(
            "fact_corrected", "2019-02-01", by="kecamatan", stream=NANA, target=entry.id,
            field="member", old=entry.event.body.member, new=an_id(true),  # type: ignore[attr-defined]
        )  # fmt: skip
    zaenal.says(
        "component_recorded", "2019-03-01", stream=OTHER, member=an_id("first child too"),
        component="sd", starts="2019-03",
    )  # fmt: skip
    zaenal.says(
        "commitment_verified", "2019-04", stream=OTHER, member=an_id("first child too"),
        component="sd", required=20, done=3,
    )  # fmt: skip
    zaenal.syncs()

    found = asked(telling, NANA)
    assert found.household.members == 2
    assert found.readiness.indicators["R4"].verdict == "not_met"
    assert found.waiting == ()

    merges(zaenal, NANA, OTHER, "2019-09-01", undone=True)
    zaenal.syncs()

    assert asked(telling, OTHER).household.members == 2, "what it was before"
    assert asked(telling, NANA).household.members == 2


def test_the_history_of_a_household_is_that_of_all_its_names(
    telling: Telling, zaenal: Teller
) -> None:
    lives(zaenal, NANA, "nana")
    lives(zaenal, OTHER, "nana too")
    merges(zaenal, NANA, OTHER)
    zaenal.syncs()

    of_nana, of_other = shown(telling, NANA), shown(telling, OTHER)
    assert {str(entry.stream) for entry in of_nana.values()} == {NANA, OTHER}
    assert {str(entry.stream) for entry in of_other.values()} == {OTHER}
    assert all(of_nana[name] == entry for name, entry in of_other.items())


def test_a_saved_state_holds_its_own_stream_alone(telling: Telling, zaenal: Teller) -> None:
    lives(zaenal, NANA, "nana")
    lives(zaenal, OTHER, "nana too")
    merges(zaenal, NANA, OTHER)
    zaenal.syncs()

    found = household(telling, NANA)
    again = Household.load(HouseholdId(NANA), found.save())
    again.kin = found.kin

    assert answer(again, telling.programme(), DAY) == answer(found, telling.programme(), DAY)
    assert msgspec.msgpack.decode(again.save()) == msgspec.msgpack.decode(found.save())
