"""The projector: read models follow the log, page by page, and never say what the log does not."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Sequence

import msgspec
import pytest

from events import limits
from events.entry import UNKNOWN_TYPE
from events.errors import LogCorrupt
from events.folds import Household, Programme
from events.folds.answer import Looked, look
from events.ids import ActorId, DeviceId, StreamId
from events.line import read_envelope
from server.answers.readmodels import ReadModels
from server.intake.announcing import Growth
from server.projecting import projection, tables
from server.projecting.generations import Generation, begin_live, live
from server.projecting.projection import Overtaken, Projection
from server.projecting.projector import Projector
from server.projecting.table import PREFIX
from tests.benchmarks.data import Written, history
from tests.builders import a_body, a_line, an_actor, an_event
from tests.integration.logs import TestLog, a_log, households_of, positions_of, projecting, until

HISTORY = list(history(12))


class Died(Exception):
    """A process that ends after its rows and before its commit."""


@pytest.fixture
async def log(database_url: str) -> AsyncIterator[TestLog]:
    async with a_log(database_url) as made:
        yield made


async def an_empty_generation(log: TestLog) -> Generation:
    """The live generation, nothing in it yet."""
    await begin_live(log.database, log.log, tables.VERSION, log.clock())
    async with log.database.read() as transaction:
        found = await live(transaction, log.log)
    assert found is not None
    return found


def by_one_device(*lines: bytes, after: int = 0) -> list[Written]:
    """These lines written by a device that wrote `after` others before."""
    device = DeviceId("f" * 32)
    written = []
    for sequence, line in enumerate(lines, start=after + 1):
        told = read_envelope(line)
        written.append(
            Written(
                StreamId(told.stream), device, 0, sequence, told.type, told.on, told.at,
                ActorId(told.by), line,
            )
        )  # fmt: skip
    return written


def batches(events: Sequence[Written], seed: int) -> Iterator[Sequence[Written]]:
    """The same events in the same order, cut at random."""
    draw = random.Random(seed)
    at = 0
    while at < len(events):
        size = draw.randint(1, 60)
        yield events[at : at + size]
        at += size


async def test_every_household_of_the_log_has_a_card_that_counts_its_events(log: TestLog) -> None:
    await log.commit(HISTORY)

    await log.project()

    async with log.database.read() as transaction:
        models = await ReadModels.open(transaction, log.log)
        cards = await models.cards()
    assert models.live.position == len(HISTORY)
    assert [card.household for card in cards] == households_of(HISTORY)
    positions = {name: positions_of(HISTORY, name) for name in households_of(HISTORY)}
    counted = {card.household: (card.events, card.position) for card in cards}
    assert counted == {name: (len(found), found[-1]) for name, found in positions.items()}
    assert {card.status for card in cards} == {"active"}


@pytest.mark.parametrize("seed", [1, 2])
async def test_how_the_log_was_cut_into_commits_leaves_no_trace(log: TestLog, seed: int) -> None:
    for batch in batches(HISTORY, seed):
        await log.commit(batch)
        await log.project()
    in_steps = await log.rows()

    rebuilt = await log.rebuild()

    assert rebuilt.compared == len(households_of(HISTORY))
    assert rebuilt.differences == ()
    assert await log.rows() == in_steps


async def test_a_page_holds_few_households_however_many_the_log_touches(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PROJECT_HOUSEHOLDS_MAX", 3)
    monkeypatch.setattr(limits, "STATES_KEPT_MAX", 4)
    await log.commit(HISTORY)
    projection = Projection(log.database, log.log, await an_empty_generation(log))

    pages = 0
    while await projection.step(log.clock()):
        pages += 1

    assert pages > len(HISTORY) / 100
    assert (await log.verify()).differences == ()


async def test_a_household_is_taken_up_from_its_saved_state_and_what_came_after(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STATE_EVENTS_UNSAVED_MAX", 5)
    for batch in batches(HISTORY, 3):
        await log.commit(batch)
        await log.project()  # each time anew: nothing is in memory
    [(saved,)] = await log.fetch("generations.count_states", 1)

    assert saved == len(households_of(HISTORY))
    assert (await log.verify()).differences == ()


async def test_rows_and_position_are_written_together_or_not_at_all(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = len(HISTORY) // 2
    await log.commit(HISTORY[:half])
    await log.project()
    before = await log.rows()
    await log.commit(HISTORY[half:])

    async def die(*_: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(projection, "save_states", die)
        with pytest.raises(Died):
            await log.project()

    assert await log.rows() == before
    async with log.database.read() as transaction:
        found = await live(transaction, log.log)
    assert found is not None
    assert found.position == half
    await log.project()
    assert (await log.verify()).differences == ()


async def test_a_failed_step_forgets_what_it_had_in_memory(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = len(HISTORY) // 2
    await log.commit(HISTORY[:half])
    following = await log.project()
    await log.commit(HISTORY[half:])

    async def die(*_: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(projection, "save_states", die)
        with pytest.raises(Died):
            await following.step(log.clock())
    while await following.step(log.clock()):
        pass

    assert (await log.verify()).differences == ()


async def test_of_two_that_project_at_once_one_writes_and_the_other_gives_way(
    log: TestLog,
) -> None:
    half = len(HISTORY) // 2
    await log.commit(HISTORY[:half])
    one, other = await log.project(), await log.project()
    await log.commit(HISTORY[half:])

    steps = await asyncio.gather(
        one.step(log.clock()), other.step(log.clock()), return_exceptions=True
    )

    assert sorted(type(step).__name__ for step in steps) == ["Overtaken", "bool"]
    await log.project()
    assert (await log.verify()).differences == ()


async def test_a_hole_in_the_positions_is_corruption_and_stops_the_projector(
    log: TestLog,
) -> None:
    await log.commit(HISTORY[:50])
    await log.tamper(f"UPDATE log SET size = 51 WHERE log = '{log.log}'")

    with pytest.raises(LogCorrupt, match="hole"):
        await log.project()


async def test_the_running_projector_stops_at_a_hole_too(log: TestLog) -> None:
    await log.commit(HISTORY[:50])
    await log.tamper(f"UPDATE log SET size = 51 WHERE log = '{log.log}'")
    projector = Projector(log.database, log.url, log.log, Growth(log.log), log.clock)

    with pytest.raises(LogCorrupt):
        await asyncio.wait_for(projector.run(), 10)


# --- parked ---------------------------------------------------------------------------------------


def failing_on(household: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the answer for one household fail, as a bug of ours would."""

    def broken(folded: Household, programme: Programme, day: str) -> Looked:
        if folded.id == household:
            raise ZeroDivisionError("a rule divided by no member")
        return look(folded, programme, day)

    monkeypatch.setattr(tables, "look", broken)


