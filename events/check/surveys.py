"""What is asked of H15 and H26: figures that agree, answers that fit their questions."""

from collections.abc import Iterator
from typing import Final, cast

from events.check.draft import Draft, Rules, Setting
from events.check.shape import is_slug
from events.problems import Problem
from events.survey_answers import unfit
from events.types import SurveyAnswered, WellbeingSurveyed


def _wellbeing_surveyed(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(WellbeingSurveyed, draft.body)
    pays = isinstance(body.instalment_month, int) and body.instalment_month > 0
    if body.debt == 0 and (body.debt_to or pays):
        yield Problem("debt_differs", "debt", "warn")


def _survey_answered(draft: Draft, setting: Setting) -> Iterator[Problem]:
    body = cast(SurveyAnswered, draft.body)
    if setting.survey is not None:
        yield from unfit(setting.survey, body.answers, draft.personal.get("texts") or {})
        return
    version = body.survey_version
    yield Problem("unknown_survey", "survey", "warn", {"given": body.survey, "version": version})
    for code in body.answers:
        if not is_slug(code):
            yield Problem("bad_slug", "answers", values={"given": code, "example": "q1"})


RULES: Final[Rules] = {
    "wellbeing_surveyed": _wellbeing_surveyed,
    "survey_answered": _survey_answered,
}
