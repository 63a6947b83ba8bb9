"""Households under several names at the office: what is shown of them counts each once."""

import random
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date, datetime

import pytest

from events import limits
from events.dates import WIB
from events.ids import ActorId, DeviceId, HouseholdId, StreamId, event_id
from events.line import decode_events, read_envelope
from events.types import ActorRegistered, Event, RegionCode
from server.answers.answering import Answering
from server.answers.readmodels import Card, ReadModels
from server.projecting.projector import open_projection
from server.projecting.sharing import Sharing
from tests.benchmarks.data import AS_OF, history, new_day
from tests.benchmarks.writer import Written
from tests.builders import a_body, a_line, an_actor, an_event, an_id
from tests.integration.logs import TestLog, a_log, households_of

HISTORY = list(history(12))
NAMES = households_of(HISTORY)
NANA, OTHER, THIRD = NAMES[0], NAMES[11], NAMES[5]
_SAID_MS = int(datetime(2019, 9, 10, 8, tzinfo=WIB).timestamp() * 1000)


@pytest.fixture
async def log(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TestLog]:
    """A log whose rebuild cuts it into units of three households, which names do not heed."""
    monkeypatch.setattr(limits, "REBUILD_HOUSEHOLDS_MAX", 3)
    monkeypatch.setattr(limits, "STATE_EVENTS_UNSAVED_MAX", 5)
    async with a_log(database_url) as made:
        yield made


class Desk:
    """A coordinator's device."""

    def __init__(self) -> None:
        self.sequence = 0

    def writes(
        self, type_name: str, stream: str, on: str = "2019-09-01", **fields: object
    ) -> Written:
        self.sequence += 1
        actor = an_actor("kabupaten")
        event = an_event(
            type_name, a_body(type_name, **fields), stream=StreamId(stream), on=on,
            at=_SAID_MS + self.sequence, by=actor,
        )  # fmt: skip
        return written(a_line(event), self.sequence)

    def registers(self) -> Written:
        """The office says that she is a coordinator; the log's founder says it."""
        founder = ActorId(read_envelope(HISTORY[0].line).by)
        body = ActorRegistered(
            actor=an_actor("kabupaten"), role="koordinator_kabupaten", region=RegionCode("36.03")
        )
        self.sequence += 1
        event = an_event(
            "actor_registered", body, on="2018-09-01", at=_SAID_MS + self.sequence, by=founder
        )
        return written(a_line(event), self.sequence)

    def merges(
        self, survivor: str, merged: str, act: str = "", kind: str = "households_merged"
    ) -> list[Written]:
        return [self.half(survivor, merged, side, act, kind) for side in (survivor, merged)]

    def unmerges(self, survivor: str, merged: str, act: str = "") -> list[Written]:
        return self.merges(survivor, merged, act, "households_unmerged")

    def half(
        self, survivor: str, merged: str, side: str, act: str, kind: str = "households_merged"
    ) -> Written:
        """One side of a merge."""
        name = an_id(f"{survivor} {merged} {act}")
        return self.writes(kind, side, act=name, survivor=survivor, merged=merged)


def written(line: bytes, sequence: int) -> Written:
    told = read_envelope(line)
    return Written(
        StreamId(told.stream), DeviceId("e" * 32), 0, sequence, told.type, told.on, told.at,
        ActorId(told.by), line,
    )  # fmt: skip


def some_of_each(desk: Desk, draw: random.Random, said: list[Written]) -> list[Written]:
    """A merge, its end, a void of one side, half a merge, or a late visit, at random."""
    one, other = draw.sample(NAMES, 2)
    number = draw.randrange(8)
    act = str(draw.randrange(3))
    if number < 3:
        found = desk.merges(one, other, act)
    elif number == 3:
        found = [desk.half(one, other, draw.choice((one, other)), act)]
    elif number == 4 and said:
        body = read_envelope(draw.choice(said).line)
        found = [desk.writes("household_visited", body.stream, on="2019-09-05")]
    elif number == 5 and said:
        target = draw.choice(said)
        found = [desk.writes("event_voided", target.stream, target=event_id(target.line))]
    elif number == 6 and said:
        found = desk.unmerges(one, other, act)
    else:
        found = [desk.writes("enterprise_started", one, enterprise=an_id(f"{one}{number}"))]
    said += [event for event in found if event.type == "households_merged"]
    return found


def mixed(seed: int) -> Iterator[Sequence[Written]]:
    """The history in commits, with a coordinator's acts between them."""
    draw, desk, said = random.Random(seed), Desk(), list[Written]()
    first = HISTORY.index(next(event for event in HISTORY if str(event.stream) == NAMES[-1]))
    yield [*HISTORY[:first], desk.registers()]
    at = first
    while at < len(HISTORY):
        size = draw.randint(1, 90)
        yield [*HISTORY[at : at + size], *some_of_each(desk, draw, said)]
        at += size
    for events in new_day(12):
        yield [*events, *some_of_each(desk, draw, said)]


