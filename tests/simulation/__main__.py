"""`python -m tests.simulation --start S --seeds N`: play worlds, and show how one fails.

Exit code 0: every invariant holds in all of them. 1: one does not; its seed and the shortest plan
known that fails the same way are printed, and `--start SEED` plays it again. 2: nothing was played,
since what was asked for makes no sense.
"""

import argparse
import sys
import time
from difflib import get_close_matches
from hashlib import sha256
from typing import Final

from tests.simulation.mutants import MUTANTS, mutated
from tests.simulation.plans import Plan, Played, kind_of, plan_of, play, shortest

_TRIES: Final = 200
"""Worlds played to find a shorter plan."""


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulation",
        description="Play worlds of devices, an office, a network and time, each from a seed, and "
        "judge them. Exit code 0: all invariants hold; 1: in one they do not; 2: wrong usage.",
    )
    parser.add_argument(
        "--start", type=_seed, default=0, metavar="S", help="the first seed, 0 unless given"
    )
    parser.add_argument(
        "--seeds", type=_count, default=1, metavar="N", help="how many worlds, 1 unless given"
    )
    parser.add_argument("--mutant", metavar="NAME", help="play them with this mistake in the code")
    parser.add_argument(
        "--list-mutants", action="store_true", help="name the mistakes, and play nothing"
    )
    given = parser.parse_args()
    if given.mutant is not None and given.mutant not in MUTANTS:
        parser.error(f"there is no mutant {given.mutant}: see --list-mutants{_near(given.mutant)}")
    if given.list_mutants:
        for name, mutant in MUTANTS.items():
            print(f"{name:32}{mutant.__doc__}")
        return 0
    with mutated(given.mutant):
        return _play_all(range(given.start, given.start + given.seeds))


def _seed(text: str) -> int:
    """Errors: ArgumentTypeError."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("a seed is a number from 0 on")
    return int(text)


def _count(text: str) -> int:
    """Errors: ArgumentTypeError."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError("play one world at least")
    return int(text)


def _near(name: str) -> str:
    near = get_close_matches(name, MUTANTS, 1)
    return f" (or is it {near[0]}?)" if near else ""


def _play_all(seeds: range) -> int:
    started, heads = time.perf_counter(), sha256()
    for seed in seeds:
        played = play(plan_of(seed))
        heads.update(played.head.encode())
        if played.wrong:
            _show(plan_of(seed), played)
            return 1
    took_s = time.perf_counter() - started
    print(
        f"{len(seeds)} worlds from seed {seeds.start} hold ({len(seeds) / took_s:.1f} a second); "
        f"replayed, their logs hash to {heads.hexdigest()[:16]} again"
    )
    return 0


def _show(plan: Plan, played: Played) -> None:
    print(f"seed {plan.setting.seed} fails:")
    for wrong in played.wrong[:20]:
        print(f"  {wrong}")
    sys.stdout.flush()
    kind = kind_of(played.wrong[0])

    def fails(shorter: Plan) -> bool:
        return any(kind_of(wrong) == kind for wrong in play(shorter).wrong)

    short = shortest(plan, fails, _TRIES)
    print(f"the shortest plan known, {len(short.actions)} of {len(plan.actions)} actions:")
    print(f"  {short.setting}")
    for action in short.actions:
        print(f"  {action}")
    for wrong in play(short).wrong[:20]:
        print(f"  -> {wrong}")


if __name__ == "__main__":
    sys.exit(main())
