"""What a household answered to the question sets of the office, as of a day.

A set of answers is a register: the later one stands, two that do not know each other are open.
Before: settled claims. After: the answer, its read model and export. Answers that do not fit their
question set are shown all the same, and flagged in the history.
"""

from typing import Final

from msgspec import Struct

from events.folds.claims import Claims
from events.folds.merge import settle
from events.folds.programme import Programme
from events.ids import EventId
from events.survey_answers import unfit
from events.types import Answer, SurveyAnswered

_ABSENT: Final = object()


class SurveyState(Struct, frozen=True, gc=False):
    """The answers to one question set, by the question's code.

    `disputed` are questions with two answers until a person decides; they are not in `answers`.
    `version` is None while answers to different versions are open.
    """

    survey: str
    version: int | None
    on: str
    answers: dict[str, Answer]
    disputed: tuple[str, ...]
    evidence: tuple[EventId, ...]


def surveys(claims: Claims, day: str) -> tuple[SurveyState, ...]:
    """The question sets that were answered by a day, by name."""
    names = sorted(str(key) for key in claims.of(SurveyAnswered))
    return tuple(state for name in names if (state := _state(claims, name, day)) is not None)


def _state(claims: Claims, name: str, day: str) -> SurveyState | None:
    facts = settle(claims, SurveyAnswered, name, day)
    if not facts:
        return None
    bodies = [fact.value for fact in facts]
    codes = dict.fromkeys(code for body in bodies for code in body.answers)
    first = bodies[0].answers
    disputed = tuple(
        code
        for code in codes
        if any(body.answers.get(code, _ABSENT) != first.get(code, _ABSENT) for body in bodies[1:])
    )
    versions = {body.survey_version for body in bodies}
    return SurveyState(
        survey=name,
        version=versions.pop() if len(versions) == 1 else None,
        on=max(fact.on for fact in facts),
        answers={code: answer for code, answer in first.items() if code not in disputed},
        disputed=disputed,
        evidence=tuple(dict.fromkeys(name for fact in facts for name in fact.ids)),
    )


def doubt(programme: Programme, body: SurveyAnswered) -> str | None:
    """The flag of answers that nobody's device should have written; None where they fit."""
    survey = programme.survey(body.survey, body.survey_version)
    if survey is None:
        return "unknown_survey"
    problem = next(unfit(survey, body.answers, None), None)
    return None if problem is None else "answers_unfit"
