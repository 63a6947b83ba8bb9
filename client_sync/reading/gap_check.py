"""Places of an own chain of which nothing is here: what became of what stood there?

    unsent                                it is lost
    sent, and a household here lacks it   the next sync brings it back
    sent, and none here does              it is of one that left: nothing is lost once it is safe

Before: `chain_check.py` found them, and `doctor.py` held every household against its digest. After:
findings.
"""

from collections.abc import Sequence
from typing import NamedTuple

from client_sync.reading.findings import Finding, What
from client_sync.storage.held import Row
from client_sync.storage.journal_reading import Reading


class Gap(NamedTuple):
    """Sequences of an epoch, the first and the last that are missing."""

    epoch: int
    first: int
    last: int

    def holds(self, row: Row) -> bool:
        """True for a row whose place it is."""
        return row.epoch == self.epoch and self.first <= row.sequence <= self.last


async def findings_of(
    reading: Reading, gaps: Sequence[Gap], lacking: bool, repair: bool
) -> list[Finding]:
    """What is to be said of them; `lacking`: some household here may be what lacks them."""
    is_doubted = lacking or bool(await reading.doubtful()) or bool(await reading.filling_count())
    committed = (await reading.sync_state()).committed
    found = []
    for gap in gaps:
        what: What = "chain"
        is_mended = False
        if (gap.epoch, gap.last) <= committed:
            what, is_mended = ("missing", repair) if is_doubted else ("missing_left", True)
        if what == "missing_left" and await reading.is_safe(gap.epoch, gap.last):
            continue
        place = f"{gap.epoch}/{gap.first}"
        found.append(Finding(what, f"{place}-{gap.last}", place, is_mended))
    return found
