"""A rebuild makes what projecting step by step made, or leaves everything as it was."""

import pytest

from events.errors import LogCorrupt
from events.folds import Household, Programme
from events.folds.answer import Looked, look
from server.answers.readmodels import ReadModels
from server.projecting import rebuilding, tables
from server.projecting.generations import live
from server.projecting.processes import WorkerFailed
from server.projecting.rebuilding import Progress, rebuild
from server.projecting.units import Unit, UnitResult, Worker
from tests.integration.logs import TestLog, households_of, projecting, until
from tests.integration.rebuilt import HISTORY, states
from tests.integration.rebuilt import log as log


class Died(Exception):
    """A process that is killed."""


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
