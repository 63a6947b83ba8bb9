"""Tables of what an office adds up: the money of each tranche, each household's figures, trainings.

Before: what the folds say of one household (`events/folds/payments.py`, `rollup.py`,
`trainings.py`). After: `tables.py` puts the rows beside the household's others; `payments.py`,
`rollup.py` and `trainings.py` here answer with them. A household that is another's alias has no
rows: its survivor's speak for both, and nothing is counted twice.
"""

from typing import Final

from msgspec.structs import astuple

from events.folds import Answer
from events.folds.answer import Looked
from events.folds.payments import Disbursement, disbursements
from events.folds.rollup import FIGURES, Contribution, contribution
from events.folds.trainings import TrainingOutcome, training_outcomes
from server.projecting.table import Prefix, Table, TableRow, as_json

LEDGER: Final = Table(
    "disbursement_ledger",
    (
        "log", "generation", "household", "programme", "year", "tranche", "ordered", "paid",
        "received", "payee", "received_by", "shortfall", "exceptions", "sides",
    ),
    keys=4,
)  # fmt: skip
ROLLUP: Final = Table(
    "household_rollup",
    (
        "log", "generation", "household", "region", "cohort", "companion", "not_met", "not_known",
        *FIGURES,
    ),
    keys=1,
)  # fmt: skip
TRAINING: Final = Table(
    "training_outcome",
    (
        "log", "generation", "household", "session", "enterprise", "topic", "month", "link",
        "outcome",
    ),
    keys=3,
)  # fmt: skip
FIGURE_TABLES: Final = (LEDGER, ROLLUP, TRAINING)

_NOTHING: Final[tuple[list[TableRow], ...]] = ([], [], [])


def figure_rows(prefix: Prefix, looked: Looked, given: Answer) -> tuple[list[TableRow], ...]:
    """The rows of one household, in the order of `FIGURE_TABLES`."""
    money = disbursements(looked.facts, looked.decisions)
    added = contribution(looked, given, money)
    if added is None:
        return _NOTHING
    return (
        [_tranche(prefix, each) for each in money],
        [_contribution(prefix, added)],
        [_training(prefix, each) for each in training_outcomes(looked.facts)],
    )


def _tranche(prefix: Prefix, each: Disbursement) -> TableRow:
    sides = (each.ordered, each.paid, each.received)
    amounts = (None if side is None else side.amount for side in sides)
    return (
        *prefix, each.programme, each.year, each.tranche, *amounts, each.payee, each.received_by,
        each.shortfall, as_json(each.exceptions), as_json(sides),
    )  # fmt: skip


def _contribution(prefix: Prefix, added: Contribution) -> TableRow:
    return (
        *prefix, added.region, added.cohort, added.companion, " ".join(added.not_met),
        " ".join(added.not_known), *astuple(added.figures),
    )  # fmt: skip


def _training(prefix: Prefix, each: TrainingOutcome) -> TableRow:
    return (
        *prefix, each.session or "", each.enterprise or "", each.topic, each.month, each.link,
        each.outcome,
    )  # fmt: skip
