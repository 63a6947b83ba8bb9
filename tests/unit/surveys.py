"""A question set of an office about kitchen gardens, with every kind of question."""

from typing import Final

from events.types import SurveyDefined
from tests.builders import a_body


def a_question(code: str, kind: str = "yes_no", **fields: object) -> dict[str, object]:
    return {"code": code, "kind": kind, "label_id": f"{code}?", "label_en": f"{code}?", **fields}


def choices(*codes: str) -> list[dict[str, object]]:
    return [{"code": code, "label_id": code, "label_en": code} for code in codes]


QUESTIONS: Final = (
    a_question("kebun", required=True),
    a_question(
        "luas", "number", required=True, unit_id="m2", unit_en="m2", lowest=1, highest=10_000,
        asked_if=[{"question": "kebun", "any_of": [True]}],
    ),
    a_question("tanaman", "choices", choices=choices("sayur", "buah", "obat"),
               asked_if=[{"question": "luas", "at_least": 10}]),
    a_question("hasil", "rupiah", asked_if=[{"question": "tanaman", "any_of": ["sayur", "buah"]}]),
    a_question("jual", "choice", choices=choices("pasar", "tetangga"),
               asked_if=[{"question": "hasil", "at_least": 1}]),
    a_question("sejak", "date"),
    a_question("cerita", "text", asked_if=[{"question": "kebun", "any_of": [False]}]),
)  # fmt: skip


def a_survey(*questions: dict[str, object], version: int = 1) -> SurveyDefined:
    body = a_body(
        "survey_defined", survey="kebun", version=version, questions=questions or QUESTIONS
    )
    assert isinstance(body, SurveyDefined)
    return body
