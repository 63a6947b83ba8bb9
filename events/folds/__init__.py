"""The folds: what a stream's entries come to, the same on phone, office and auditor.

In reading order: claims (entries by what they speak of), merge (claims to facts), acts
(corrections, voids, reviews, resolutions), stream (the set of entries, saved and resumed),
parameters and rule_set (figures and rules as data), programme, arrivals, household, placing (where
it belongs), reach (whose word reaches it), family (its other names), splits, facts (as of a day),
income, stage, risks, size and enterprise, checks (one per indicator), readiness, deciding,
decisions, companions, basis and status, conflicts, questions, left_open, due, surveys, answer and
history; doubts, inbox and proposals (what waits for people); commitments_grid; tranches and
payments (the money); rollup, trainings and activity (what an office counts), closing (what came
after it was counted).
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
