"""Everything the folds say of one household, to be compared as one value."""

from datetime import date

from events.folds import Household, Programme, history
from events.folds.activity import activity
from events.folds.answer import answer_of, look
from events.folds.commitments_grid import commitments_grid
from events.folds.inbox import inbox
from events.folds.payments import disbursements
from events.folds.proposals import proposals
from events.folds.roster import roster
from events.folds.trainings import training_outcomes
from events.ids import LogId
from server.projecting.folding import Folded
from server.projecting.tables import Rows, View


def everything(household: Household, programme: Programme, day: date) -> tuple[object, ...]:
    """Answer, history, what waits for people, money, figures, grid, and the read models' rows."""
    looked = look(household, programme, day.isoformat())
    money = disbursements(looked.facts, looked.decisions)
    return (
        answer_of(looked, day),
        history(household, programme),
        inbox(looked),
        proposals(looked),
        money,
        activity(looked.facts, money, day.isoformat()[:7]),
        roster(looked.facts),
        training_outcomes(looked.facts),
        commitments_grid(looked.facts),
        _rows(household, programme, day),
    )


def _rows(household: Household, programme: Programme, day: date) -> object:
    """The rows of the read models, or why this household would be parked."""
    rows, folded = Rows(), Folded(household.id)
    folded.household = household
    try:
        rows.add(View(LogId("36.03"), 1, programme, 0, day), household.id, folded)
    except ValueError as error:
        return str(error)
    return rows.by_table
