"""Nana's story as a table: who writes what on which device, when there is signal, what is asked.

Pure data. Before: a newspaper article, and what had to be assumed to make it whole; every field
says which. After: `player.py` plays it through real processes, the tests fold it in memory.
"""

from typing import Final

from server.demo.story import beginning, dispute, way_out
from server.demo.story.steps import (
    Actor,
    CorrectionOf,
    Device,
    Entity,
    Entry,
    Moment,
    Said,
    Signal,
    Source,
    Step,
    Sync,
    Written,
)
from server.demo.story.telling import ACTORS, HOUSEHOLD, LOG, STARTS

STORY: Final[tuple[Step, ...]] = (
    *beginning.registration(),
    *beginning.early_years(),
    *beginning.enterprise_begins(),
    *dispute.conflict(),
    *dispute.corrected(),
    *dispute.costs_known(),
    *way_out.upward(),
    *way_out.graduated(),
    *way_out.aftercare(),
)
"""Everything that happens, in the order of story time."""

__all__ = [
    "ACTORS",
    "HOUSEHOLD",
    "LOG",
    "STARTS",
    "STORY",
    "Actor",
    "CorrectionOf",
    "Device",
    "Entity",
    "Entry",
    "Moment",
    "Said",
    "Signal",
    "Source",
    "Step",
    "Sync",
    "Written",
]
