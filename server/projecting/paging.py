"""Pages of a log as a projection takes them: positions in order, about not too many households.

Before: committed events. After: `server/projecting/projection.py` folds a page and writes it.
"""

from collections.abc import Sequence

from events import limits
from events.errors import LogCorrupt
from events.ids import LogId
from server.database import PlainRow, Transaction


class Pages:
    """Reads the pages of one log, one after the other."""

    def __init__(self, log: LogId) -> None:
        self._log = log
        self._events = limits.PROJECT_EVENTS_MAX

    async def read(self, transaction: Transaction, start: int) -> Sequence[PlainRow]:
        """The rows from a position on; none at the head. Errors: LogCorrupt for a hole."""
        row = await transaction.fetch_one("projector.size", self._log)
        size = 0 if row is None else row[0]
        end = min(size, start + self._events)
        if end <= start:
            return ()
        rows = await transaction.fetch_plain("projector.page", self._log, start, end)
        if len(rows) != end - start:
            raise LogCorrupt(
                f"the log {self._log} has a hole between the positions {start} and {end}: "
                "stop the office and run `verify`"
            )
        taken = rows[: _of_few_streams(rows)]
        # What is read and not taken is read again: ask for little more than was taken last.
        is_at_head = start + len(taken) == size
        little_more = min(limits.PROJECT_EVENTS_MAX, len(taken) * 5 // 4 + 1)
        self._events = limits.PROJECT_EVENTS_MAX if is_at_head else little_more
        return taken


def _of_few_streams(rows: Sequence[PlainRow]) -> int:
    """How many of these rows to take, so that not too many households are folded at once."""
    streams = set()
    for count, row in enumerate(rows):
        streams.add(row[1])
        if len(streams) > limits.PROJECT_HOUSEHOLDS_MAX:
            return count
    return len(rows)
