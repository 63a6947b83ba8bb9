"""Every invariant holds in every world: of fixed seeds, of seeds that failed once, of new ones.

Goal: nothing is lost, nothing stands twice, all agree, whatever happened on the way. Method: worlds
of `plans.py`, judged by `oracle.py`; and mistakes put into the code, which must be noticed.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

import tests
from tests.simulation.__main__ import main
from tests.simulation.mutants import MUTANTS, mutated
from tests.simulation.plans import plan_of, play
from tests.simulation.seeds import CATCHES, FAILED_ONCE

_README: Final = Path(tests.__file__).parent / "README.md"
_FIXED: Final = range(12)
_TIME_BOX_S: Final = 10.0
_LOOKED_FOR: Final = range(60)
"""Where else a mutant may be caught when its kept seed does not catch it any more."""


@pytest.mark.parametrize("seed", [*_FIXED, *FAILED_ONCE])
def test_all_invariants_hold_in_the_world_of_a_kept_seed(seed: int) -> None:
    assert play(plan_of(seed)).wrong == (), _replay(seed)


def test_all_invariants_hold_in_worlds_never_seen_before() -> None:
    first = int.from_bytes(os.urandom(4), "big")
    until = time.monotonic() + _TIME_BOX_S
    for seed in range(first, first + 1_000_000):
        assert play(plan_of(seed)).wrong == (), _replay(seed)
        if time.monotonic() > until:
            return


def test_a_seed_gives_the_same_world_in_every_process() -> None:
    heads = sha256()
    for seed in range(3):
        heads.update(play(plan_of(seed)).head.encode())
    told = subprocess.run(
        [sys.executable, "-m", "tests.simulation", "--start", "0", "--seeds", "3"],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert heads.hexdigest()[:16] in told.stdout


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mistake_in_the_code_is_noticed(name: str) -> None:
    with mutated(name):
        assert any(play(plan_of(seed)).wrong for seed in _seeds(name)), f"{name} survives"


def test_every_mutant_has_a_seed_that_catches_it() -> None:
    assert sorted(CATCHES) == sorted(MUTANTS)


def test_the_readme_lists_every_mutant_and_the_seed_that_caught_it() -> None:
    table = _README.read_text("utf-8").partition(
        "| mutant | what is wrong | seed |\n|---|---|---|\n"
    )[2]
    rows = table.partition("\n\n")[0].splitlines()
    assert rows == [
        f"| `{name}` | {mutant.__doc__} | {CATCHES[name]} |" for name, mutant in MUTANTS.items()
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("--list-mutants",), 0),
        (("--seeds", "0"), 2),
        (("--seeds", "-3"), 2),
        (("--start", "-1"), 2),
        (("--start", "x"), 2),
        (("--mutant", "left-forgotten"), 2),
        (("--mutant", "parts-not-stored", "--seeds", "3"), 1),
    ],
)
def test_the_command_says_by_its_exit_code_what_came_of_it(
    line: tuple[str, ...], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.simulation.__main__._TRIES", 2)
    monkeypatch.setattr(sys, "argv", ["tests.simulation", *line])
    try:
        ended: object = main()
    except SystemExit as error:
        ended = error.code
    assert ended == code


def _seeds(name: str) -> Iterator[int]:
    yield CATCHES[name]
    yield from _LOOKED_FOR


def _replay(seed: int) -> str:
    return f"replay it: python -m tests.simulation --start {seed}"


def test_it_is_the_devices_that_notice_a_history_which_was_rewritten() -> None:
    with mutated("history-rewritten"):
        played = (play(plan_of(seed)).wrong for seed in _seeds("history-rewritten"))
        assert any("incident history_differs" in line for wrong in played for line in wrong)
