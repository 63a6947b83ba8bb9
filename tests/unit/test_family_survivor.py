"""What counts for the survivor of a merge: all that is said under any of its names."""

import msgspec

from events.folds import Household, answer
from events.ids import HouseholdId, StreamId
from tests.builders import an_actor, an_id
from tests.telling import Teller, Telling
from tests.unit.families import DAY, NANA, OTHER, asked, household, lives, merges, shown


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
