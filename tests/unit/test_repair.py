"""Two holders of a household find exactly what differs, in few questions, whatever it is."""

import random
from itertools import pairwise

import pytest
from msgspec.structs import replace

from client_sync.exchange.protocol import next_step
from client_sync.exchange.state import Questions, Rest, Run
from events import limits, repair
from events.ids import DeviceId, HouseholdId
from events.repair import ANY_DEVICE, Counted, Part
from tests.builders import a_device_id, a_household
from tests.unit.protocol import NOW, a_state, asked

HOUSEHOLD = HouseholdId(a_household())


def some_events(chance: random.Random, count: int) -> list[Counted]:
    """Events of three devices in two epochs."""
    writers = [(DeviceId(a_device_id(name)), epoch) for name in "abc" for epoch in (0, 1)]
    sequences = dict.fromkeys(writers, 0)
    events = []
    for position in range(count):
        writer = chance.choice(writers)
        sequences[writer] += chance.choice((1, 1, 3))
        line_hash = chance.randbytes(32)
        events.append(repair.counted(position, *writer, sequences[writer], line_hash, "accepted"))
    return events


def stated(part: Part, events: list[Counted]) -> Part:
    digest = repair.digest_of(event for event in events if repair.within(part, event))
    return Part(*repair.part_place(part), digest.events, digest.short())


def located(office: list[Counted], device: list[Counted]) -> tuple[set[Counted], int]:
    """Every event of the parts that are sent whole, and how many questions it took."""
    asked = [stated(repair.whole(HOUSEHOLD, repair.digest_of(device)), device)]
    sent: set[Counted] = set()
    questions = 0
    while asked:
        part = asked.pop()
        questions += 1
        theirs = [event for event in office if repair.within(part, event)]
        if repair.states(part, repair.digest_of(theirs)):
            continue
        if part.device == ANY_DEVICE:
            writers = {(e.device, e.epoch) for e in (*office, *device)}
            parts = [Part(HOUSEHOLD, *writer, 1, 10_000, 0, bytes(16)) for writer in writers]
        elif len(theirs) > limits.REPAIR_ITEMS_MAX:
            parts = list(repair.halves_of(part, theirs))
            assert (parts[0].first, parts[-1].last) == (part.first, part.last)
            assert all(a.last + 1 == b.first for a, b in pairwise(parts))
        else:
            sent.update(event for event in (*theirs, *device) if repair.within(part, event))
            continue
        asked += [stated(part, device) for part in parts]
    return sent, questions


@pytest.mark.parametrize("seed", range(20))
def test_exactly_the_ranges_with_a_difference_are_sent(seed: int) -> None:
    chance = random.Random(seed)
    print(f"seed {seed}")
    office = some_events(chance, 3_000)
    damaged = chance.sample(range(len(office)), 3)
    device = [
        event._replace(hash=chance.randbytes(32)) if at in damaged else event
        for at, event in enumerate(office)
        if at != damaged[0]
    ]
    sent, questions = located(office, device)
    assert set(office) ^ set(device) <= sent
    assert len(sent) <= 2 * 3 * limits.REPAIR_ITEMS_MAX
    assert questions <= 6 + 3 * 3 * limits.REPAIR_RANGES


def test_equal_holders_ask_once() -> None:
    office = some_events(random.Random(1), 500)
    assert located(office, list(reversed(office))) == (set(), 1)


def test_the_parts_of_a_household_are_one_for_each_writer_and_count_all_of_it() -> None:
    events = some_events(random.Random(2), 200)
    parts = repair.parts_of(HOUSEHOLD, events)
    assert [(p.device, p.epoch) for p in parts] == sorted({(e.device, e.epoch) for e in events})
    assert sum(part.events for part in parts) == 200
    for part in parts:
        assert repair.states(part, repair.digest_of(e for e in events if repair.within(part, e)))


def test_a_sync_asks_so_many_questions_and_goes_on_in_the_next() -> None:
    part = Part(HOUSEHOLD, ANY_DEVICE, 0, 0, 0, 3, bytes(16))
    run = Run(caught_up=True, questions=Questions((part,)))
    state = a_state(run=replace(run, questions_asked=limits.REPAIR_QUESTIONS_MAX - 1))
    assert asked(state).looks == (part,)
    state = a_state(run=replace(run, questions_asked=limits.REPAIR_QUESTIONS_MAX))
    assert next_step(state, NOW) == Rest("done")
