"""Histories of any size for load: a year of a whole office, month by month, from a seed.

Shaped after the companions' own figures: 200 households each, four visits a year, two monthly
records, two instalments, and an enterprise in 15 of 100; about 56 events a household. One household
in 100 corrects a figure, one in 200 holds a conflict. The order is that of commits: a month after
the other, and in it one companion's day after the other, so a household lies scattered in the log.

Lines are canonical and their places dense; chains and positions are made by whoever loads them,
since a device, an office and a bare table need different ones. Personal parts are as long as real
ones and as little compressible, but hold nothing: nobody here opens them.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import msgspec

from events import types
from events.dates import add_months
from events.ids import PROGRAMME
from events.limits import DAY_MS
from events.personal import key_id
from tests.benchmarks.writer import (
    LOG,
    MONTH_MS,
    PER_COMPANION,
    START_MS,
    Writer,
    Written,
    actor_of,
    data_key,
    device_of,
    family_of,
)
from tests.benchmarks.year import month_of, visit_of

HOUSEHOLDS: Final = {"s": 200, "m": 3_100, "l": 50_000}
MONTHS: Final = 12
FIRST_MONTH: Final = "2018-09"
"""The first of two half-years whose poverty lines are shipped: every rule has its figure."""
AS_OF: Final = date(2019, 9, 10)


def history(
    households: int, seed: int = 1, months: int = MONTHS, *, pulled: bool = True
) -> Iterator[Written]:
    """The events of an office with this many households, in the order of their commits.

    `pulled`: before each month a device had all that the office held; else it never had anything.
    """
    families = [family_of(index, seed) for index in range(households)]
    count = max(1, -(-households // PER_COMPANION))
    office = Writer(actor_of(seed, 0), device_of(seed, 0))
    writers = [
        Writer(actor_of(seed, 1 + index), device_of(seed, 1 + index)) for index in range(count)
    ]
    position = 0
    office.begin_month(0, 0)
    for event in _programme(office, writers):
        yield event
        position += 1
    for month_index in range(months):
        month = add_months(FIRST_MONTH, month_index)
        seen = position if pulled else 0
        for index, writer in enumerate(writers):
            writer.begin_month(month_index, seen)
            neighbour = writers[index - 1]
            first = index * PER_COMPANION
            for number in range(first, min(first + PER_COMPANION, households)):
                family = families[number]
                for event in month_of(
                    writer, neighbour, office, family, number, seed, month_index, month
                ):
                    yield event
                    position += 1


def new_day(
    households: int, day: int = 0, *, seed: int = 1, events: int = 5, seen: int = 0
) -> Iterator[list[Written]]:
    """A day after a year of the same office: for each household, `events` new ones of one visit.

    Each companion writes those of the own households, by another device each day, which held the
    first `seen` positions.
    """
    on = (AS_OF + timedelta(days=day)).isoformat()
    for number in range(households):
        index, nth = divmod(number, PER_COMPANION)
        if nth == 0:
            device = device_of(seed, (900 + day) * 1_000 + index)
            writer = Writer(actor_of(seed, 1 + index), device)
            writer.at = START_MS + MONTHS * MONTH_MS + day * DAY_MS
            writer.seen = seen
        family = family_of(number, seed)
        bodies = visit_of(family, number, number + day)[:events]
        yield [writer.write(family.stream, on, body) for body in bodies]


def _programme(office: Writer, writers: list[Writer]) -> Iterator[Written]:
    for writer, role in [(office, "koordinator_kabupaten"), *((w, "pendamping") for w in writers)]:
        body = msgspec.convert(
            {"actor": writer.actor, "role": role, "region": LOG}, types.ActorRegistered
        )
        yield office.write(PROGRAMME, "2018-09-01", body, key=key_id(data_key(PROGRAMME)))
