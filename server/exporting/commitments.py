"""The grid of commitments as rows: one month of one component of a member each.

Before: folded households. After: rows. The last twelve months up to the day, as on the phone.
"""

from collections.abc import Sequence
from typing import Final

from events.folds.commitments_grid import commitments_grid
from events.ids import HouseholdId
from server.exporting.exports import Opened, Snapshot
from server.exporting.formats import Cell, Column

_COLUMNS: Final = (
    Column("household", "text"), Column("member", "text"), Column("component", "text"),
    Column("month", "text"), Column("required", "number"), Column("done", "number"),
    Column("excused", "number"), Column("unit", "text"), Column("verdict", "text"),
)  # fmt: skip


class CommitmentsExport:
    """What was asked of each member month by month, and what was done."""

    async def columns(self, _snapshot: Snapshot, _personal: bool) -> Sequence[Column]:
        return _COLUMNS

    async def rows(
        self, snapshot: Snapshot, households: Sequence[HouseholdId], _opened: Opened | None
    ) -> Sequence[Sequence[Cell]]:
        return [
            (
                name, cell.member, cell.component, cell.month, cell.required, cell.done,
                cell.excused, cell.unit, cell.verdict,
            )
            for name, looked in (await snapshot.looked(households)).items()
            for cell in commitments_grid(looked.facts)
        ]  # fmt: skip
