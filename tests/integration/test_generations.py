"""Generations: read models built beside the live ones, whole before anybody sees them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from events import limits
from events.errors import LogCorrupt
from events.folds import Household, Programme
from events.folds.answer import Looked, look
from server.answers.readmodels import ReadModels
from server.projecting import rebuilding, tables
from server.projecting.generations import Abandoned, begin, drop_dropped, live, make_live, set_built
from server.projecting.projection import Overtaken
from server.projecting.rebuilding import Progress, rebuild
from server.projecting.units import Unit, UnitResult, Worker
from server.projecting.workers import WorkerFailed
from tests.benchmarks.data import history
from tests.integration.logs import TestLog, a_log, households_of, projecting, until

HISTORY = list(history(40))
HALF = len(HISTORY) // 2


@pytest.fixture
async def log(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TestLog]:
    """A log of 40 households, rebuilt in units of 7."""
    monkeypatch.setattr(limits, "REBUILD_HOUSEHOLDS_MAX", 7)
    async with a_log(database_url) as made:
        yield made


class Died(Exception):
    """A process that is killed."""


async def states(log: TestLog) -> list[tuple[int, str]]:
    return [(row["generation"], row["state"]) for row in await log.fetch("generations.all")]


async def test_a_rebuild_makes_what_projecting_step_by_step_made(log: TestLog) -> None:
    for at in range(0, len(HISTORY), 400):
        await log.commit(HISTORY[at : at + 400])
        await log.project()
    in_steps = await log.rows()

    rebuilt = await log.rebuild()

    assert await log.rows() == in_steps
    assert (rebuilt.generation, rebuilt.position) == (2, len(HISTORY))
    assert rebuilt.households == rebuilt.compared == 40
    assert rebuilt.differences == ()
    assert await states(log) == [(2, "live")]


async def test_two_processes_make_the_same_rows_as_one(log: TestLog) -> None:
    await log.commit(HISTORY)
    await log.project()
    here = await log.rows()
    seen: list[Progress] = []

    rebuilt = await rebuild(log.database, log.url, log.log, log.clock, 2, seen.append)

    assert await log.rows() == here
    assert rebuilt.differences == ()
    assert [progress.events for progress in seen] == sorted(progress.events for progress in seen)
    assert len(seen) == 6
    assert seen[-1].events == seen[-1].events_total
    assert seen[-1].remaining_s == 0


async def test_a_rebuild_says_which_rows_it_replaced_were_not_what_the_log_says(
    log: TestLog,
) -> None:
    await log.commit(HISTORY)
    await log.project()
    household = households_of(HISTORY)[3]
    await log.tamper(f"UPDATE household_card SET members = 9 WHERE household = '{household}'")

    rebuilt = await log.rebuild()

    [difference] = rebuilt.differences
    assert (difference.household, difference.column, difference.stored) == (household, "members", 9)
    assert (await log.verify()).differences == ()


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


async def test_a_rebuild_that_dies_leaves_the_live_generation_as_it_was(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.commit(HISTORY)
    await log.project()
    before = await log.rows()
    units = 0
    run = Worker.run

    async def die(self: Worker, unit: Unit) -> UnitResult:
        nonlocal units
        units += 1
        if units == 4:
            raise Died
        return await run(self, unit)

    async def too_late(*_: object) -> None:
        """A killed process tidies nothing up."""

    with monkeypatch.context() as patch:
        patch.setattr(Worker, "run", die)
        patch.setattr(rebuilding, "give_up", too_late)
        with pytest.raises(Died):
            await log.rebuild()
    assert await states(log) == [(1, "live"), (2, "building")]
    assert await log.rows() == before

    async def is_gone() -> bool:
        return await states(log) == [(1, "live")]

    async with projecting(log):
        await until(is_gone)

    assert await log.fetch("generations.some_households", 2, 100) == []
    assert (await log.rebuild()).generation == 2


async def test_a_rebuild_that_fails_gives_up_what_it_had_built(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.commit(HISTORY)
    await log.project()

    async def fail(self: Worker, unit: Unit) -> UnitResult:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(Worker, "run", fail)
        with pytest.raises(Died):
            await log.rebuild()

    assert await states(log) == [(1, "live"), (2, "dropped")]


async def test_a_process_that_shares_the_work_and_fails_stops_the_rebuild(log: TestLog) -> None:
    await log.commit(HISTORY)
    await log.project()

    with pytest.raises(WorkerFailed, match="name the database like"):
        await rebuild(log.database, "cardbox:///office", log.log, log.clock, 2)

    assert await states(log) == [(1, "live"), (2, "dropped")]


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


async def test_a_log_with_a_hole_is_not_rebuilt(log: TestLog) -> None:
    await log.commit(HISTORY)
    await log.project()
    await log.tamper(f"UPDATE log SET size = size + 1 WHERE log = '{log.log}'")

    with pytest.raises(LogCorrupt, match="verify"):
        await log.rebuild()

    async with log.database.read() as transaction:
        found = await live(transaction, log.log)
    assert found is not None
    assert found.number == 1


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


async def test_a_household_that_cannot_be_folded_does_not_stop_a_rebuild(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.commit(HISTORY)
    bad = households_of(HISTORY)[10]

    def broken(household: Household, programme: Programme, day: str) -> Looked:
        if household.id == bad:
            raise ZeroDivisionError
        return look(household, programme, day)

    with monkeypatch.context() as patch:
        patch.setattr(tables, "look", broken)
        rebuilt = await log.rebuild()
        async with log.database.read() as transaction:
            models = await ReadModels.open(transaction, log.log)
            card = await models.card(bad)

    assert [parked.household for parked in rebuilt.parked] == [bad]
    assert rebuilt.households == 39
    assert card is not None
    assert card.parked_at == rebuilt.parked[0].position
    assert (await log.rebuild()).parked == ()
    assert (await log.verify()).differences == ()


async def test_an_empty_log_can_be_rebuilt_and_verified(log: TestLog) -> None:
    await log.commit([])

    rebuilt = await log.rebuild()

    assert (rebuilt.position, rebuilt.households) == (0, 0)
    assert (await log.verify()).is_sound


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
