"""How long a device takes to show a household, and the list of all, from 55,000 entries.

Each page is of another household, and nothing is in memory: as when the program has just started.
Beside it: reading the household's rows. The list is shown as it is opened again on the same day.
"""

import time
from statistics import median
from typing import Final

from client_sync.reading.caseload import Caseload
from client_sync.reading.pages import Pages
from client_sync.reading.view import View
from events.dates import day_of_ms
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.full_device import FullDevice

BUDGET_MS: Final = 50
_PAGES: Final = 30
_LISTS: Final = 5


async def measure(full: FullDevice) -> list[Figure]:
    """Milliseconds a page."""
    journal, ring = full.device.journal, full.device.ring
    day = day_of_ms(full.device.clock.at_ms)
    pages, reads, lists = [], [], []
    for name in full.ordinary[-_PAGES:]:
        started = time.perf_counter()
        await Pages(journal, View(), ring).household(name, day)
        pages.append(time.perf_counter() - started)
        started = time.perf_counter()
        async with journal.reading() as reading:
            await reading.rows(name)
        reads.append(time.perf_counter() - started)
    listing = Caseload(journal, View(), ring)
    for _ in range(_LISTS + 1):
        started = time.perf_counter()
        await listing.lines(day)
        lists.append(time.perf_counter() - started)
    value, reference = median(pages) * 1000, median(reads) * 1000
    return [
        at_most("household_page", value, "ms", reference, BUDGET_MS),
        at_most("household_list", median(lists[1:]) * 1000, "ms", None, None),
        at_most("household_list_first", lists[0] * 1000, "ms", None, None),
    ]
