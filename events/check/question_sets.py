"""A question set before it is published: every question can be asked, answered and understood.

What is published reaches every device and is never changed, only followed by another version; so
all that is wrong is said at once. Before: a file that somebody wrote. After: `survey_defined`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, cast

from events.check.draft import Draft, Rules, Setting
from events.check.shape import is_slug
from events.problems import Problem
from events.types import Condition, Question, SurveyDefined
from events.words import Words

_NUMBERS: Final = ("number", "rupiah")
_CHOICES: Final = ("choice", "choices")


def unfit_questions(body: SurveyDefined) -> Iterator[Problem]:
    """All that is wrong with a question set, question by question."""
    if body.version < 1:
        yield Problem("survey_version", "version")
    counted = Counter(question.code for question in body.questions)
    yield from (_problem("question_twice", code) for code, count in counted.items() if count > 1)
    before: dict[str, Question] = {}
    for question in body.questions:
        yield from _question(question)
        for condition in question.asked_if:
            yield from _condition(question, condition, before)
        before[question.code] = question


def _survey_defined(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    return unfit_questions(cast(SurveyDefined, draft.body))


def _question(question: Question) -> Iterator[Problem]:
    code = question.code
    slugs = [code, *(choice.code for choice in question.choices)]
    yield from (_problem("question_slug", code, given=slug[:40]) for slug in slugs if _bad(slug))
    labels: list[tuple[str, str | None]] = [
        (question.label_id, question.label_en),
        *((choice.label_id, choice.label_en) for choice in question.choices),
    ]
    if question.unit_id is not None or question.unit_en is not None:
        labels.append((question.unit_id or "", question.unit_en))
    if any(not indonesian.strip() or not (english or "").strip() for indonesian, english in labels):
        yield _problem("question_language", code)
    yield from _choices(question)
    low, high = question.lowest, question.highest
    has_bounds = low is not None or high is not None
    if has_bounds and question.kind not in _NUMBERS:
        yield _problem("question_bounds_kind", code)
    elif low is not None and high is not None and low > high:
        yield _problem("question_bounds", code)


def _choices(question: Question) -> Iterator[Problem]:
    is_choice = question.kind in _CHOICES
    if is_choice and len(question.choices) < 2:
        yield _problem("question_choices_few", question.code)
    if not is_choice and question.choices:
        yield _problem("question_choices_kind", question.code)
    counted = Counter(choice.code for choice in question.choices)
    for choice, count in counted.items():
        if count > 1:
            yield _problem("question_choice_twice", question.code, given=choice)


def _condition(
    question: Question, condition: Condition, before: dict[str, Question]
) -> Iterator[Problem]:
    earlier = before.get(condition.question)
    if earlier is None:
        choices = ", ".join(before) or "-"
        given = condition.question[:40]
        yield _problem("condition_question", question.code, given=given, choices=choices)
        return
    is_bounded = condition.at_least is not None or condition.at_most is not None
    if bool(condition.any_of) == is_bounded:
        yield _problem("condition_form", question.code)
    elif is_bounded and earlier.kind not in _NUMBERS:
        yield _problem("condition_bounds", question.code, given=earlier.code)
    else:
        words = _answers_to(earlier)
        for wanted in condition.any_of:
            if wanted not in words or (isinstance(wanted, bool) != (earlier.kind == "yes_no")):
                shown = ", ".join(_shown(word) for word in words) or "-"
                values = {"given": _shown(wanted), "choices": shown}
                yield _problem("condition_answer", question.code, **values)


def _answers_to(question: Question) -> Iterable[bool | str]:
    """The answers a condition may name; empty for kinds that have bounds or free words."""
    if question.kind == "yes_no":
        return (True, False)
    return tuple(choice.code for choice in question.choices)


def _shown(answer: bool | str) -> str:
    return str(answer).lower()[:40]


def _bad(slug: str) -> bool:
    """True for what is no lower-case word, or stands for an answer that every question takes."""
    return not is_slug(slug) or slug in ("unknown", "declined")


def _problem(name: str, question: str, /, **values: str | Words) -> Problem:
    return Problem(name, "questions", values={"question": question[:40], **values})


RULES: Final[Rules] = {"survey_defined": _survey_defined}
