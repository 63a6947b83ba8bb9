"""The answers to one question set as a table: a column a question, as its kind is.

Before: answers as read models keep them, and every version of the question set. After: rows, one a
household. Unknown and declined are empty; what does not fit its question is too, and is flagged in
the history.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from events.errors import InputRefused
from events.folds.surveys import SurveyState, surveys
from events.ids import HouseholdId
from events.types import Answer, Question
from server.answers.revealing import said_of
from server.exporting.exports import Opened, Snapshot
from server.exporting.formats import Cell, Column, Kind
from server.projecting.table import as_json

_OPEN: Final = (
    Column("household", "text"), Column("version", "number"), Column("answered", "text"),
    Column("disputed", "text"),
)  # fmt: skip
_KINDS: Final[Mapping[str, Kind]] = {"yes_no": "truth", "number": "number", "rupiah": "number"}


class SurveyExport:
    """One question set, all its versions together; a later one names a question's kind."""

    def __init__(self, survey: str) -> None:
        self._survey = survey

    async def columns(self, snapshot: Snapshot, personal: bool) -> Sequence[Column]:
        shown = await self._shown(snapshot, personal)
        return (*_OPEN, *(Column(each.code, _kind(each)) for each in shown))

    async def rows(
        self, snapshot: Snapshot, households: Sequence[HouseholdId], opened: Opened | None
    ) -> Sequence[Sequence[Cell]]:
        shown = await self._shown(snapshot, opened is not None)
        rows: list[Sequence[Cell]] = []
        for name, looked in (await snapshot.looked(households)).items():
            for state in surveys(looked.facts.claims, looked.facts.day):
                if state.survey == self._survey:
                    said = said_of(looked, state.evidence, opened or {})
                    texts = said.get("texts")
                    words = texts if isinstance(texts, dict) else {}
                    rows.append(_cells(name, state, shown, words))
        return rows

    async def _shown(self, snapshot: Snapshot, personal: bool) -> Sequence[Question]:
        """The questions that have a column: those in free words only where they are opened."""
        questions = (await self._questions(snapshot)).values()
        return [each for each in questions if personal or each.kind != "text"]

    async def _questions(self, snapshot: Snapshot) -> dict[str, Question]:
        """Every question by its code, in the order of the versions.

        Errors: InputRefused `unknown_survey`.
        """
        programme = await snapshot.programme()
        found = {
            question.code: question
            for version in programme.versions(self._survey)
            for question in version.questions
        }
        if not found:
            raise InputRefused("unknown_survey", f"there is no survey {self._survey}")
        return found


def _cells(
    household: str, state: SurveyState, shown: Sequence[Question], texts: Mapping[str, object]
) -> Sequence[Cell]:
    cells: list[Cell] = [household, state.version, state.on, as_json(state.disputed)]
    for question in shown:
        if question.kind == "text":
            word = texts.get(question.code)
            cells.append(None if word is None else str(word))
        else:
            cells.append(_cell(question, state.answers.get(question.code)))
    return cells


def _cell(question: Question, answer: Answer | None) -> Cell:
    """An answer as its column holds it."""
    kind = _kind(question)
    if answer in (None, "unknown", "declined"):
        return None
    if kind == "truth":
        return answer if isinstance(answer, bool) else None
    if kind == "number":
        return answer if isinstance(answer, int) and not isinstance(answer, bool) else None
    return answer if isinstance(answer, str) else msgspec.json.encode(answer).decode()


def _kind(question: Question) -> Kind:
    return _KINDS.get(question.kind, "text")
