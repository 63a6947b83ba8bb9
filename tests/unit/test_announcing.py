"""Hints that a log has grown: who waits for one, and who waits for none."""

import asyncio

from events.ids import LogId
from server.intake.announcing import Growth


async def test_waiting_for_stillness_returns_at_once_when_nothing_was_announced() -> None:
    async with asyncio.timeout(1):
        await Growth(LogId("36.03")).wait_still(still_s=60, timeout_s=60)


async def test_waiting_for_stillness_lasts_as_long_as_announcements_follow_each_other() -> None:
    growth = Growth(LogId("36.03"))
    growth.announce(1)
    waits = asyncio.create_task(growth.wait_still(still_s=0.1, timeout_s=60))
    for size in (2, 3, 4):
        await asyncio.sleep(0.04)
        growth.announce(size)
    assert not waits.done()
    async with asyncio.timeout(5):
        await waits


async def test_waiting_for_stillness_ends_although_the_log_never_stands_still() -> None:
    growth = Growth(LogId("36.03"))
    growth.announce(1)
    async with asyncio.timeout(5):
        await growth.wait_still(still_s=60, timeout_s=0.01)


async def test_nothing_stands_still_while_something_is_on_its_way() -> None:
    growth = Growth(LogId("36.03"))
    with growth.coming():
        waits = asyncio.create_task(growth.wait_still(still_s=0.01, timeout_s=60))
        await asyncio.sleep(0.05)
        assert not waits.done()
    async with asyncio.timeout(5):
        await waits
