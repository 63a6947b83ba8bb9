"""Question sets of the office: what may be published, what is asked, which answers fit.

What answers come to is in `test_survey_answers.py`.
"""

from datetime import date
from typing import Any

import pytest

from events.check import Setting, problems
from events.check.question_sets import unfit_questions
from events.problems import Problem
from events.survey_answers import asked, read_answer, unfit
from events.types import Answer, Question, SurveyDefined
from tests.builders import a_body, a_draft
from tests.devices import LOG
from tests.unit.surveys import QUESTIONS, a_question, a_survey, choices

TODAY = date(2019, 6, 1)


def codes(
    survey: SurveyDefined, answers: dict[str, Answer], texts: dict[str, Answer] | None
) -> Any:
    return [problem.code for problem in unfit(survey, answers, texts)]


# --- publishing ----------------------------------------------------------------------------------


def published(*questions: dict[str, object], version: int = 1) -> list[tuple[str, object]]:
    found = unfit_questions(a_survey(*questions, version=version))
    return [(problem.code, problem.values.get("question")) for problem in found]


def test_a_good_question_set_may_be_published_and_no_other() -> None:
    setting = Setting(log=LOG, today=TODAY, role="admin")
    good, wrong = a_survey(), a_survey(QUESTIONS[0], QUESTIONS[0])
    assert problems(a_draft("survey_defined", good, on="2019-05-01"), setting) == []
    assert problems(a_draft("survey_defined", wrong, on="2019-05-01"), setting) == [
        *unfit_questions(wrong)
    ]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (a_question("Kebun Baru"), "question_slug"),
        (a_question("declined"), "question_slug"),
        (a_question("a", label_en=None), "question_language"),
        (a_question("a", "number", unit_id="kg"), "question_language"),
        (a_question("a", "choice", choices=choices("satu")), "question_choices_few"),
        (a_question("a", choices=choices("satu", "dua")), "question_choices_kind"),
        (a_question("a", "choice", choices=choices("satu", "satu")), "question_choice_twice"),
        (a_question("a", lowest=1), "question_bounds_kind"),
        (a_question("a", "number", lowest=2, highest=1), "question_bounds"),
        (a_question("a", asked_if=[{"question": "b", "any_of": [True]}]), "condition_question"),
        (a_question("a", asked_if=[{"question": "kebun"}]), "condition_form"),
        (a_question("a", asked_if=[{"question": "kebun", "at_least": 1}]), "condition_bounds"),
        (a_question("a", asked_if=[{"question": "kebun", "any_of": ["ya"]}]), "condition_answer"),
        (a_question("kebun"), "question_twice"),
    ],
)
def test_what_could_not_be_asked_or_understood_is_refused(
    question: dict[str, object], code: str
) -> None:
    kept = {name: value for name, value in question.items() if value is not None}
    assert (code, question["code"]) in published(QUESTIONS[0], kept)


def test_every_problem_of_a_question_set_is_said_at_once() -> None:
    wrong = (a_question("A"), a_question("b", "choice"), a_question("c", lowest=1))
    assert [code for code, _ in published(*wrong, version=0)] == [
        "survey_version",
        "question_slug",
        "question_choices_few",
        "question_bounds_kind",
    ]


# --- skip logic ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "reached"),
    [
        ({}, ["kebun", "sejak"]),
        ({"kebun": False}, ["kebun", "sejak", "cerita"]),
        ({"kebun": True}, ["kebun", "luas", "sejak"]),
        ({"kebun": 1}, ["kebun", "sejak"]),
        ({"kebun": "declined"}, ["kebun", "sejak"]),
        ({"kebun": True, "luas": 9}, ["kebun", "luas", "sejak"]),
        ({"kebun": True, "luas": 10}, ["kebun", "luas", "tanaman", "sejak"]),
        ({"kebun": True, "luas": True}, ["kebun", "luas", "sejak"]),
        (
            {"kebun": True, "luas": 10, "tanaman": ("obat", "buah")},
            ["kebun", "luas", "tanaman", "hasil", "sejak"],
        ),
        # What was answered to a question that was not asked leads nowhere.
        ({"luas": 10, "tanaman": ("buah",)}, ["kebun", "sejak"]),
    ],
)
def test_earlier_answers_decide_what_is_asked(
    answers: dict[str, Answer], reached: list[str]
) -> None:
    assert [question.code for question in asked(a_survey(), answers)] == reached


