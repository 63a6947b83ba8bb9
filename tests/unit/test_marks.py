"""What an office remembers of its back-ups, where several are made at once."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from events.ids import LogId
from server.keeping.marks import BackedUp, Held, read_marks, remember

AT_ONCE = 8
EACH = 30


def test_back_ups_that_end_at_once_are_all_remembered(tmp_path: Path) -> None:
    together = Barrier(AT_ONCE)

    def end(number: int) -> None:
        together.wait()
        for step in range(EACH):
            made = number * EACH + step
            held = Held(LogId("36.03"), 1, made)
            remember(tmp_path, backup=BackedUp(f"{made}.sqlite", "", made, (held,)))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # like processes, they stop anywhere
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(end, range(AT_ONCE)))
    finally:
        sys.setswitchinterval(before)
    assert sorted(one.made for one in read_marks(tmp_path).backups) == list(range(AT_ONCE * EACH))
