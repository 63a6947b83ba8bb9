"""`python -m tests.simulation --start S --seeds N`: play worlds, and show how one fails.

Exit code 0: every invariant holds in all of them. 1: one does not; its seed and the shortest plan
known that fails the same way are printed, and `--start SEED` plays it again.
"""

import argparse
import sys
import time
from hashlib import sha256
from typing import Final

from tests.simulation.mutants import MUTANTS, mutated
from tests.simulation.plans import Plan, Played, kind_of, plan_of, play, shortest

_TRIES: Final = 200
"""Worlds played to find a shorter plan."""


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--start", type=int, default=0, metavar="S", help="the first seed")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="how many worlds")
    parser.add_argument("--mutant", choices=MUTANTS, help="play them with this mistake in the code")
    parser.add_argument("--list-mutants", action="store_true")
    given = parser.parse_args()
    if given.list_mutants:
        for name, mutant in MUTANTS.items():
            print(f"{name:32}{mutant.__doc__}")
        return 0
    with mutated(given.mutant):
        return _play_all(range(given.start, given.start + given.seeds))


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
