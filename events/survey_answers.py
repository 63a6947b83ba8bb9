"""Answers against their question set: which questions are asked, and which answers fit.

Pure and the same on every side: a device asks and refuses by it, the fold flags by it what an older
or hostile device wrote. Before: `survey_defined` and the answers so far. After:
`events/check/surveys.py`, `events/folds/surveys.py`, and whoever asks question by question.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from events import dates
from events.form import read_text
from events.problems import Problem
from events.schema import FieldSpec, Kind
from events.types import Answer, Condition, Question, SurveyDefined
from events.words import Words, number
from events.words.surveys import bounds, expected, label

UNKNOWNS: Final = ("unknown", "declined")
"""Answers to any question: nobody knows, or the family would rather not say."""

Answers = Mapping[str, Answer]

_KINDS: Final[Mapping[str, Kind]] = {
    "yes_no": "truth",
    "number": "number",
    "rupiah": "rupiah",
    "choice": "choice",
    "choices": "choice",
    "date": "day",
    "text": "words",
}
"""How what a person types is read."""


def asked(survey: SurveyDefined, answers: Answers) -> Iterator[Question]:
    """The questions that these answers lead to, in their order.

    One after another the answers may still be growing: a condition looks only at questions before
    its own. What was not asked answers no condition, whatever is written there.
    """
    reached: set[str] = set()
    for question in survey.questions:
        if all(_holds(condition, answers, reached) for condition in question.asked_if):
            reached.add(question.code)
            yield question


def unfit(survey: SurveyDefined, answers: Answers, texts: Answers | None) -> Iterator[Problem]:
    """What is wrong with the answers to a question set.

    `texts`: answers in free words; None where the personal part cannot be read, and then nothing is
    said of them.
    """
    by_code = {question.code: question for question in survey.questions}
    given = {**answers, **(texts or {})}
    reached = {question.code for question in asked(survey, answers)}
    for code in given:
        if code not in by_code:
            choices = ", ".join(by_code)
            yield _problem("no_such_question", given=code[:40], choices=choices)
        elif code not in reached:
            yield _problem("question_skipped", question=label(by_code[code]), code=code)
        elif (by_code[code].kind == "text") != (code not in answers):
            yield _problem("answer_misplaced", question=label(by_code[code]), code=code)
        else:
            yield from unfit_answer(by_code[code], given[code])
    for question in asked(survey, answers):
        is_readable = question.kind != "text" or texts is not None
        if question.required and is_readable and question.code not in given:
            yield missing(question)


def missing(question: Question) -> Problem:
    """A question that must be answered was not."""
    return _problem("answer_missing", question=label(question), code=question.code)


def unfit_answer(question: Question, answer: Answer) -> Iterator[Problem]:
    """What is wrong with one answer: its form, or a number out of bounds."""
    if question.kind == "text":
        if not isinstance(answer, str) or not answer.strip():
            yield _unfit(question)
        return
    if answer in UNKNOWNS:
        return
    if not _fits(question, answer):
        yield _unfit(question)
    elif isinstance(answer, int) and not isinstance(answer, bool):
        low, high = question.lowest, question.highest
        if (low is not None and answer < low) or (high is not None and answer > high):
            yield _problem(
                "answer_out_of_bounds",
                question=label(question),
                given=(number(answer), number(answer, "en")),
                bounds=bounds(low, high),
            )


def read_answer(question: Question, text: str) -> Answer | Problem:
    """The answer a person typed: a choice by its code or number, several between commas."""
    text = text.strip()
    spec = FieldSpec(
        name=question.code, kind=_KINDS[question.kind], required=question.required,
        choices=tuple(choice.code for choice in question.choices), unknowns=UNKNOWNS,
    )  # fmt: skip
    if question.kind == "choices" and text not in UNKNOWNS:
        read: object = tuple(
            read_text(spec, _by_number(question, part)) for part in text.split(",") if part.strip()
        )
    else:
        read = read_text(spec, _by_number(question, text))
    try:
        answer = msgspec.convert(read, Answer if question.kind != "text" else str)
    except msgspec.ValidationError:
        return _unfit(question)
    return next(unfit_answer(question, answer), answer)


def _by_number(question: Question, text: str) -> str:
    """The code of a choice given by its number from 1."""
    text = text.strip()
    if text.isascii() and text.isdecimal() and 1 <= int(text[:3]) <= len(question.choices):
        return question.choices[int(text[:3]) - 1].code
    return text


def _holds(condition: Condition, answers: Answers, reached: set[str]) -> bool:
    """True when an earlier question that was asked is answered as the condition says."""
    if condition.question not in reached:
        return False
    answer = answers.get(condition.question)
    if answer is None:
        return False
    if condition.any_of:
        said = answer if isinstance(answer, tuple) else (answer,)
        return any(_same(one, wanted) for one in said for wanted in condition.any_of)
    if isinstance(answer, bool) or not isinstance(answer, int):
        return False
    low, high = condition.at_least, condition.at_most
    return (low is None or answer >= low) and (high is None or answer <= high)


def _same(answer: object, wanted: object) -> bool:
    return type(answer) is type(wanted) and answer == wanted  # True is no 1


def _fits(question: Question, answer: Answer) -> bool:
    codes = {choice.code for choice in question.choices}
    match question.kind:
        case "yes_no":
            return isinstance(answer, bool)
        case "number":
            return isinstance(answer, int) and not isinstance(answer, bool)
        case "rupiah":
            return isinstance(answer, int) and not isinstance(answer, bool) and answer >= 0
        case "choice":
            return isinstance(answer, str) and answer in codes
        case "choices":
            return isinstance(answer, tuple) and codes.issuperset(answer)
        case "date":
            return isinstance(answer, str) and _is_day(answer)
        case "text":
            return False


def _is_day(text: str) -> bool:
    try:
        dates.interval(text)
    except ValueError:
        return False
    return len(text) == len("2018-11-05")


def _unfit(question: Question) -> Problem:
    return _problem("answer_unfit", question=label(question), expected=expected(question))


def _problem(name: str, /, **values: str | Words) -> Problem:
    return Problem(name, "answers", values=dict(values))
