"""A question set from a file: read, all that is wrong said at once, published as an event.

The file is TOML or JSON with the fields of `survey_defined`. A version that is published is never
changed: the same file again changes nothing, another content needs the next version. Before:
`jejak-server survey define`. After: every device of the log asks the questions.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from events import limits
from events.check.question_sets import unfit_questions
from events.errors import InputRefused
from events.form import NewEntry
from events.problems import Problem
from events.types import Question, SurveyDefined
from server.office import Desk, Office
from server.officers.acting import Recorded, programme_of, record

_FIELDS: Final = ("survey", "version", "questions")
_QUESTION: Final = {field.name: field for field in msgspec.structs.fields(Question)}


class Defined(NamedTuple):
    """A published question set; `recorded` is None when it was there already."""

    survey: SurveyDefined
    recorded: Recorded | None


async def define(
    office: Office, desk: Desk, by: str, given: Mapping[str, object]
) -> Defined | list[Problem]:
    """Publish a question set, or say all that keeps it from being published.

    Errors: InputRefused for an actor that is not there.
    """
    async with office.database.read() as transaction:
        held = (await programme_of(transaction, desk)).versions(str(given.get("survey")))
    newest = held[-1].version if held else 0
    wrong = [*_misread(given)]
    if wrong:
        return [*wrong, *_unfit_among(given)]
    survey = msgspec.convert({"version": newest + 1} | dict(given), SurveyDefined)
    wrong = [*unfit_questions(survey)]
    same = next((each for each in held if each.version == survey.version), None)
    if "version" not in given and held and held[-1].questions == survey.questions:
        same = survey = held[-1]
    if same == survey:
        return Defined(survey, None)
    if same is not None or survey.version < newest:
        wrong.append(Problem("survey_version_held", "version", values={"expected": newest + 1}))
    if len(msgspec.json.encode(survey)) > limits.LINE_BYTES_MAX - limits.ENVELOPE_BYTES_MAX:
        wrong.append(Problem("survey_too_long", "questions"))
    if wrong:
        return wrong
    fields = msgspec.to_builtins(survey, str_keys=True)
    found = await record(office, desk, NewEntry(type=survey.type, fields=fields, by=by))
    return found if isinstance(found, list) else Defined(survey, found)


def read_survey_file(path: Path) -> Mapping[str, object]:
    """What a file says. Errors: InputRefused `unreadable_file`, `bad_survey_file`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        why = f"the file cannot be read: {error.strerror}"
        raise InputRefused("unreadable_file", why) from error
    if len(data) > limits.SMALL_BODY_BYTES_MAX:
        raise InputRefused("bad_survey_file", "the file is too large for a survey")
    try:
        if path.suffix.lower() == ".json":
            return msgspec.json.decode(data, type=dict[str, object])
        return tomllib.loads(data.decode("utf-8-sig"))
    except (msgspec.DecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputRefused("bad_survey_file", f"the file is no TOML or JSON: {error}") from error


# --- what cannot be read --------------------------------------------------------------------------


def _misread(given: Mapping[str, object]) -> Iterator[Problem]:
    """Every field that is not there, is not known, or holds something else."""
    for name in given:
        if name not in _FIELDS:
            yield Problem(
                "survey_field_unknown", values={"given": name, "choices": ", ".join(_FIELDS)}
            )
    if not isinstance(given.get("survey"), str):
        yield Problem("survey_field_wrong", "survey")
    if not isinstance(given.get("version", 1), int) or isinstance(given.get("version"), bool):
        yield Problem("survey_field_wrong", "version")
    questions = given.get("questions")
    if not isinstance(questions, list) or not questions:
        yield Problem("survey_field_wrong", "questions")
        return
    for number, question in enumerate(questions, start=1):
        if isinstance(question, dict):
            yield from _misread_question(str(question.get("code", number)), question)
        else:
            yield Problem("survey_field_wrong", "questions")


def _unfit_among(given: Mapping[str, object]) -> Iterator[Problem]:
    """What else is wrong with the questions that can be read, while others cannot."""
    questions = given.get("questions")
    readable: list[Question] = []
    for question in questions if isinstance(questions, list) else ():
        try:
            readable.append(msgspec.convert(question, Question))
        except msgspec.ValidationError:
            continue  # it was named already
    survey = SurveyDefined(survey="-", version=1, questions=tuple(readable))
    for problem in unfit_questions(survey):
        # What a condition names may be among those that cannot be read.
        if problem.code != "condition_question":
            yield problem


def _misread_question(code: str, given: Mapping[str, object]) -> Iterator[Problem]:
    for name in given:
        if name not in _QUESTION:
            values = {"question": code[:40], "given": name, "choices": ", ".join(_QUESTION)}
            yield Problem("question_field_unknown", "questions", values=dict(values))
    for name, field in _QUESTION.items():
        if name not in given:
            if field.required:
                yield Problem("question_field_missing", name, values={"question": code[:40]})
            continue
        try:
            msgspec.convert(given[name], field.type)
        except msgspec.ValidationError as error:
            values = {"question": code[:40], "why": str(error)}
            yield Problem("question_field_wrong", name, values=dict(values))