def test_questions_are_asked_while_the_answers_grow() -> None:
    said: dict[str, Answer] = {"kebun": True, "luas": 12, "tanaman": ("sayur",), "hasil": 0}
    answers: dict[str, Answer] = {}
    reached = []
    for question in asked(a_survey(), answers):
        reached.append(question.code)
        if question.code in said:
            answers[question.code] = said[question.code]
    assert reached == ["kebun", "luas", "tanaman", "hasil", "sejak"]


# --- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "texts", "found"),
    [
        ({"kebun": True, "luas": 12}, {}, []),
        ({"kebun": False}, {"cerita": "Tidak ada lahan."}, []),
        ({"kebun": "unknown"}, {}, []),
        ({"kebun": True, "luas": "declined"}, {}, []),
        ({}, {}, ["answer_missing"]),
        ({"kebun": True}, {}, ["answer_missing"]),
        ({"kebun": True, "luas": 0}, {}, ["answer_out_of_bounds"]),
        ({"kebun": True, "luas": 10_001}, {}, ["answer_out_of_bounds"]),
        ({"kebun": True, "luas": True}, {}, ["answer_unfit"]),
        ({"kebun": "ya"}, {}, ["answer_unfit"]),
        ({"kebun": False, "luas": 12}, {}, ["question_skipped"]),
        ({"kebun": False, "rumah": 1}, {}, ["no_such_question"]),
        ({"kebun": False, "cerita": "Nana"}, {}, ["answer_misplaced"]),
        ({"kebun": False}, {"sejak": "2019"}, ["answer_misplaced"]),
        ({"kebun": False, "sejak": "2019-13-01"}, {}, ["answer_unfit"]),
        ({"kebun": False, "sejak": "2019-05"}, {}, ["answer_unfit"]),
        ({"kebun": True, "luas": 12, "tanaman": ("padi",)}, {}, ["answer_unfit"]),
        ({"kebun": True, "luas": 12, "tanaman": ("buah",), "hasil": -1}, {}, ["answer_unfit"]),
        ({"kebun": False}, {"cerita": " "}, ["answer_unfit"]),
    ],
)
def test_answers_fit_their_questions(
    answers: dict[str, Answer], texts: dict[str, Answer], found: list[str]
) -> None:
    assert codes(a_survey(), answers, texts) == found


def test_a_device_refuses_what_does_not_fit_and_warns_where_it_cannot_tell() -> None:
    body = a_body("survey_answered", survey="kebun", survey_version=1, answers={"kebun": "ya"})
    draft = a_draft("survey_answered", body, on="2019-05-20")
    known = Setting(log=LOG, today=TODAY, role="pendamping", survey=a_survey())
    unknown = Setting(log=LOG, today=TODAY, role="pendamping")
    assert [(p.code, p.severity) for p in problems(draft, known)] == [("answer_unfit", "refuse")]
    assert [(p.code, p.severity) for p in problems(draft, unknown)] == [("unknown_survey", "warn")]


def test_every_problem_is_said_in_both_languages() -> None:
    survey = a_survey()
    wrong: dict[str, Answer] = {"kebun": True, "luas": 0, "tanaman": ("x",), "rumah": 1}
    said = [p.say(lang) for lang in ("id", "en") for p in unfit(survey, wrong, {"sejak": "x"})]
    assert "Luas? (m2): 0 di luar batas (dari 1 sampai 10000)" in " ".join(said)
    assert "Luas? (m2): 0 is out of bounds (from 1 to 10000)" in " ".join(said)
    assert not any("{" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("code", "text", "answer"),
    [
        ("kebun", "ya", True),
        ("kebun", "unknown", "unknown"),
        ("luas", "12", 12),
        ("hasil", "1,5 jt", 1_500_000),
        ("jual", "2", "tetangga"),
        ("jual", "pasar", "pasar"),
        ("tanaman", "1, obat", ("sayur", "obat")),
        ("tanaman", "", ()),
        ("tanaman", "declined", "declined"),
        ("sejak", "2019-05-01", "2019-05-01"),
        ("cerita", "Sejak banjir.", "Sejak banjir."),
        ("kebun", "mungkin", None),
        ("luas", "0", None),
        ("jual", "3", None),
        ("tanaman", "sayur, padi", None),
        ("sejak", "kemarin", None),
        ("cerita", " ", None),
    ],
)
def test_what_a_person_types_is_read_as_the_question_wants(
    code: str, text: str, answer: Answer | None
) -> None:
    (question,) = (each for each in a_survey().questions if each.code == code)
    assert isinstance(question, Question)
    read = read_answer(question, text)
    assert (None if isinstance(read, Problem) else read) == answer
