"""What became of trainings, by topic and month: the enterprises that followed, a year later.

Before: `server/projecting/figure_rows.py` keeps a row for each training of a household. After:
`server/routes/totals.py` and the command `trainings`.
"""

from typing import Literal

import msgspec

from events.ids import LogId
from server.answers.readmodels import ReadModels
from server.database import Transaction
from server.devices.scoping import span_of

By = Literal["month", "topic"]


class Training(msgspec.Struct, frozen=True):
    """A topic, or one month of it. `topic` and `month` are None where nobody recorded them.

    `started` enterprises followed within a year, of which `named` say they came out of it. A year
    after their start they were alive, paused, closed, or nobody said; of the last a year has not
    passed. One that follows several topics is counted with each: compare them, do not add them.
    """

    topic: str | None
    month: str | None
    sessions: int
    households: int
    started: int
    named: int
    alive: int
    paused: int
    closed: int
    unknown: int
    not_due: int


class Trainings(msgspec.Struct, frozen=True):
    """Trainings by topic and month."""

    items: tuple[Training, ...]
    size: int


async def read_trainings(
    transaction: Transaction, log: LogId, *, region: str = "", topic: str = "", by: By = "month"
) -> Trainings:
    """Trainings of households registered in a region; of one topic, or of all."""
    models = await ReadModels.open(transaction, log)
    span = span_of(region or None)
    rows = await transaction.fetch(
        "trainings.outcomes", log, models.live.generation, *span, topic, by
    )
    items = tuple(Training(row[0] or None, row[1] or None, *tuple(row)[2:]) for row in rows)
    return Trainings(items, models.live.position)
