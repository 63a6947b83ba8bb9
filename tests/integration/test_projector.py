"""The projector: read models follow the log, page by page, and never say what the log does not."""

import asyncio

import pytest

from events import limits
from events.errors import LogCorrupt
from server.answers.readmodels import ReadModels
from server.intake.announcing import Growth
from server.projecting import projection, tables
from server.projecting.generations import Generation, begin_live, live
from server.projecting.projection import Overtaken, Projection
from server.projecting.projector import Projector
from tests.integration.logs import TestLog, households_of, positions_of, projecting, until
from tests.integration.logs import log as log
from tests.integration.projected import HISTORY, Died, batches


async def an_empty_generation(log: TestLog) -> Generation:
    """The live generation, nothing in it yet."""
    await begin_live(log.database, log.log, tables.VERSION, log.clock())
    async with log.database.read() as transaction:
        found = await live(transaction, log.log)
    assert found is not None
    return found


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


async def test_a_page_steps_back_for_what_comes_in_while_it_is_folded(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FOLDING_TURN_S", 0)
    monkeypatch.setattr(limits, "FOLDING_SPELL_S", 0)
    half = len(HISTORY) // 2
    await log.commit(HISTORY[:half])
    projection = Projection(log.database, log.log, await an_empty_generation(log))
    waiting = [*batches(HISTORY[half:], 4)]
    written: list[int] = []

    async def give_way() -> None:
        written.append(projection.position)
        if waiting:
            await log.commit(waiting.pop(0))

    projection.give_way = give_way
    assert await projection.step(log.clock())

    assert written == [0] * len(households_of(HISTORY[:half]))
    assert projection.position == half
    while await projection.step(log.clock()):
        pass
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
