"""Generations: read models built beside the live ones, whole before anybody sees them."""

import asyncio

import pytest

from server.answers.readmodels import ReadModels
from server.projecting import tables
from server.projecting.generations import Abandoned, begin, drop_dropped, make_live, set_built
from server.projecting.projection import Overtaken
from server.projecting.units import Unit, UnitResult, Worker
from tests.integration.logs import TestLog, projecting, until
from tests.integration.rebuilt import HALF, HISTORY, states
from tests.integration.rebuilt import log as log


async def test_readers_see_the_old_generation_until_the_new_one_is_whole(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.commit(HISTORY)
    await log.project()
    seen = []
    run = Worker.run

    async def look(self: Worker, unit: Unit) -> UnitResult:
        result = await run(self, unit)
        async with log.database.read() as transaction:
            models = await ReadModels.open(transaction, log.log)
            seen.append((models.live.generation, len(await models.cards())))
        return result

    monkeypatch.setattr(Worker, "run", look)
    await log.rebuild()

    assert seen == [(1, 40)] * 6


async def test_a_reader_keeps_its_generation_for_the_whole_of_its_snapshot(log: TestLog) -> None:
    await log.commit(HISTORY)
    await log.project()
    async with log.database.read() as transaction:
        models = await ReadModels.open(transaction, log.log)
        await log.rebuild()  # makes the next one live and deletes this one

        cards = await models.cards()

    assert models.live.generation == 1
    assert len(cards) == 40
    assert await states(log) == [(2, "live")]


async def test_what_is_committed_while_it_is_built_is_in_it_when_it_goes_live(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.commit(HISTORY[:HALF])
    projection = await log.project()
    run = Worker.run
    rest = [HISTORY[at : at + 200] for at in range(HALF, len(HISTORY), 200)]

    async def commit_too(self: Worker, unit: Unit) -> UnitResult:
        result = await run(self, unit)
        for batch in rest:
            await log.commit(batch)
            await projection.step(log.clock())
        rest.clear()
        return result

    monkeypatch.setattr(Worker, "run", commit_too)
    rebuilt = await log.rebuild()

    assert rebuilt.position == len(HISTORY)
    assert (await log.verify()).differences == ()
    with pytest.raises(Overtaken):
        await projection.step(log.clock())


async def test_a_generation_behind_the_live_one_is_not_made_live(log: TestLog) -> None:
    await log.commit(HISTORY[:HALF])
    await log.project()
    building = await begin(log.database, log.log, tables.VERSION, log.clock())
    await set_built(log.database, log.log, building.number, HALF - 1)

    assert not await make_live(log.database, log.log, building.number)

    assert await states(log) == [(1, "live"), (2, "building")]


async def test_whoever_begins_a_rebuild_ends_the_one_under_way(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.commit(HISTORY)
    await log.project()
    run = Worker.run
    begun = False

    async def interfere(self: Worker, unit: Unit) -> UnitResult:
        nonlocal begun
        if not begun:
            begun = True
            await log.rebuild()
        return await run(self, unit)

    monkeypatch.setattr(Worker, "run", interfere)
    with pytest.raises(Abandoned):
        await log.rebuild()

    assert [state for _, state in await states(log)] == ["live"]
    assert (await log.verify()).differences == ()


async def test_read_models_of_another_version_are_built_anew_before_anything_is_added(
    log: TestLog,
) -> None:
    await log.commit(HISTORY[:HALF])
    await log.project()
    await log.tamper("UPDATE projection SET version = 'of an older program'")
    await log.tamper("UPDATE household_card SET status = 'as it was called then'")
    await log.commit(HISTORY[HALF:])
    assert (await log.verify()).outdated

    await log.project()

    assert await states(log) == [(2, "live")]
    verified = await log.verify()
    assert (verified.outdated, verified.differences) == (False, ())


async def test_two_processes_of_a_new_version_that_start_at_once_end_with_one_generation(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.projecting.projector.POLL_S", 0.02)
    await log.commit(HISTORY)
    await log.project()
    await log.tamper("UPDATE projection SET version = 'of an older program'")

    async with projecting(log) as one, projecting(log) as other:

        async def are_done() -> bool:
            is_one = [state for _, state in await states(log)] == ["live"]
            return is_one and one.position == other.position == len(HISTORY)

        await until(are_done)

    verified = await log.verify()
    assert (verified.outdated, verified.differences) == (False, ())


async def test_dropped_generations_go_while_the_live_one_stays(log: TestLog) -> None:
    await log.commit(HISTORY)
    await log.project()
    before = await log.rows()
    await log.tamper(
        "INSERT INTO household_card SELECT log, 7, household, status, flags, since, region, "
        "companion, head, members, readiness, unmet, enterprises, conflicts, last_met, next_visit, "
        "alias_of, events, position, as_of, programme FROM household_card"
    )
    await log.tamper(
        "INSERT INTO projection (log, generation, state, version, position, made) "
        f"VALUES ('{log.log}', 7, 'dropped', '', 0, 0)"
    )

    await asyncio.gather(drop_dropped(log.database, log.log), drop_dropped(log.database, log.log))

    assert await log.rows() == before
    assert await states(log) == [(1, "live")]
    assert await log.fetch("generations.some_households", 7, 100) == []
