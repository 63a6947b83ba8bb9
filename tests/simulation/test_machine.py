"""The same worlds, but Hypothesis chooses what happens, and shrinks what fails.

One `asyncio.Runner` for each machine: its rules are plain functions, and what they open lives in
that runner's loop until `teardown`. What it prints of a failure is the plan: a setting, and one
action a line, each as it is written in Python.
"""

import asyncio
from contextlib import ExitStack
from typing import Any, Final

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.simulation import machines, messages, people
from tests.simulation.actions import REGIONS, Action
from tests.simulation.ending import finish, what_is_wrong
from tests.simulation.mutants import mutated
from tests.simulation.plans import ALL_ACTIONS, a_directory, forget_crashes, founded_image
from tests.simulation.programs import PROGRAMS
from tests.simulation.world import Setting, World

_NUMBER: Final = st.integers(0, 11)
_DAY_MS: Final = 86_400_000
_YEARS_MS: Final = 3_650 * _DAY_MS
_VALUES: Final[dict[str, st.SearchStrategy[Any]]] = {
    "at": st.integers(0, 65_535),
    "days": st.sampled_from((0, -400, 1, 20)),
    "kept": st.sampled_from((0.0, 0.5, 1.0)),
    "milliseconds": st.sampled_from((60_000, _DAY_MS, 20 * _DAY_MS)),
    "skew_ms": st.sampled_from((0, _DAY_MS, -_YEARS_MS, _YEARS_MS)),
    "count": st.integers(1, 4),
    "entries": st.integers(0, 2),
    "times": st.integers(1, 3),
}
"""What fields are drawn from that are no number of a subject."""


def _any(*kinds: type[Action]) -> st.SearchStrategy[Action]:
    return st.one_of([st.builds(kind, **_fields(kind)) for kind in kinds])


def _fields(kind: type[Action]) -> dict[str, st.SearchStrategy[Any]]:
    return {field.name: _value(field) for field in msgspec.structs.fields(kind)}


def _value(field: msgspec.structs.FieldInfo) -> st.SearchStrategy[Any]:
    if field.type is bool:
        return st.booleans()
    value = _VALUES.get(field.name, _NUMBER)
    return value if field.type in (int, float) else st.none() | value


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
        regions=st.lists(st.sampled_from(REGIONS), min_size=1, max_size=3),
        small=st.booleans(),
        programs=st.lists(st.integers(0, len(PROGRAMS) - 1), max_size=4),
    )
    def begin(self, regions: list[str], small: bool, programs: list[int]) -> None:
        directory = self.stack.enter_context(a_directory())
        setting = Setting(0, tuple(regions), small, tuple(programs))
        world = World(setting, directory, self.image)
        self.world = self.runner.run(world.__aenter__())

    @rule(action=_any(machines.Wait))
    def a_while_passes(self, action: Action) -> None:
        """First by name, so that the simplest world is one in which nothing happens.

        Of the simplest world, should it fail, Hypothesis leaves nothing out.
        """
        self._do(action)

    @rule(action=_any(people.Write, people.Register))
    def somebody_writes(self, action: Action) -> None:
        self._do(action)

    @rule(action=_any(messages.Sync, messages.SyncInPeace, messages.Deliver))
    def something_travels(self, action: Action) -> None:
        self._do(action)

    @rule(action=_any(*ALL_ACTIONS))
    def something_happens(self, action: Action) -> None:
        self._do(action)

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
    try:
        await finish(world)
        wrong = await what_is_wrong(world)
    finally:
        await world.__aexit__()
    assert wrong == []


TestWorlds = Worlds.TestCase
TestWorlds.settings = settings(
    max_examples=20,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def test_every_action_there_is_may_happen() -> None:
    assert set(ALL_ACTIONS) == set(Action.__subclasses__())


def test_what_fails_is_shrunk_to_a_few_lines_that_can_be_played_again() -> None:
    quick = settings(
        TestWorlds.settings,
        stateful_step_count=3,
        database=None,
        derandomize=True,
        phases=(Phase.generate, Phase.shrink),
    )
    with mutated("parts-not-stored"), pytest.raises(AssertionError) as failed:
        run_state_machine_as_test(Worlds, settings=quick)
    begins, *writes, ends = [note for note in failed.value.__notes__ if note.startswith("state.")]
    assert begins.startswith("state.begin(regions=['36.03.06.2001'],")
    assert 1 <= len(writes) <= 2
    assert all(line.startswith("state.somebody_writes(action=") for line in writes)
    assert ends == "state.teardown()"
