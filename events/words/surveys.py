"""Questions and answers of the office's own surveys as people read them, in both languages.

The words are the survey's own; here are those around them. Before: `survey_defined` and
`survey_answered`. After: checks, commands, pages.
"""

from collections.abc import Iterator

from events.types import Answer, Question, SurveyDefined
from events.words import Lang, Words, choice_label, number, pick, rupiah, truth


def label(question: Question) -> Words:
    """What is asked, in both languages, with the unit where there is one."""
    indonesian, english = question.label_id, question.label_en or question.label_id
    if question.unit_id is None:
        return indonesian, english
    unit = question.unit_en or question.unit_id
    return f"{indonesian} ({question.unit_id})", f"{english} ({unit})"


def expected(question: Question) -> Words:
    """What an answer looks like, in both languages."""
    codes = ", ".join(choice.code for choice in question.choices)
    return {
        "yes_no": ("ya atau tidak", "yes or no"),
        "number": _whole(question),
        "rupiah": ("rupiah bulat, misalnya 39.000 atau 39rb", "whole rupiah, e.g. 39000 or 39rb"),
        "choice": (f"salah satu dari {codes}", f"one of {codes}"),
        "choices": (f"beberapa dari {codes}", f"some of {codes}"),
        "date": ("tanggal, misalnya 2018-11-05", "a day, e.g. 2018-11-05"),
        "text": ("kata-kata", "words"),
    }[question.kind]


def bounds(low: int | None, high: int | None) -> Words:
    """Bounds of a number in both languages; one of them may be open."""
    if low is None:
        return f"paling banyak {high}", f"at most {high}"
    if high is None:
        return f"paling sedikit {low}", f"at least {low}"
    return f"dari {low} sampai {high}", f"from {low} to {high}"


def in_words(lang: Lang, answer: Answer, question: Question | None) -> str:
    """An answer as people read it; without its question, as it is written."""
    if isinstance(answer, bool):
        return truth(lang, answer)
    if isinstance(answer, int):
        is_money = question is not None and question.kind == "rupiah"
        return rupiah(answer, lang) if is_money else number(answer, lang)
    if isinstance(answer, tuple):
        return ", ".join(in_words(lang, each, question) for each in answer)
    for choice in question.choices if question is not None else ():
        if choice.code == answer:
            return pick(lang, (choice.label_id, choice.label_en or choice.label_id))
    return choice_label(lang, answer)


def question_rows(lang: Lang, survey: SurveyDefined) -> list[tuple[str, ...]]:
    """A question a row: code, question, how to answer, required or not, asked when."""
    return [
        (
            question.code,
            pick(lang, label(question)),
            pick(lang, expected(question)),
            truth(lang, question.required),
            "; ".join(_conditions(lang, survey, question)),
        )
        for question in survey.questions
    ]


def _conditions(lang: Lang, survey: SurveyDefined, question: Question) -> Iterator[str]:
    questions = {each.code: each for each in survey.questions}
    for condition in question.asked_if:
        about = condition.question
        if condition.any_of:
            earlier = questions.get(about)
            yield f"{about} = " + "/".join(in_words(lang, one, earlier) for one in condition.any_of)
        else:
            yield f"{about} " + pick(lang, bounds(condition.at_least, condition.at_most))


def _whole(question: Question) -> Words:
    if question.lowest is None and question.highest is None:
        return "bilangan bulat", "a whole number"
    indonesian, english = bounds(question.lowest, question.highest)
    return f"bilangan bulat {indonesian}", f"a whole number {english}"
