"""Facts that came after a report of their month was accepted: `revised_after_closing`.

A report accepted by the office (`report_accepted`, in the office's own stream) holds the figures of
a region and a month from the first so many positions of the log. They stay as they were printed;
what is said of that month later is shown as later. Phones never see the office's stream, so the
office alone asks here: before, a household's history; after, the history it shows.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from events.entry import Entry
from events.folds.acts import Resolved, named_by
from events.folds.answer import Looked
from events.folds.household import Household
from events.ids import EventId
from events.regions import contains
from events.types import RegionCode, ReportAccepted

REVISED: Final = "revised_after_closing"


class Closing(NamedTuple):
    """A month of a region is closed: its figures rest on the first `size` positions."""

    region: RegionCode
    period: str
    size: int


def closings(accepted: Iterable[ReportAccepted]) -> list[Closing]:
    """What reports closed; of several for one month and region the earliest closed it."""
    sizes: dict[tuple[RegionCode, str], int] = {}
    for report in accepted:
        key = (report.region, report.period)
        sizes[key] = min(report.size, sizes.get(key, report.size))
    return [Closing(region, period, size) for (region, period), size in sorted(sizes.items())]


def revised(looked: Looked, closed: Iterable[Closing]) -> frozenset[EventId]:
    """The entries that say something of a month after its report: facts, and acts on facts of it.

    Whose reports a household is in is told by where it lives on the day it was looked at.
    """
    household, region = looked.household, looked.facts.region()
    sizes: dict[str, int] = {}
    for closing in closed:
        if contains(closing.region, region):
            sizes[closing.period] = min(closing.size, sizes.get(closing.period, closing.size))
    if not sizes:
        return frozenset()
    months = _months(household, looked.resolved)
    return frozenset(
        entry.id
        for entry in household.entries.values()
        for name in named_by(entry.event.body) or (entry.id,)
        if any(_is_later(entry, sizes, month) for month in months.get(name, ()))
    )


def _months(household: Household, resolved: Resolved) -> dict[EventId, set[str]]:
    """The month each entry speaks of; two, when it was corrected from one to another."""
    months = {entry.id: {entry.event.on[:7]} for entry in household.entries.values()}
    for kind in resolved.claims.buckets:
        for reading in resolved.claims.entries(kind):
            months.setdefault(reading.id, set()).add(reading.event.on[:7])
    return months


def _is_later(entry: Entry, sizes: Mapping[str, int], month: str) -> bool:
    size = sizes.get(month)
    return size is not None and (entry.position is None or entry.position >= size)
