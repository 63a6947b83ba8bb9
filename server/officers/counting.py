"""Which entries of the programme count: at once, or since an officer let them.

An entry handed back after a restore, or written by a copied device, waits; what the office lists of
people and regions must know it as soon as the folds do. Before: rows of the log. After: `actors.py`
and `regions.py` read them.
"""

from collections.abc import Sequence

from events.entry import standing
from events.folds.programme import Programme
from events.ids import PROGRAMME, EventId, LogId
from server.database import Row, Transaction
from server.log import entries


async def counting(transaction: Transaction, log: LogId, rows: Sequence[Row]) -> Sequence[Row]:
    """Those of these rows, each with its id and verdict, that count; in their order.

    The stream is folded only where one of them waits, as hardly any ever does.
    """
    if all(standing(row["verdict"]) == "accepted" for row in rows):
        return rows
    programme = Programme(log)
    programme.add_all(await entries(transaction, log, PROGRAMME))
    return [
        row
        for row in rows
        if "accepted" in (standing(row["verdict"]), programme.outcome(EventId(row["id"])))
    ]
