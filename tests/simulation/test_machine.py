"""The same worlds, but Hypothesis chooses what happens, and shrinks what fails.

One `asyncio.Runner` for each machine: its rules are plain functions, and what they open lives in
that runner's loop until `teardown`.
"""

import asyncio
from contextlib import ExitStack
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.simulation import actions as does
from tests.simulation import mishaps
from tests.simulation.actions import REGIONS, Action
from tests.simulation.plans import a_directory, forget_crashes, founded_image
from tests.simulation.world import Setting, World

_NUMBER = st.integers(0, 11)
_KEPT = st.sampled_from((0.0, 0.5, 1.0))
_SKEW_MS = st.sampled_from((0, 86_400_000, -315_360_000_000, 315_360_000_000))


class Worlds(RuleBasedStateMachine):
    """A world that goes on as long as Hypothesis likes, and is judged when it ends."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.world: World | None = None
        self.image = founded_image()
        self.runner = self.stack.enter_context(asyncio.Runner())
        self.runner.get_loop().set_exception_handler(forget_crashes)

    @initialize(
        regions=st.lists(st.sampled_from(REGIONS), min_size=1, max_size=3), small=st.booleans()
    )
    def begin(self, regions: list[str], small: bool) -> None:
        directory = self.stack.enter_context(a_directory())
        world = World(Setting(0, tuple(regions), small), directory, self.image)
        self.world = self.runner.run(world.__aenter__())

    @rule(device=_NUMBER, kind=_NUMBER, household=_NUMBER, number=_NUMBER)
    def write(self, **given: Any) -> None:
        self._do(does.Write(**given))

    @rule(device=_NUMBER, kind=_NUMBER)
    def write_odd_line(self, **given: Any) -> None:
        self._do(does.WriteOddLine(**given))

    @rule(kind=_NUMBER, household=_NUMBER)
    def office_writes(self, **given: Any) -> None:
        self._do(does.OfficeWrites(**given))

    @rule(region=_NUMBER)
    def enrol(self, **given: Any) -> None:
        self._do(does.Enrol(**given))

    @rule(device=_NUMBER, patient=st.booleans())
    def sync(self, **given: Any) -> None:
        self._do(does.Sync(**given))

    @rule(message=_NUMBER, count=st.integers(1, 4))
    def deliver(self, **given: Any) -> None:
        self._do(does.Deliver(**given))

    @rule(
        action=st.sampled_from((does.Drop, does.GiveUp, does.Repeat, does.Forge)), message=_NUMBER
    )
    def trouble(self, action: type[Any], message: int) -> None:
        self._do(action(message=message))

    @rule(message=_NUMBER, at=st.integers(0, 65_535), is_seen=st.booleans())
    def cut(self, **given: Any) -> None:
        self._do(does.Cut(**given))

    @rule(message=_NUMBER, at=st.integers(0, 65_535))
    def flip(self, **given: Any) -> None:
        self._do(does.Flip(**given))

    @rule(device=_NUMBER, writes=_NUMBER, kept=_KEPT)
    def crash_device(self, **given: Any) -> None:
        self._do(does.CrashDevice(**given))

    @rule(writes=_NUMBER, kept=_KEPT)
    def crash_office(self, **given: Any) -> None:
        self._do(does.CrashOffice(**given))

    @rule(device=_NUMBER, writes=_NUMBER)
    def fill_disk(self, **given: Any) -> None:
        self._do(does.FillDisk(**given))

    @rule()
    def mend_disks(self) -> None:
        self._do(does.MendDisks())

    @rule(milliseconds=st.sampled_from((60_000, 86_400_000, 1_728_000_000)))
    def wait(self, **given: Any) -> None:
        self._do(does.Wait(**given))

    @rule(device=_NUMBER, skew_ms=_SKEW_MS)
    def set_clock(self, **given: Any) -> None:
        self._do(does.SetClock(**given))

    @rule(device=_NUMBER)
    def revoke(self, **given: Any) -> None:
        self._do(does.Revoke(**given))

    @rule(device=_NUMBER, entries=st.integers(0, 2))
    def copy(self, **given: Any) -> None:
        self._do(does.Copy(**given))

    @rule(device=_NUMBER)
    def take_image(self, **given: Any) -> None:
        self._do(mishaps.TakeImage(**given))

    @rule(device=_NUMBER, finds_out=st.booleans())
    def bring_back(self, **given: Any) -> None:
        self._do(mishaps.BringBack(**given))

    @rule(device=_NUMBER)
    def clone(self, **given: Any) -> None:
        self._do(mishaps.Clone(**given))

    @rule(action=st.sampled_from((mishaps.BackUpOffice, mishaps.BringOfficeBack)))
    def office_and_its_back_up(self, action: type[Any]) -> None:
        self._do(action())

    @rule(device=_NUMBER, row=_NUMBER, kind=_NUMBER)
    def rot(self, **given: Any) -> None:
        self._do(mishaps.Rot(**given))

    def teardown(self) -> None:
        world, self.world = self.world, None
        try:
            if world is not None:
                self.runner.run(_end(world))
        finally:
            self.stack.close()

    def _do(self, action: Action) -> None:
        assert self.world is not None, "a world begins before anything happens in it"
        self.runner.run(action.do(self.world))


async def _end(world: World) -> None:
    """Judge it. A rule that failed has said so already; what follows from that is not told."""
    async with _Closing(world):
        await world.finish()
        wrong = await world.wrong()
    assert wrong == []


class _Closing:
    def __init__(self, world: World) -> None:
        self._world = world

    async def __aenter__(self) -> None:
        """It is open already."""

    async def __aexit__(self, *error: object) -> None:
        await self._world.__aexit__(*error)


TestWorlds = Worlds.TestCase
TestWorlds.settings = settings(
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