async def test_a_household_that_fails_is_parked_as_of_its_last_good_position_and_others_go_on(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = len(HISTORY) // 2
    await log.commit(HISTORY[:half])
    await log.project()
    bad = households_of(HISTORY)[0]
    before = {row[0]: row for row in (await log.rows())["household_card"]}
    await log.commit(HISTORY[half:])
    with monkeypatch.context() as patch:
        failing_on(bad, patch)
        projected = await log.project()

    assert projected.position == len(HISTORY)
    assert projected.parked == {bad}
    after = {row[0]: row for row in (await log.rows())["household_card"]}
    assert after[bad] == before[bad]
    assert all(after[name] != before[name] for name in before if name != bad)
    first_missing = min(at for at in positions_of(HISTORY, bad) if at >= half)
    async with log.database.read() as transaction:
        models = await ReadModels.open(transaction, log.log)
        card = await models.card(bad)
        [parked] = await models.parked()
    assert card is not None
    assert card.parked_at == parked.position == first_missing
    assert parked.error == "ZeroDivisionError: a rule divided by no member"


async def test_a_parked_household_is_whole_again_when_the_projector_starts_mended(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = households_of(HISTORY)[0]
    third = len(HISTORY) // 3
    with monkeypatch.context() as patch:
        failing_on(bad, patch)
        await log.commit(HISTORY[:third])
        projected = await log.project()
        await log.commit(HISTORY[third : 2 * third])
        while await projected.step(log.clock()):
            pass
        assert projected.parked == {bad}
    await log.commit(HISTORY[2 * third :])

    mended = await log.project()

    assert mended.parked == set()
    assert (await log.fetch("projector.parked", mended.generation)) == []
    assert (await log.verify()).differences == ()


async def test_a_household_whose_first_events_fail_is_shown_all_the_same(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = households_of(HISTORY)[0]
    await log.commit(HISTORY)
    with monkeypatch.context() as patch:
        failing_on(bad, patch)
        await log.project()

    async with log.database.read() as transaction:
        models = await ReadModels.open(transaction, log.log)
        cards = await models.cards(region="36.03")
    shown = {card.household: (card.status, card.parked_at is not None) for card in cards}
    assert shown[bad] == ("unknown", True)
    assert len(shown) == len(households_of(HISTORY))


async def test_a_quarantined_event_is_never_folded(log: TestLog) -> None:
    await log.commit(HISTORY[:40])
    await log.project()
    before = await log.rows()

    await log.commit(HISTORY[40:60], verdict="quarantined(bad_body)")
    projected = await log.project()

    assert projected.position == 60
    assert await log.rows() == before


async def test_an_event_of_a_type_this_program_does_not_know_is_counted_and_kept(
    log: TestLog,
) -> None:
    known = [HISTORY[at] for at in positions_of(HISTORY, households_of(HISTORY)[0])[:10]]
    line = a_line(an_event("note_written", stream=known[0].stream, by=known[0].by))
    newer = line.replace(b'"type":"note_written"', b'"type":"seen_from_orbit"')
    await log.commit(by_one_device(*(event.line for event in known)))

    await log.commit(by_one_device(newer, after=len(known)), verdict=UNKNOWN_TYPE)
    await log.project()

    [row] = await log.fetch("generations.stored_household_card", 1, "", "g")
    assert row["events"] == len(known) + 1


# --- the day, and the programme -------------------------------------------------------------------


async def test_when_the_day_turns_every_household_is_answered_as_of_the_new_day(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PROJECT_HOUSEHOLDS_MAX", 5)
    await log.commit(HISTORY)
    projected = await log.project()
    for _ in range(150):
        log.turn_the_day()

    steps = 0
    while await projected.step(log.clock()):
        steps += 1

    assert steps == -(-len(households_of(HISTORY)) // 5)
    rows = (await log.rows())["household_card"]
    column = tables.CARD.columns.index("as_of") - PREFIX
    assert {row[column] for row in rows} == {log.today.isoformat()}
    flags = tables.CARD.columns.index("flags") - PREFIX
    assert all("unvisited" in str(row[flags]) for row in rows)
    assert (await log.verify()).differences == ()


async def test_what_the_programme_stream_says_reaches_households_that_wrote_nothing_since(
    log: TestLog,
) -> None:
    await log.commit(HISTORY)
    projected = await log.project()
    before = {row[0]: row for row in (await log.rows())["readiness"]}
    office = HISTORY[0].by
    admin = a_body("actor_registered", actor=an_actor("admin"), role="admin", region="36")
    line = a_body("parameter_set", name="poverty_line", region="36.03", valid_from="2019-03-01",
                  valid_to=None, value=1)  # fmt: skip

    await log.commit(
        by_one_device(
            a_line(an_event("actor_registered", admin, on="2018-09-01", by=office)),
            a_line(an_event("parameter_set", line, on="2018-09-01", by=an_actor("admin"))),
        )
    )
    while await projected.step(log.clock()):
        pass

    after = {row[0]: row for row in (await log.rows())["readiness"]}
    assert after.keys() == before.keys()
    column = tables.READINESS.columns.index("indicators") - PREFIX
    changed = {
        name
        for household, row in after.items()
        for name, indicator in msgspec.json.decode(str(row[column])).items()
        if indicator != msgspec.json.decode(str(before[household][column]))[name]
    }
    assert changed == {"R1", "R6"}
    assert (await log.verify()).differences == ()


# --- following ------------------------------------------------------------------------------------


async def reaches_the_head(projector: Projector) -> None:
    """Return when this projector has come to the end of the history."""

    async def is_there() -> bool:
        return projector.position == len(HISTORY)

    await until(is_there)


async def test_the_running_projector_follows_what_is_announced(log: TestLog) -> None:
    async with projecting(log) as projector:
        for batch in batches(HISTORY, 5):
            await log.commit(batch)
            log.growth.announce(log.growth.size + len(batch))
        await reaches_the_head(projector)

    assert (await log.verify()).differences == ()


async def test_the_running_projector_goes_on_after_an_error(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.projecting.projector._AGAIN_AFTER_S", 0.01)
    await log.commit(HISTORY)
    failures = [ConnectionError("the database went away"), ConnectionError("and again")]
    step = Projection.step

    async def unlucky(self: Projection, now_ms: int) -> bool:
        if failures:
            raise failures.pop()
        return await step(self, now_ms)

    monkeypatch.setattr(Projection, "step", unlucky)
    async with projecting(log) as projector:
        await reaches_the_head(projector)

    assert failures == []


async def test_a_second_process_takes_over_when_the_first_one_stands_still(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.projecting.projector.POLL_S", 0.02)
    await log.commit(HISTORY[:100])
    first = await log.project()
    async with projecting(log) as projector:
        for at in range(100, len(HISTORY), 20):
            await log.commit(HISTORY[at : at + 20])
            try:
                await first.step(log.clock())
            except Overtaken:
                first = await log.project()
        await reaches_the_head(projector)

    assert (await log.verify()).differences == ()
