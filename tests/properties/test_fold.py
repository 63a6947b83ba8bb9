"""Properties of the fold: equal sets of entries are equal states, whatever the order, the repeats,
the batches, and whether a state was saved on the way."""

from datetime import date, datetime

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from events.dates import WIB
from events.entry import Entry
from events.folds import Answer, Household, Programme, answer, fold, history
from events.folds.answer import look
from events.folds.doubts import Doubts
from events.folds.placing import place_of
from events.ids import DeviceId, HouseholdId
from events.types import REGISTRY
from tests.builders import a_device_id, a_household
from tests.properties.asking import everything
from tests.properties.drawn_acts import ACTS
from tests.properties.histories import FACTS, tellings, told
from tests.telling import Telling, household_of, programme_of
from tests.unit import story

HOUR = 60 * 60 * 1000
STORY = story.tell()
HOUSEHOLD = HouseholdId(a_household())
DAYS = st.sampled_from(
    [
        date(2016, 7, 11),
        date(2018, 11, 30),
        date(2018, 12, 14),
        date(2019, 5, 10),
        date(2020, 6, 20),
    ]
)
MOMENTS = st.none() | st.sampled_from(
    [
        int(datetime(year, month, day, 20, tzinfo=WIB).timestamp() * 1000)
        for year, month, day in ((2018, 12, 14), (2018, 12, 17), (2019, 6, 3), (2020, 6, 20))
    ]
)


def story_answer(entries: list[Entry], as_of: date, known_at: int | None) -> Answer:
    return answer(story.household_of(entries), story.programme_of(entries), as_of, known_at)


@settings(max_examples=60, deadline=None)
@given(st.data(), DAYS, MOMENTS)
def test_the_story_in_any_order_and_repeated_gives_the_same_answers(
    data: st.DataObject, as_of: date, known_at: int | None
) -> None:
    entries = STORY.committed
    shuffled = data.draw(st.permutations(entries + data.draw(st.lists(st.sampled_from(entries)))))

    assert story_answer(shuffled, as_of, known_at) == story_answer(entries, as_of, known_at)


@settings(max_examples=60, deadline=None)
@given(st.data(), DAYS, MOMENTS)
def test_any_part_of_the_story_gives_the_same_answer_in_any_order(
    data: st.DataObject, as_of: date, known_at: int | None
) -> None:
    part = data.draw(st.lists(st.sampled_from(STORY.committed), unique_by=lambda entry: entry.id))
    in_order = sorted(part, key=lambda entry: entry.position or 0)

    assert story_answer(part, as_of, known_at) == story_answer(in_order, as_of, known_at)


@settings(max_examples=40, deadline=None)
@given(st.data(), DAYS)
def test_what_was_pulled_back_after_it_was_written_here_counts_once(
    data: st.DataObject, as_of: date
) -> None:
    own = data.draw(st.sets(st.integers(0, len(STORY.committed) - 1)))
    unsent = [
        msgspec.structs.replace(STORY.committed[at], position=None, received=None) for at in own
    ]
    shuffled = data.draw(st.permutations(STORY.committed + unsent))

    assert story_answer(shuffled, as_of, None) == story_answer(STORY.committed, as_of, None)


@settings(max_examples=40, deadline=None)
@given(st.data(), DAYS, MOMENTS)
def test_a_state_saved_on_the_way_resumes_as_the_one_from_scratch(
    data: st.DataObject, as_of: date, known_at: int | None
) -> None:
    entries = data.draw(st.permutations(STORY.committed))
    household = story.household_of([])
    programme = story.programme_of(entries)
    for entry in entries:
        if str(entry.event.stream) == household.id:
            household.add(entry)
            if data.draw(st.integers(0, 9)) == 0:
                household = Household.load(household.id, household.save())
                answer(household, programme, as_of)

    assert answer(household, programme, as_of, known_at) == story_answer(entries, as_of, known_at)


def test_random_histories_speak_of_every_type_of_a_household() -> None:
    spoken = {name for name, _ in (*FACTS, *ACTS)}

    assert spoken == {name for name, spec in REGISTRY.items() if "household" in spec.streams}


@settings(max_examples=300, deadline=None)
@given(st.data(), tellings(), DAYS)
def test_a_random_history_in_any_order_gives_the_same_answers_and_read_models(
    data: st.DataObject, telling: Telling, as_of: date
) -> None:
    entries = told(telling)
    entries += _originals(data, telling)
    programme = programme_of(entries)
    shuffled = data.draw(st.permutations(entries + entries[: data.draw(st.integers(0, 5))]))
    one, other = household_of(entries), household_of(shuffled)

    asked = everything(one, programme, as_of)
    assert everything(other, programme, as_of) == asked
    assert everything(other, programme_of(shuffled), as_of) == asked


@settings(max_examples=200, deadline=None)
@given(st.data(), tellings(), DAYS)
def test_a_random_history_in_batches_with_saved_states_between_is_the_fold_from_scratch(
    data: st.DataObject, telling: Telling, as_of: date
) -> None:
    """As a projector does: some entries, a state saved, taken up again, some more, some twice."""
    entries = told(telling)
    programme = programme_of(entries)
    shuffled = data.draw(st.permutations(entries))
    growing = household_of([])
    while shuffled:
        size = data.draw(st.integers(1, len(shuffled)))
        batch, shuffled = shuffled[:size], shuffled[size:]
        for entry in (*batch, *batch[:2]):
            if str(entry.event.stream) == growing.id:
                growing.add(entry)
        if data.draw(st.booleans()):
            growing = Household.load(growing.id, growing.save())

    assert everything(growing, programme, as_of) == everything(
        household_of(entries), programme, as_of
    )