async def cards(log: TestLog) -> dict[HouseholdId, Card]:
    async with log.database.read() as transaction:
        found = await (await ReadModels.open(transaction, log.log)).cards()
    return {card.household: card for card in found}


@pytest.mark.parametrize(("seed", "shared_min"), [(0, 100), (1, 100), (2, 2)])
async def test_merges_projected_one_by_one_are_what_a_rebuild_makes_of_them(
    log: TestLog, seed: int, shared_min: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STATES_KEPT_MAX", 4)
    monkeypatch.setattr(limits, "SHARED_HOUSEHOLDS_MIN", shared_min)
    projection = None
    async with Sharing(log.url) as sharing:
        for number, batch in enumerate(mixed(seed)):
            await log.commit(batch)
            if projection is None or number % 3 == 0:
                # Another process: nothing is in memory.
                projection = await open_projection(
                    log.database, log.url, log.log, log.clock, sharing
                )
            while await projection.step(log.clock()):
                pass
    in_steps = await log.rows()

    verified = await log.verify()
    rebuilt = await log.rebuild()

    assert verified.differences == ()
    assert (rebuilt.differences, rebuilt.compared) == ((), len(NAMES))
    assert await log.rows() == in_steps
    assert (await log.verify()).is_sound


@pytest.mark.parametrize("seed", [7])
async def test_an_office_answers_for_every_name_what_its_read_models_say(
    log: TestLog, seed: int
) -> None:
    for batch in mixed(seed):
        await log.commit(batch)
    await log.project()
    shown, answering = await cards(log), Answering()

    assert any(card.alias_of for card in shown.values())
    async with log.database.read() as transaction:
        for name, card in shown.items():
            found = await answering.household(transaction, log.log, name, AS_OF, None)
            assert found is not None
            assert (card.alias_of, card.status, card.members, card.enterprises) == (
                found.household.alias_of,
                found.household.status,
                found.household.members,
                len(found.enterprises),
            )
            if card.alias_of is not None:
                top = await answering.household(transaction, log.log, card.alias_of, AS_OF, None)
                assert top is not None
                assert name in top.household.aliases


async def test_an_event_under_one_name_shows_under_the_one_that_counts(log: TestLog) -> None:
    desk = Desk()
    await log.commit([*HISTORY, desk.registers(), *desk.merges(NANA, OTHER)])
    await log.project()
    before = await cards(log)
    await log.commit([desk.writes("household_visited", OTHER, on="2019-09-09")])
    await log.project()
    after = await cards(log)

    assert (after[OTHER].status, after[OTHER].alias_of) == ("merged", NANA)
    assert (after[OTHER].members, after[OTHER].conflicts) == (0, 0)
    assert before[NANA].last_met != after[NANA].last_met == "2019-09-09"
    assert after[NANA].members == 2 * before[THIRD].members
    rows = await log.rows()
    assert {name for name, found in rows.items() for row in found if row[0] == OTHER} == {
        "household_card"
    }


async def test_as_known_before_the_merge_the_office_answers_for_both(log: TestLog) -> None:
    desk, answering = Desk(), Answering()
    await log.commit([*HISTORY, desk.registers()])
    [head] = await log.fetch("log.head")
    moment = head["received_last"]
    await log.commit(desk.merges(NANA, OTHER))

    async with log.database.read() as transaction:
        then = await answering.household(transaction, log.log, OTHER, AS_OF, moment)
        now = await answering.household(transaction, log.log, OTHER, AS_OF, None)
        earlier = await answering.household(transaction, log.log, OTHER, date(2019, 8, 31), None)

    assert then is not None and now is not None and earlier is not None
    assert [each.household.alias_of for each in (then, now, earlier)] == [None, NANA, None]


async def test_what_parks_one_name_parks_all_until_it_is_mended(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk()
    await log.commit([*HISTORY, desk.registers(), *desk.merges(NANA, OTHER)])
    await log.project()
    bad = desk.writes("household_visited", OTHER)

    def broken(lines: Sequence[bytes]) -> list[Event | None]:
        if bad.line in lines:
            raise ZeroDivisionError
        return decode_events(lines)

    with monkeypatch.context() as patched:
        patched.setattr("server.projecting.folding.decode_events", broken)
        await log.commit([bad, desk.writes("household_visited", THIRD)])
        projected = await log.project()
        assert projected.parked == {NANA, OTHER}
        await log.commit([desk.writes("household_visited", NANA)])
        assert (await log.project()).parked == {NANA, OTHER}
        assert (await log.verify()).differences == ()
        assert {each.household for each in (await log.rebuild()).parked} == {NANA, OTHER}

    assert (await log.project()).parked == set()
    assert (await log.verify()).is_sound
    assert (await cards(log))[NANA].last_met == "2019-09-01"
