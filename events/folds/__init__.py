"""The folds: what a stream's entries come to, the same on phone, office and auditor.

In which order to read them: events/README.md, "Folding".
"""

from events.folds.answer import FOLD_VERSION, Answer, HouseholdAnswer, answer
from events.folds.conflicts import Claim, Conflict
from events.folds.due import Due
from events.folds.enterprise import Enterprise, EnterpriseMonth
from events.folds.family import kindred, speaks_of, wanted
from events.folds.history import HistoryEntry, Replaced, history
from events.folds.household import Household, fold
from events.folds.programme import Programme
from events.folds.questions import Question
from events.folds.readiness import Indicator, Readiness
from events.folds.surveys import SurveyState

__all__ = [
    "FOLD_VERSION",
    "Answer",
    "Claim",
    "Conflict",
    "Due",
    "Enterprise",
    "EnterpriseMonth",
    "HistoryEntry",
    "Household",
    "HouseholdAnswer",
    "Indicator",
    "Programme",
    "Question",
    "Readiness",
    "Replaced",
    "SurveyState",
    "answer",
    "fold",
    "history",
    "kindred",
    "speaks_of",
    "wanted",
]
