"""A large page is folded by several processes, and nobody sees it by the rows."""

import asyncio
import multiprocessing
from collections.abc import Sequence
from pathlib import Path

import pytest
import structlog.testing

from events import limits
from server.projecting import projector
from server.projecting import sharing as sharing_module
from server.projecting.processes import WorkerFailed, started
from server.projecting.projection import Overtaken
from server.projecting.projector import open_projection
from server.projecting.sharing import Share, Sharer, Sharing
from tests.benchmarks.data import AS_OF
from tests.benchmarks.writer import LOG, Written
from tests.builders import a_household
from tests.integration.logs import TestLog, households_of, projecting, until
from tests.integration.logs import log as log
from tests.integration.projected import HISTORY, by_one_device
from tests.integration.test_merging import Desk

NAMES = households_of(HISTORY)
SOME_EACH = range(0, len(HISTORY), 150)


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of five households is shared out, and hardly any is in memory."""
    monkeypatch.setattr(limits, "SHARED_HOUSEHOLDS_MIN", 2)
    monkeypatch.setattr(limits, "PROJECT_HOUSEHOLDS_MAX", 5)
    monkeypatch.setattr(limits, "STATE_EVENTS_UNSAVED_MAX", 5)
    monkeypatch.setattr(limits, "STATES_KEPT_MAX", 4)
    monkeypatch.setattr("os.cpu_count", lambda: 2)


async def steps(log: TestLog, batches: Sequence[Sequence[Written]], sharing: Sharing) -> set[str]:
    """Project commit by commit; the households that are parked then."""
    projection = await open_projection(log.database, log.url, log.log, log.clock, sharing)
    for batch in [*batches, []]:
        await log.commit(batch)
        while await projection.step(log.clock()):
            pass
    return projection.parked


def in_parts(events: Sequence[Written]) -> list[Sequence[Written]]:
    return [events[at : at + 150] for at in SOME_EACH]


async def test_what_several_processes_fold_is_what_the_log_says(log: TestLog) -> None:
    async with Sharing(log.url) as sharing:
        await steps(log, in_parts(HISTORY), sharing)
        children = len(multiprocessing.active_children())
        log.turn_the_day()
        await steps(log, [], sharing)
    shared = await log.rows()

    assert children == 2
    assert (await log.verify()).differences == ()
    assert (await log.rebuild()).compared == len(NAMES)
    assert await log.rows() == shared
    assert multiprocessing.active_children() == []


async def test_a_household_that_no_process_can_fold_is_parked_and_the_others_go_on(
    log: TestLog,
) -> None:
    half = len(HISTORY) // 2
    visit = next(each for each in HISTORY[half:] if each.type == "household_visited")
    bad = str(visit.stream)
    [unreadable] = by_one_device(visit.line.replace(b'"met"', b'"nobody knows"'))
    async with Sharing(log.url) as sharing:
        await steps(log, [HISTORY[:half]], sharing)
        parked = await steps(log, [[unreadable, *HISTORY[half:]]], sharing)

    assert parked == {bad}
    [row] = await log.fetch("readmodels.parked", 1, 9)
    assert (row["household"], row["position"]) == (bad, half)
    assert (await log.verify()).differences == ()


async def test_a_page_that_was_folded_ahead_is_written_once(log: TestLog) -> None:
    await log.commit(HISTORY)
    async with Sharing(log.url) as sharing, Sharing(log.url) as of_another:
        one = await open_projection(log.database, log.url, log.log, log.clock, sharing)
        other = await open_projection(log.database, log.url, log.log, log.clock, of_another)
        await one.step(log.clock())
        await one.step(log.clock())
        with pytest.raises(Overtaken):
            await other.step(log.clock())
        while await one.step(log.clock()):
            pass

    assert one.position == len(HISTORY)
    assert (await log.verify()).differences == ()


async def test_a_family_whose_first_entries_come_with_its_merge_is_here(log: TestLog) -> None:
    desk, new = Desk(), a_household("new")
    registers = desk.registers()
    half = desk.half(NAMES[0], new, NAMES[0], "act")
    first = desk.writes("household_visited", new)
    async with Sharing(log.url) as sharing:
        await steps(log, [[*HISTORY, registers], [half, first]], sharing)

    assert (await log.verify()).differences == ()


async def test_after_a_process_was_killed_another_takes_its_place(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing_module, "AGAIN_AFTER_S", 0.0)
    half = len(HISTORY) // 2
    async with Sharing(log.url) as sharing:
        projection = await open_projection(log.database, log.url, log.log, log.clock, sharing)
        await log.commit(HISTORY[:half])
        while await projection.step(log.clock()):
            pass
        await log.commit(HISTORY[half:])
        multiprocessing.active_children()[0].kill()
        while await projection.step(log.clock()):
            pass
        children = len(multiprocessing.active_children())

    assert children == 2
    assert projection.position == len(HISTORY)
    assert (await log.verify()).differences == ()


async def test_the_processes_end_when_the_log_stands_still(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projector, "POLL_S", 0.01)
    await log.commit(HISTORY)
    most = 0

    async def is_over() -> bool:
        nonlocal most
        children = len(multiprocessing.active_children())
        most = max(most, children)
        return most == 2 and children == 0

    async with projecting(log):
        await until(is_over)
    assert (await log.verify()).differences == ()


async def test_a_follower_whose_processes_reach_no_database_folds_alone(
    log: TestLog, tmp_path: Path
) -> None:
    await log.commit(HISTORY)
    async with Sharing(f"sqlite://{tmp_path / 'missing' / 'office.db'}") as sharing:
        with structlog.testing.capture_logs() as said:
            await steps(log, [], sharing)

    assert [each["event"] for each in said] == ["sharing_failed"]
    assert (await log.verify()).differences == ()


async def test_a_process_that_ended_has_said_why(tmp_path: Path) -> None:
    nowhere = tmp_path / "missing" / "office.db"
    async with started(f"sqlite://{nowhere}", Sharer) as process:
        [child] = multiprocessing.active_children()
        child.join()
        with pytest.raises(WorkerFailed, match="DatabaseUnavailable"):
            await process.ask(Share(LOG, 1, 0, 0, AS_OF, {}))


async def test_a_loop_goes_on_while_a_process_starts(log: TestLog) -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    async with asyncio.TaskGroup() as group:
        turning = group.create_task(turn())
        async with started(log.url, Sharer):
            while_it_started = turns
        turning.cancel()
    assert while_it_started > 0


async def test_a_process_whose_start_nobody_waits_for_ends(log: TestLog) -> None:
    async def begin() -> None:
        async with started(log.url, Sharer):
            raise AssertionError("it was given up before")

    beginning = asyncio.create_task(begin())
    await asyncio.sleep(0)
    beginning.cancel()
    await asyncio.wait([beginning])
    for child in multiprocessing.active_children():
        child.join(10)
    assert multiprocessing.active_children() == []
