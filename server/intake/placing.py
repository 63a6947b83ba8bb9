"""Where a batch stands against what the office holds: new, repeated, after a gap, or a fork.

Pure. Heads are chained, so an equal head at one place means an equal history up to there.

    office holds   1 2 3 4 5
    batch              4 5 6 7      4 and 5 are repeats when their heads are equal; 6 and 7 are new
    batch                    7 8    gap: the office wants 6 first
    batch          1 2 3            repeat: answered as the first time, changes nothing
    batch              4' 5'        fork: another head at a place that is held
"""

from collections.abc import Mapping
from typing import NamedTuple

from events.batch import Batch


class Held(NamedTuple):
    """How far the office holds one epoch: `start` is its h(0), `head` the head at `sequence`."""

    start: bytes
    sequence: int
    head: bytes


class Fresh(NamedTuple):
    """The first `repeated` lines of the batch are held already, the rest continues the epoch."""

    repeated: int


class Gap(NamedTuple):
    """The office wants the events from `expected` first."""

    expected: int


class Parted(NamedTuple):
    """The histories are equal up to `sequence`, as far as this batch tells, and differ after."""

    sequence: int
    head: bytes


def compared(batch: Batch, held: Held) -> range:
    """The sequences, from 0, whose stored heads `place` needs beside `held.head`."""
    return range(batch.first - 1, min(batch.last + 1, held.sequence))


def place(
    batch: Batch, heads: list[bytes], held: Held, stored: Mapping[int, bytes]
) -> Fresh | Gap | Parted:
    """Compare a batch, with its `heads`, to what is held; `stored` has the heads of `compared`."""
    before = batch.first - 1
    if before > held.sequence:
        return Gap(held.sequence + 1)
    ours = {0: held.start} | dict(stored) | {held.sequence: held.head}
    for sequence in range(before, min(batch.last, held.sequence) + 1):
        theirs = batch.prev if sequence == before else heads[sequence - batch.first]
        if theirs != ours[sequence]:
            # They part before the batch begins, at a place it does not show: nothing is common
            # for certain but the start. A device that goes on from there repeats what is held,
            # and what has the same id is one fact.
            common = sequence - 1 if sequence > before else 0
            return Parted(common, ours[common])
    return Fresh(min(batch.last, held.sequence) - before)
