"""The rows of what waits for people in one household: its part of the office's lists.

Before: a household looked at, and its answer (`tables.py`). After: `inboxes.py` reads them, oldest
first. Each row carries what a list shows as JSON, beside the columns it is found by.
"""

from typing import Final

from events.folds.answer import Answer, Looked
from events.folds.inbox import inbox
from events.folds.proposals import proposals
from server.projecting.table import Prefix, Table, TableRow, as_json

CONFLICT: Final = Table(
    "conflict",
    ("log", "generation", "household", "key", "field", "claims", "since", "indicators"),
    keys=3,
)
INBOX: Final = Table(
    "inbox", ("log", "generation", "household", "kind", "event", "since", "detail"), keys=3
)
PROPOSAL: Final = Table(
    "proposal",
    (
        "log", "generation", "household", "event", "proposal", "kind", "awaits", "since", "detail",
    ),
    keys=2,
)  # fmt: skip
WAITING_TABLES: Final = (CONFLICT, INBOX, PROPOSAL)


def waiting_rows(
    prefix: Prefix, looked: Looked, given: Answer
) -> tuple[list[TableRow], list[TableRow], list[TableRow]]:
    """The rows of `WAITING_TABLES`, in their order."""
    conflicts: list[TableRow] = [
        (*prefix, each.key, each.field, as_json(each.claims), each.since or 0,
         as_json(each.indicators))
        for each in given.conflicts
    ]  # fmt: skip
    waiting: list[TableRow] = [
        (*prefix, each.kind, each.event, each.since or 0, as_json(each)) for each in inbox(looked)
    ]
    proposed: list[TableRow] = [
        (*prefix, each.event, each.proposal, each.kind, each.awaits or "", each.since or 0,
         as_json(each))
        for each in proposals(looked)
    ]  # fmt: skip
    return conflicts, waiting, proposed
