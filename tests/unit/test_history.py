"""The history of a household, and the state it is told from: places, saved states, moments."""

from datetime import date

import msgspec
import pytest

from events.folds import Household, Replaced, answer, history
from events.ids import HouseholdId
from events.limits import CLOCK_SKEW_FLAGGED_MS
from tests.builders import a_household, an_actor
from tests.telling import Telling, household_of, programme_of, sync

HOUSEHOLD = HouseholdId(a_household())


def test_every_entry_says_who_when_on_which_device_and_how_it_stands() -> None:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    own = zaenal.says("household_visited", "2018-12-01", basis="observed")
    zaenal.syncs()
    committed = telling.entry(own)

    shown = telling.history()[own.id]

    assert msgspec.structs.asdict(shown) == {
        "event": own.id,
        "stream": a_household(),
        "type": "household_visited",
        "by": an_actor("zaenal"),
        "entered_by": None,
        "device": own.device,
        "on": "2018-12-01",
        "at": own.event.at,
        "position": committed.position,
        "received": committed.received,
        "basis": "observed",
        "verdict": "accepted",
        "state": "standing",
        "flags": (),
        "replaced": (),
        "replaced_by": (),
        "linked": (),
        "body": own.event.body,
    }


def test_a_survey_replaces_the_one_that_stood_before_it() -> None:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    first, second, third = (
        zaenal.says("housing_surveyed", on) for on in ("2018-01-01", "2018-06-01", "2018-12-01")
    )
    zaenal.syncs()

    shown = telling.history()

    assert shown[third.id].replaced == (Replaced(second.id),)
    assert shown[second.id].replaced == (Replaced(first.id),)
    assert [shown[each.id].state for each in (first, second, third)] == [
        "superseded",
        "superseded",
        "standing",
    ]


def test_a_clock_ahead_of_the_offices_is_flagged_and_the_entry_counts() -> None:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    visit = zaenal.says("household_visited", "2018-12-01")
    entry = msgspec.structs.replace(visit, position=9, received=visit.event.at)
    ahead = msgspec.structs.replace(entry, received=visit.event.at - CLOCK_SKEW_FLAGGED_MS - 1)
    programme = programme_of(telling.committed)

    assert [each.flags for each in history(household_of([entry]), programme)] == [()]
    (shown,) = history(household_of([ahead]), programme)
    assert (shown.flags, shown.state) == (("clock_suspect",), "standing")


@pytest.mark.parametrize(
    ("by", "flag"), [("auditor", "role_not_allowed"), ("nobody", "unknown_actor")]
)
def test_a_fact_by_somebody_of_another_role_counts_and_is_flagged(by: str, flag: str) -> None:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    survey = zaenal.says("wellbeing_surveyed", "2018-12-01", by=by)
    zaenal.syncs()

    assert telling.history()[survey.id].flags == (flag,)
    assert telling.answer(date(2018, 12, 14)).readiness.indicators["R3"].verdict == "met"


def test_a_figure_beyond_belief_is_flagged() -> None:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    survey = zaenal.says("wellbeing_surveyed", "2018-12-01", savings=10**12)
    zaenal.syncs()

    assert telling.history()[survey.id].flags == ("implausible",)


# --- the state ------------------------------------------------------------------------------------


def test_an_entry_added_again_changes_nothing() -> None:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    entry = zaenal.says("household_visited")
    state = Household(HOUSEHOLD)

    assert (state.add(entry), state.add(entry)) == (True, False)
    assert list(state.places()) == [entry]


def test_two_places_of_one_event_are_one_fact_known_since_the_first_that_counts() -> None:
    """As when a clone's entries wait in review, and the author then sends the same lines."""
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    entry = zaenal.says("wellbeing_surveyed", "2018-12-01")
    in_review = msgspec.structs.replace(
        entry, position=50, received=1_700_000_000_000, verdict="review(clone)"
    )
    accepted = msgspec.structs.replace(entry, epoch=1, position=60, received=1_700_000_100_000)
    programme = programme_of(telling.committed)
    for order in ((in_review, accepted), (accepted, in_review)):
        state = household_of(order)

        assert state.entries[entry.id] == accepted
        assert len(list(state.places())) == 2
        for received, verdict in ((1_700_000_000_000, "unknown"), (1_700_000_100_000, "met")):
            said = answer(state, programme, date(2018, 12, 14), received)
            assert said.readiness.indicators["R3"].verdict == verdict


def test_a_line_issued_again_in_a_new_epoch_stays_one_event() -> None:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    entry = zaenal.says("household_visited")
    again = msgspec.structs.replace(entry, epoch=1, sequence=1)

    assert len(household_of([entry, again]).entries) == 1


def test_a_state_of_another_release_is_refused() -> None:
    for data in (b"", b"\x93\x02", msgspec.msgpack.encode((99, []))):
        with pytest.raises(ValueError, match="saved state"):
            Household.load(HOUSEHOLD, data)


def test_who_is_known_to_an_author_is_told_by_positions_and_places_alone() -> None:
    telling = Telling()
    zaenal, second = telling.device("D1", "zaenal"), telling.device("D2", "second")
    first = zaenal.says("housing_surveyed", "2018-12-01", wall_main="bambu")
    own = zaenal.says("housing_surveyed", "2018-12-01", wall_main="papan")
    sync(zaenal, second)
    other = second.says("housing_surveyed", "2018-12-01", wall_main="tembok")
    second.syncs()

    shown = telling.history()

    assert shown[own.id].replaced == (Replaced(first.id),)
    assert shown[other.id].replaced == (Replaced(own.id),)
