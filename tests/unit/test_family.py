"""Which merges count: chains, rings, halves that wait, and what people undo."""

from datetime import date
from itertools import pairwise

import pytest

from events.folds import Household, speaks_of, wanted
from events.folds.family import NAMES_MAX
from events.ids import StreamId
from tests.builders import a_household
from tests.telling import Teller, Telling
from tests.unit.families import NANA, OTHER, THIRD, asked, flags, household, lives, merges, names


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
