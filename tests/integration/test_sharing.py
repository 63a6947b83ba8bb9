"""A large page is folded by several processes, and nobody sees it by the rows."""

import multiprocessing
from collections.abc import Sequence

import pytest

from events import limits
from events.ids import HouseholdId
from server.projecting.processes import WorkerFailed
from server.projecting.projector import open_projection
from server.projecting.sharing import Sharing
from tests.benchmarks.writer import Written
from tests.integration.logs import TestLog, households_of, positions_of
from tests.integration.logs import log as log
from tests.integration.projected import HISTORY, by_one_device

NAMES = households_of(HISTORY)
SOME_EACH = range(0, len(HISTORY), 150)


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of twelve households is shared out, and each of them is saved often."""
    monkeypatch.setattr(limits, "SHARED_HOUSEHOLDS_MIN", 3)
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
        parked = await steps(log, [[*HISTORY[half:], unreadable]], sharing)

    assert parked == {bad}
    [row] = await log.fetch("readmodels.parked", 1, 9)
    assert (row["household"], row["position"]) == (bad, min(positions_after(half, bad)))
    assert (await log.verify()).differences == ()


def positions_after(position: int, household: str) -> list[int]:
    return [at for at in positions_of(HISTORY, HouseholdId(household)) if at >= position]


async def test_after_a_process_was_killed_another_takes_its_place(log: TestLog) -> None:
    half = len(HISTORY) // 2
    async with Sharing(log.url) as sharing:
        projection = await open_projection(log.database, log.url, log.log, log.clock, sharing)
        await log.commit(HISTORY[:half])
        await projection.step(log.clock())
        await log.commit(HISTORY[half:])
        multiprocessing.active_children()[0].kill()
        with pytest.raises(WorkerFailed, match="it has ended"):
            await projection.step(log.clock())
        assert projection.position == half

        while await projection.step(log.clock()):
            pass

    assert projection.position == len(HISTORY)
    assert (await log.verify()).differences == ()