def _originals(data: st.DataObject, telling: Telling) -> list[Entry]:
    """Second places of entries that wait: a copy brought them, now the original sends them too."""
    waiting = [entry for entry in telling.committed if entry.verdict.startswith("review")]
    sent = data.draw(st.lists(st.sampled_from(waiting), unique_by=id)) if waiting else []
    return [
        msgspec.structs.replace(
            entry,
            device=DeviceId(a_device_id("an original")),
            sequence=at,
            position=len(telling.committed) + at,
            received=(telling.committed[-1].received or 0) + at,
            verdict=data.draw(st.sampled_from([entry.verdict, "accepted"])),
        )
        for at, entry in enumerate(sent, start=1)
    ]


def _with_clocks_off(data: st.DataObject, entries: list[Entry]) -> list[Entry]:
    """The same entries by an office whose clock jumped once by two hours, so devices' seem off."""
    jumped = data.draw(st.integers(0, len(entries)))
    return [
        msgspec.structs.replace(entry, received=entry.received + (-HOUR if at < jumped else HOUR))
        if entry.received is not None
        else entry
        for at, entry in enumerate(entries)
    ]


@settings(max_examples=200, deadline=None)
@given(st.data(), tellings(), DAYS)
def test_no_entry_that_is_passed_over_is_odd(
    data: st.DataObject, telling: Telling, as_of: date
) -> None:
    """Doubts ask few entries; the others must be those that the full look says nothing of."""
    entries = _with_clocks_off(data, told(telling))
    looked = look(
        household_of(data.draw(st.permutations(entries))), programme_of(entries), as_of.isoformat()
    )
    doubts = Doubts(looked.programme, looked.decisions.assignments, looked.household)

    for entry in looked.household.entries.values():
        assert doubts.of(entry) == tuple(doubts.look_at(entry))


@settings(max_examples=200, deadline=None)
@given(st.data(), tellings(), DAYS)
def test_answers_asked_between_entries_change_nothing_later(
    data: st.DataObject, telling: Telling, as_of: date
) -> None:
    """What a state remembers of earlier questions must never show in a later answer."""
    entries = told(telling)
    programme = programme_of(entries)
    growing = household_of([])
    for entry in entries:
        if str(entry.event.stream) == growing.id:
            growing.add(entry)
            everything(growing, programme, data.draw(DAYS))

    assert everything(growing, programme, as_of) == everything(
        household_of(entries), programme, as_of
    )


@settings(max_examples=200, deadline=None)
@given(tellings(), DAYS, st.integers(0, 60))
def test_known_at_a_moment_is_the_fold_of_what_had_been_received(
    telling: Telling, as_of: date, size: int
) -> None:
    entries = told(telling)
    at = max((e.received or 0 for e in telling.committed[:size]), default=0)
    then = [entry for entry in telling.committed if (entry.received or 0) <= at]

    known = answer(household_of(entries), programme_of(entries), as_of, at)
    assert msgspec.structs.replace(known, known_at=None) == answer(
        household_of(then), programme_of(then), as_of
    )


@settings(max_examples=200, deadline=None)
@given(tellings(), DAYS)
def test_facts_that_begin_after_a_day_change_no_answer_as_of_it(
    telling: Telling, as_of: date
) -> None:
    """Acts count when known: a history with none is asked with and without its later facts."""
    acts = ("fact_corrected", "event_voided", "conflict_resolved", "entry_reviewed")
    facts = [entry for entry in told(telling) if entry.event.type not in acts]
    begun = [entry for entry in facts if entry.event.on <= as_of.isoformat()]
    programme = programme_of(told(telling))

    assert answer(fold_all(facts), programme, as_of) == answer(fold_all(begun), programme, as_of)


@settings(max_examples=200, deadline=None)
@given(tellings())
def test_a_family_that_is_placed_stays_however_its_history_goes_on(telling: Telling) -> None:
    """Else who decides over it, and who may see it, would depend on what others say later."""
    programme = programme_of(telling.committed)
    growing = household_of([])
    placed = None
    for entry in telling.committed:
        if str(entry.event.stream) != HOUSEHOLD:
            continue
        growing.add(entry)
        place = place_of(growing.claims, HOUSEHOLD, programme.roles)
        assert placed is None or place == placed
        if place is not None and place.is_known:
            placed = place


@settings(max_examples=100, deadline=None)
@given(tellings())
def test_a_random_history_saved_and_taken_up_again_is_the_same(telling: Telling) -> None:
    entries = told(telling)
    programme: Programme = programme_of(entries)
    state = household_of(entries)
    again = Household.load(state.id, state.save())

    assert answer(again, programme, date(2019, 5, 10)) == answer(
        state, programme, date(2019, 5, 10)
    )
    assert history(again, programme) == history(state, programme)


def fold_all(entries: list[Entry]) -> Household:
    return fold(HOUSEHOLD, (entry for entry in entries if str(entry.event.stream) == HOUSEHOLD))
