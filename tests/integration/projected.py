"""What tests of the projector fill a log with: a history, entries of one device, batches."""

import random
from collections.abc import Iterator, Sequence

from events.ids import ActorId, DeviceId, StreamId
from events.line import read_envelope
from tests.benchmarks.data import history
from tests.benchmarks.writer import Written

HISTORY = list(history(12))


class Died(Exception):
    """A process that ends after its rows and before its commit."""


def by_one_device(*lines: bytes, after: int = 0) -> list[Written]:
    """These lines written by a device that wrote `after` others before."""
    device = DeviceId("f" * 32)
    written = []
    for sequence, line in enumerate(lines, start=after + 1):
        told = read_envelope(line)
        written.append(
            Written(
                StreamId(told.stream), device, 0, sequence, told.type, told.on, told.at,
                ActorId(told.by), line,
            )
        )  # fmt: skip
    return written


def batches(events: Sequence[Written], seed: int) -> Iterator[Sequence[Written]]:
    """The same events in the same order, cut at random."""
    draw = random.Random(seed)
    at = 0
    while at < len(events):
        size = draw.randint(1, 60)
        yield events[at : at + size]
        at += size
