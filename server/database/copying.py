"""One log's tables copied from a database into another, of either kind: how an office moves.

Read models are left out, since they are built again from the log. Before: a snapshot of the source,
an open transaction of the target. After: the target holds the log, whole or not at all.
"""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from server.database.port import Dialect, Transaction

COPIED: Final = (
    "device", "device_epoch", "event", "left_out", "batch", "personal", "data_key", "key_ack",
    "evidence", "household", "tile", "invite", "token", "epoch_grant", "incident", "scope",
    "scope_household", "assignment", "assignment_due", "former_companion", "safe", "incarnation",
    "orphan", "release", "accepted_report", "device_contact", "refused_read",
)  # fmt: skip
"""Every table of a log that is not built from it, but for `log` itself, its head row."""

DERIVED: Final = ("identity", "identity_index")
"""Those beside the read models that are made again from the log."""

_BOOLEANS: Final = MappingProxyType({"scope_household": ("is_in",)})
"""Columns that SQLite keeps as 0 and 1."""

Moved = Callable[[int], None]
"""Told how many rows were copied so far."""


async def copy_log(
    source: Transaction, target: Transaction, log: str, dialect: Dialect, moved: Moved | None = None
) -> int:
    """Copy all tables of a log; `dialect` is the target's. How many rows; none for its head."""
    count = 0
    for table in COPIED:
        booleans = _BOOLEANS.get(table, ()) if dialect == "postgresql" else ()
        async for rows in source.chunks(f"copying.{table}", log):
            columns = list(rows[0].keys())
            at = [columns.index(name) for name in booleans]
            values = [list(row) for row in rows]
            for row in values:
                for index in at:
                    row[index] = bool(row[index])
            await target.insert(table, columns, values)
            count += len(rows)
            if moved is not None:
                moved(count)
    return count
